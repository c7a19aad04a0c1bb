"""Whether a medicine is, was or was never taken as a sentence says."""

from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from chartside.evals.injected_errors.facts import Medicine
from chartside.evals.injected_errors.names.drugs import numbers, strength
from chartside.evals.injected_errors.truth.results import on_day
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import drug_name, is_current, route_of
from chartside.fhir.entry import Dose, Entry, Kind

OVER = frozenset({"stopped", "completed", "cancelled"})


def same_medicine(label: str, key: str) -> bool:
    """Whether a label names this medicine, or shares an ingredient with it."""
    return any(_one(a, b) for a in drug_name(label).split(" / ") for b in key.split(" / "))


BRANDS: Final = {
    "lasix": "furosemide",
    "tylenol": "acetaminophen",
    "paracetamol": "acetaminophen",
    "advil": "ibuprofen",
    "aleve": "naproxen",
    "coumadin": "warfarin",
    "zocor": "simvastatin",
    "lipitor": "atorvastatin",
    "glucophage": "metformin",
    "benadryl": "diphenhydramine",
    "adrenaline": "epinephrine",
    "epipen": "epinephrine",
}
"""Other names of medicines that records use; the ingredient is the same."""

SPELLED_ALIKE: Final = 0.85


@lru_cache(maxsize=65536)
def _one(a: str, b: str) -> bool:
    """One ingredient, be it by a brand or misspelt: "Simvistatin" stands in real records."""
    one, other = BRANDS.get(a, a), BRANDS.get(b, b)
    first = bool(one and other) and one.split()[0] == other.split()[0]
    return first or SequenceMatcher(None, one, other).ratio() >= SPELLED_ALIKE


def medicine_agrees(fact: Medicine, entry: Entry, chart: Chart) -> bool:
    """One order, or administration, against what is said of a medicine."""
    kinds = {Kind.MEDICATION, Kind.ADMINISTRATION, Kind.DISPENSE}
    if not entry.live or entry.kind not in kinds or not same_medicine(entry.label, fact.key):
        return False
    return (
        _state(fact, entry, chart)
        and (fact.amount is None or may_be_dose(entry, fact.amount))
        and _same_frequency(fact.per_day, entry.dose)
        and (not fact.route or route_named(entry) in {fact.route, ""})
        and on_day(entry, fact.since)
        and (not fact.until or _ended(entry, fact.until))
        and (not fact.why or fact.why.lower() in entry.status_reason.lower())
    )


def _ended(entry: Entry, until: str) -> bool:
    return entry.end is not None and entry.end.day.startswith(until)


def _state(fact: Medicine, entry: Entry, chart: Chart) -> bool:
    if entry.kind is not Kind.MEDICATION:
        return fact.state == "prescribed"
    now = is_current(entry, chart)
    return {
        "current": now,
        "held": now and entry.status == "on-hold",
        "stopped": not now,
        "finished": not now,
        "prescribed": True,
        "never": False,
    }[fact.state]


def may_be_dose(entry: Entry, amount: Decimal) -> bool:
    """Whether a number is one dose of the order, its strength, or stands in its label at all."""
    given = entry.dose.amount.number if entry.dose and entry.dose.amount else None
    known = strength(entry.label)
    counts = given is not None and known is not None and given * known[0] == amount
    text = numbers(entry.dose.text) if entry.dose else frozenset[Decimal]()
    return counts or amount == given or amount.normalize() in numbers(entry.label) | text


def _same_frequency(per_day: Decimal | None, dose: Dose | None) -> bool:
    if per_day is None:
        return True
    own = dose.per_day if dose else None
    return own is not None and abs(own - per_day) < Decimal("0.001")


_BODY = (
    ("under the skin", "subcutaneous"),
    ("subcutaneous", "subcutaneous"),
    ("vein", "intravenous"),
    ("intravenous", "intravenous"),
    ("intramuscular", "intramuscular"),
)


def route_named(entry: Entry) -> str:
    """The route of an order in the words of `Medicine.route`."""
    said = f"{entry.dose.route} {entry.dose.text}".lower() if entry.dose else ""
    known = next((name for words, name in _BODY if words in said), "")
    return known or route_of(entry.label, entry.dose.route if entry.dose else "")
