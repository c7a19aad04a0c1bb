"""The best and the worst of a series, by which way is bad for what is measured."""

import json
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
DAYS = ("2025-02-10", "2025-08-11", "2026-02-16", "2026-10-19")
MONTHS = ("February 2025", "August 2025", "February 2026", "October 2026")
COURSES = {
    "HbA1c": ("4548-4", "mmol/mol", (74, 66, 71, 53)),
    "eGFR": ("33914-3", "mL/min/{1.73_m2}", (28, 24, 21, 23)),
    "Creatinine": ("2160-0", "mg/dL", (2, 3, 5, 4)),
}
SODIUM = (138, 139, 141, 140)
BAD = {"HbA1c": max, "eGFR": min, "Creatinine": max}
TURNS = (
    "Her {end} {name} on record was {value} in {month}.",
    "Her {end} {name} was {value} in {month}.",
    "The {end} {name} was {value}.",
)


def _result(name: str, code: str, unit: str, value: int, day: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"{name}-{day}",
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": name, "coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": unit},
    }


@pytest.fixture(scope="module")
def chart() -> Chart:
    """Results of what is bad high, of what is bad low, and of what may be bad both ways."""
    bodies = [
        {"resourceType": "Patient", "id": "1", "gender": "female"},
        *(
            _result(name, code, unit, value, day)
            for name, (code, unit, values) in COURSES.items()
            for value, day in zip(values, DAYS, strict=True)
        ),
        *(_result("Sodium", "2951-2", "mmol/L", v, d) for v, d in zip(SODIUM, DAYS, strict=True)),
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 11, 26, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _verdict(text: str, name: str, chart: Chart) -> Verdict | None:
    cited = tuple(Citation(f"Observation/{name}-{day}") for day in DAYS)
    return check(Statement(text, cited), chart).verdict


@pytest.mark.parametrize(("name", "end", "turn"), list(product(COURSES, ("worst", "best"), TURNS)))
def test_the_worst_is_the_end_that_is_bad_for_what_is_measured(
    name: str, end: str, turn: str, chart: Chart
) -> None:
    values = COURSES[name][2]
    pick = BAD[name] if end == "worst" else {max: min, min: max}[BAD[name]]
    for value, month in zip(values, MONTHS, strict=True):
        said = turn.format(end=end, name=name, value=value, month=month)
        verdict = _verdict(said, name, chart)
        assert (verdict is Verdict.SUPPORTED) if value == pick(values) else (verdict in FOUND), said


@pytest.mark.parametrize("end", ["worst", "best"])
def test_which_end_is_bad_is_not_guessed(end: str, chart: Chart) -> None:
    said = f"Her {end} sodium was 141 in February 2026."
    assert _verdict(said, "Sodium", chart) is Verdict.NOT_CHECKABLE


def test_the_lowest_with_a_month_of_its_own_is_the_lowest_of_all(chart: Chart) -> None:
    assert _verdict("Her lowest HbA1c was 53 in October 2026.", "HbA1c", chart) is Verdict.SUPPORTED
    assert _verdict("Her lowest HbA1c was 66 in August 2025.", "HbA1c", chart) in FOUND
    assert _verdict("Her lowest HbA1c in 2025 was 66.", "HbA1c", chart) is Verdict.SUPPORTED
