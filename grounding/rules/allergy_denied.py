"""A statement that there is no allergy, beside an active one.

Source: FHIR R4 AllergyIntolerance, section "No known allergies": such a statement holds for the
whole kind it names (all, drug, food, …), and an active allergy of that kind contradicts it.
"""

from collections.abc import Iterator
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import allergies, no_known_allergy
from chartside.fhir.clinical.same import newest
from chartside.fhir.codes import SNOMED
from chartside.fhir.entry import Entry
from chartside.grounding.rules.allergy_against_order import allergen
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.wording import listed, outer

RULE: Final = "allergy-denied"

_KINDS: Final = {
    "409137002": "medication",
    "429625007": "food",
    "428607008": "environment",
    "716184000": "latex",
    "428197003": "insect",
    "716220001": "animal",
}
_WORDS: Final = {
    "drug": "medication",
    "medication": "medication",
    "medicine": "medication",
    "nkda": "medication",
    "food": "food",
    "nkfa": "food",
    "environment": "environment",
    "latex": "latex",
    "insect": "insect",
    "animal": "animal",
}
_BROAD: Final = frozenset({"medication", "food", "environment", "biologic"})
"""Categories of FHIR AllergyIntolerance."""


def allergy_denied(chart: Chart) -> Iterator[Finding]:
    """One finding for each denial, against every allergy of the kind it denies."""
    held = allergies(chart)
    for denial in _newest_of_each_kind(no_known_allergy(chart)):
        denied = denied_kind(denial)
        against = [a for a in held if is_of_kind(a, denied)]
        if against:
            names = listed([allergen(a) for a in against])
            text = (
                f"{outer(denial.label)} is recorded beside "
                f"{'an active allergy' if len(against) == 1 else 'active allergies'} to {names}"
            )
            grave = any(a.criticality == "high" for a in against)
            severity = Severity.HIGH if grave else Severity.MODERATE
            yield Finding(RULE, text, severity, cite_all([denial, *against]))


def _newest_of_each_kind(denials: tuple[Entry, ...]) -> list[Entry]:
    """An older denial of the same kind says nothing more."""
    kinds: dict[str, list[Entry]] = {}
    for denial in denials:
        kinds.setdefault(denied_kind(denial), []).append(denial)
    return [newest(group) for group in kinds.values()]


def denied_kind(denial: Entry) -> str:
    """What kind of allergy is denied; empty where it is all of them."""
    for code, kind in _KINDS.items():
        if denial.code.has(SNOMED, code):
            return kind
    label = denial.label.lower()
    return next((kind for word, kind in _WORDS.items() if word in label), "")


def is_of_kind(allergy: Entry, kind: str) -> bool:
    """Whether an allergy is of the denied kind.

    An allergy of unknown category may be of any broad kind, so it is not held against one.
    """
    if not kind:
        return True
    if kind in _BROAD:
        return kind in allergy.category.split(",")
    return kind in allergy.label.lower()
