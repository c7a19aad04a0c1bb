"""Medicines: every order from start to stop, why it changed, and what the pharmacy handed out.

A dose that goes up is a completed order followed by a new one that names it as its prior
prescription.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.demo import prescriptions_2012, prescriptions_2017, prescriptions_2022
from chartside.demo.practice import encounter_on
from chartside.demo.prescribing import Order
from chartside.demo.shapes import PATIENT, Json, at, concept, days_after, ref

ORDERS = (*prescriptions_2012.ORDERS, *prescriptions_2017.ORDERS, *prescriptions_2022.ORDERS)

TODAY = "2026-11-03"
"""The last day of the story."""


@dataclass(frozen=True, slots=True)
class Bought:
    """Something she takes without a prescription, as she told the practice."""

    key: str
    text: str
    dose: str
    since: str


BOUGHT = (
    Bought(
        "cholecalciferol",
        "Cholecalciferol 1000 units (over the counter)",
        "1000 units once daily",
        "2019-10",
    ),
)


def resources() -> Iterator[Json]:
    """The Medication, the requests, the statements of what she buys, and the dispenses."""
    yield {
        "resourceType": "Medication",
        "id": "semaglutide-pen",
        "status": "active",
        "code": concept(
            "Semaglutide 0.25 mg or 0.5 mg per dose, prefilled pen",
            ("http://www.nlm.nih.gov/research/umls/rxnorm", "1991302", "semaglutide"),
        ),
        "form": concept("Solution for injection in prefilled pen"),
    }
    for order in ORDERS:
        made = order.resource
        visit = encounter_on(order.start, order.by)
        yield made | ({"encounter": ref(visit)} if visit and "encounter" not in made else {})
    for bought in BOUGHT:
        yield _statement(bought)
    for order in ORDERS:
        yield from _dispenses(order)


def _statement(bought: Bought) -> Json:
    return {
        "resourceType": "MedicationStatement",
        "id": f"statement-{bought.key}",
        "status": "active",
        "medicationCodeableConcept": concept(
            bought.text, ("http://www.nlm.nih.gov/research/umls/rxnorm", "2418", "cholecalciferol")
        ),
        "subject": ref(PATIENT),
        "effectivePeriod": {"start": bought.since},
        "dateAsserted": "2026-09-08",
        "informationSource": ref(PATIENT),
        "dosage": [{"text": bought.dose}],
    }


def _dispenses(order: Order) -> Iterator[Json]:
    """Every 90 days while the order ran.

    For the medicines whose pharmacy reports to the practice.
    """
    if not order.dispensed:
        return
    day, last = days_after(order.start, 1), order.end or TODAY
    while day < last:
        yield {
            "resourceType": "MedicationDispense",
            "id": f"dispense-{order.key}-{day}",
            "status": "completed",
            "medicationCodeableConcept": order.medicine.concept,
            "subject": ref(PATIENT),
            "performer": [{"actor": {"display": "Millbrook Pharmacy"}}],
            "authorizingPrescription": [ref(order.reference)],
            "daysSupply": {
                "value": 90,
                "unit": "days",
                "system": "http://unitsofmeasure.org",
                "code": "d",
            },
            "whenHandedOver": at(day, "12:10"),
            "dosageInstruction": [{"text": order.sig}],
        }
        day = days_after(day, 90)
