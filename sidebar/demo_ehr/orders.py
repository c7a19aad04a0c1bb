"""Draft orders that can be signed on the demonstration's page, so that order hooks have a cause."""

from typing import Final

from chartside.demo.formulary import ATORVASTATIN, NAPROXEN
from chartside.demo.shapes import Term
from chartside.demo.urgent_care import AMOXICILLIN
from chartside.sidebar.demo_ehr.records import JSON

ORDERS: Final[dict[str, tuple[Term, str]]] = {
    "amoxicillin": (AMOXICILLIN.medicine, "1 capsule three times a day for seven days"),
    "naproxen": (NAPROXEN, "1 tablet twice a day with food"),
    "atorvastatin": (ATORVASTATIN, "1 tablet at night"),
}
"""What can be ordered: the medicine, and how it is taken."""


def draft_order(name: str, patient: str, user: str, at: str) -> JSON:
    """A MedicationRequest that nobody has signed yet."""
    medicine, dose = ORDERS[name]
    return {
        "resourceType": "MedicationRequest",
        "id": f"draft-{name}",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": medicine.concept,
        "subject": {"reference": f"Patient/{patient}"},
        "authoredOn": at,
        "requester": {"reference": user},
        "dosageInstruction": [{"text": dose}],
    }
