"""On which side a report tells of a finding, where it names both."""

import json
from datetime import UTC, datetime
from itertools import product

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
SIZES = "Right kidney 9.1 cm, left kidney 9.4 cm. No hydronephrosis."
WRITTEN = (
    "Simple cyst of the {} kidney, 2.3 cm.",
    "There is a simple cyst in the {} kidney measuring 2.3 cm.",
    "The {} kidney has a simple cyst of 2.3 cm.",
    "{} kidney: 2.3 cm simple cyst.",
)
SAID = (
    "A 2.3 cm simple cyst of the {} kidney was seen on ultrasound.",
    "Ultrasound showed a simple cyst in the {} kidney.",
    "The {} kidney has a simple cyst.",
)


def _chart(conclusion: str) -> Chart:
    bodies = [
        {"resourceType": "Patient", "id": "1"},
        {
            "resourceType": "DiagnosticReport",
            "id": "us",
            "status": "final",
            "code": {"text": "Ultrasound of kidneys"},
            "subject": {"reference": "Patient/1"},
            "conclusion": conclusion,
        },
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 11, 26, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


@pytest.mark.parametrize(
    ("written", "said", "side"), list(product(WRITTEN, SAID, ("left", "right")))
)
def test_a_finding_lies_on_the_side_that_its_own_clause_names(
    written: str, said: str, side: str
) -> None:
    chart = _chart(f"{SIZES} {written.format(side)}")
    other = "left" if side == "right" else "right"
    cited = (Citation("DiagnosticReport/us"),)
    assert check(Statement(said.format(side), cited), chart).verdict is Verdict.SUPPORTED
    assert check(Statement(said.format(other), cited), chart).verdict in FOUND


def test_a_finding_on_both_sides_is_on_each() -> None:
    chart = _chart(f"{SIZES} Simple cysts of both kidneys.")
    said = "Simple cyst of the {} kidney."
    for side in ("left", "right"):
        cited = (Citation("DiagnosticReport/us"),)
        assert check(Statement(said.format(side), cited), chart).verdict is Verdict.SUPPORTED
