"""Allergies, and statements that there are none."""

import re
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.same import gathered, newest
from chartside.fhir.codes import SNOMED
from chartside.fhir.entry import Entry, Kind

NO_ALLERGY_CODES: Final = (
    "716186003",  # no known allergy
    "409137002",  # no known drug allergy
    "429625007",  # no known food allergy
    "428607008",  # no known environmental allergy
    "716184000",  # no known latex allergy
    "428197003",  # no known insect allergy
    "716220001",  # no known animal allergy
    "716185004",  # no known allergy to ... (situation)
    "1003774007",  # no known history of hypersensitivity
)

_NO_ALLERGY = re.compile(
    r"\b(?:no (?:known|history of|reported)|not known|without)\b.*\b(?:allerg|hypersens|intoleran)"
    r"|\bno (?:drug |food )?allerg|^nkd?a$|^nkfa$|^none(?: known)?$",
    re.IGNORECASE,
)


def is_no_known_allergy(entry: Entry) -> bool:
    """Whether an AllergyIntolerance states that there is none, by its SNOMED code or its words."""
    return entry.code.has(SNOMED, *NO_ALLERGY_CODES) or any(
        _NO_ALLERGY.search(name) for name in entry.code.labels
    )


def _held(chart: Chart) -> list[Entry]:
    return [e for e in chart.of(Kind.ALLERGY) if e.live]


def allergies(chart: Chart) -> tuple[Entry, ...]:
    """Allergies and intolerances in force, the newest record of each.

    Unconfirmed ones too, because to leave one out can kill. A missing status counts as active.
    Statements of "no known allergy" are in `no_known_allergy`.
    """
    active = [
        e
        for e in _held(chart)
        if e.status in {"active", "recurrence", ""} and not is_no_known_allergy(e)
    ]
    return tuple(newest(group) for group in gathered(active))


def past_allergies(chart: Chart) -> tuple[Entry, ...]:
    """Allergies recorded as inactive or resolved that no other record calls active."""
    groups = gathered(e for e in _held(chart) if not is_no_known_allergy(e))
    over = {"inactive", "resolved"}
    return tuple(newest(g) for g in groups if all(e.status in over for e in g))


def no_known_allergy(chart: Chart) -> tuple[Entry, ...]:
    """Statements that there is no allergy, of any kind or of one (drug, food).

    Beside an active allergy they are a conflict, not an answer.
    """
    return tuple(
        e
        for e in _held(chart)
        if is_no_known_allergy(e) and e.status not in {"inactive", "resolved"}
    )
