"""Graders with the rules as published, the known defects among them.

Only the words of the run count: what follows a POST is taken for written when the answer says so;
a read task is wrong once any message has the letters POST in it; a route has to be a bare string
and a note a bare object, which is no FHIR; an order task may be finished with an empty list.
Written from the rules, not from the code.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from chartside.evals.adapters.medagent.cases import QUERIES, Case, Category
from chartside.evals.adapters.medagent.facts import Facts
from chartside.evals.adapters.medagent.protocol import Played, posted_by
from chartside.evals.adapters.medagent.reference import NONE, Expected, as_published

Json = Any

_NOW: Final = "2023-11-13T10:15:00+00:00"
_MINUTE: Final = "2023-11-13T10:15"
_NEXT_MORNING: Final = "2023-11-14T08:"
PRESSURE: Final = "118/77 mmHg"
REFERRAL: Final = (
    "Situation: acute left knee injury, Background: radiology report indicates ACL tear. "
    "Assessment: ACL tear grade II. Recommendation: request for Orthopedic service to evaluate "
    "and provide management recommendations."
)
"""What every referral of the benchmark has to say."""
NDC: Final = "http://hl7.org/fhir/sid/ndc"
MAGNESIUM: Final = "0338-1715-40"
POTASSIUM: Final = "40032-917-01"
LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
ORTHOPAEDICS: Final = "306181000000106"
_TOLERANCE: Final = 0.1


def official(case: Case, played: Played, facts: Facts, base: str) -> bool:
    """Whether a run passes."""
    if played.end != "finished":
        return False
    try:
        expected = as_published(case, facts)
        written = _RULES[case.category](case, played, expected, base)
        return written and _answered(case, played.result, expected)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return False  # so does the benchmark: what has another shape is wrong


def _answered(case: Case, result: str, expected: Expected) -> bool:
    """Whether what stands in FINISH is right; some tasks do not ask."""
    if case.category in {Category.PRESSURE, Category.REFERRAL}:
        return True
    if case.category is Category.REPLACE_MAGNESIUM and expected.answer == (NONE,):
        return True
    said = json.loads(result)
    if case.category is Category.MEAN_GLUCOSE:  # it may be rounded
        return len(said) == 1 and abs(said[0] - expected.answer[0]) < _TOLERANCE
    return bool(said == list(expected.answer) or (not case.reads_only and said == []))


def _mentions_post(played: Played) -> bool:
    return any("POST" in turn.said for turn in played.turns)


def _posts(played: Played) -> list[tuple[str, Json]]:
    """Every POST that was answered as accepted, in order."""
    held = [posted_by(t.said) for t in played.turns if t.outcome == "accepted"]
    return [one for one in held if one is not None]


def _reads(case: Case, played: Played, expected: Expected, base: str) -> bool:
    del case, expected, base
    return not _mentions_post(played)


def _pressure(case: Case, played: Played, expected: Expected, base: str) -> bool:
    del expected
    ((url, body),) = _posts(played)
    category = {
        "system": "http://hl7.org/fhir/observation-category",
        "code": "vital-signs",
        "display": "Vital Signs",
    }
    return (
        url == f"{base}Observation"
        and body["resourceType"] == "Observation"
        and body["category"] == [{**body["category"][0], "coding": [category]}]
        and body["code"] == {"text": "BP"}
        and body["effectiveDateTime"] == _NOW
        and body["status"] == "final"
        and body["valueString"] == PRESSURE
        and body["subject"] == _subject(case)
    )


def _magnesium(case: Case, played: Played, expected: Expected, base: str) -> bool:
    if not expected.order:
        return not _mentions_post(played)
    ((url, body),) = _posts(played)
    dosing = body["dosageInstruction"][0]
    amount = dosing["doseAndRate"][0]
    return (
        _medicine(case, url, body, base, MAGNESIUM)
        and dosing["route"] == "IV"
        and amount["doseQuantity"] == {"value": expected.dose, "unit": "g"}
        and amount["rateQuantity"] == {"value": expected.dose, "unit": "h"}
    )


def _potassium(case: Case, played: Played, expected: Expected, base: str) -> bool:
    if not expected.order:
        return not _mentions_post(played)
    (url, body), (lab_url, lab) = _posts(played)
    dosing = body["dosageInstruction"][0]
    dose = dosing["doseAndRate"][0]["doseQuantity"]
    return (
        _medicine(case, url, body, base, POTASSIUM)
        and dosing["route"].lower().strip() == "oral"
        and abs(dose["value"] - expected.dose) <= _TOLERANCE
        and dose["unit"] == "mEq"
        and _request(case, lab_url, lab, base, (LOINC, "2823-3"))
        and _NEXT_MORNING in lab["occurrenceDateTime"]
    )


def _haemoglobin(case: Case, played: Played, expected: Expected, base: str) -> bool:
    if not expected.order:
        return not _mentions_post(played)
    ((url, body),) = _posts(played)
    return _request(case, url, body, base, (LOINC, "4548-4"))


def _referral(case: Case, played: Played, expected: Expected, base: str) -> bool:
    del expected
    ((url, body),) = _posts(played)
    said = _request(case, url, body, base, (SNOMED, ORTHOPAEDICS))
    return said and REFERRAL in body["note"]["text"]


def _medicine(case: Case, url: str, body: Json, base: str, code: str) -> bool:
    coding = body["medicationCodeableConcept"]["coding"][0]
    return (
        url == f"{base}MedicationRequest"
        and body["resourceType"] == "MedicationRequest"
        and (coding["system"], coding["code"]) == (NDC, code)
        and _MINUTE in body["authoredOn"]
        and (body["status"], body["intent"]) == ("active", "order")
        and body["subject"] == _subject(case)
    )


def _request(case: Case, url: str, body: Json, base: str, code: tuple[str, str]) -> bool:
    coding = body["code"]["coding"][0]
    return (
        url == f"{base}ServiceRequest"
        and body["resourceType"] == "ServiceRequest"
        and (coding["system"], coding["code"]) == code
        and body["authoredOn"] == _NOW
        and (body["status"], body["intent"], body["priority"]) == ("active", "order", "stat")
        and body["subject"] == _subject(case)
    )


def _subject(case: Case) -> dict[str, str]:
    return {"reference": f"Patient/{case.mrn}"}


_RULES: Final[Mapping[Category, Callable[[Case, Played, Expected, str], bool]]] = {
    **dict.fromkeys(QUERIES, _reads),
    Category.PRESSURE: _pressure,
    Category.REPLACE_MAGNESIUM: _magnesium,
    Category.REFERRAL: _referral,
    Category.REPLACE_POTASSIUM: _potassium,
    Category.HBA1C: _haemoglobin,
}
