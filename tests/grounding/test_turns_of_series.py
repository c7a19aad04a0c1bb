"""Turns of speech about a series, a dose and a course, each with a twin that is false."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
VALUES = {"a": ("2024-02-05", 71), "b": ("2024-06-10", 60), "c": ("2024-10-14", 53)}
NOTE = "Tired for three months. No change in bowel habit, no rectal bleeding."


def _resource(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}


def _result(name: str, label: str, loinc: str, value: int, unit: str, day: str) -> dict[str, Any]:
    return _resource(
        "Observation",
        name,
        status="final",
        category=[{"coding": [{"code": "laboratory"}]}],
        code={"text": label, "coding": [{"system": "http://loinc.org", "code": loinc}]},
        effectiveDateTime=day,
        valueQuantity={"value": value, "unit": unit},
        referenceRange=[{"high": {"value": 50 if unit == "mmol/mol" else 30, "unit": unit}}],
    )


@pytest.fixture(scope="module")
def chart() -> Chart:
    """Three HbA1c, a urine ratio, a note, two treatments, an illness that is over, a medicine."""
    data = base64.b64encode(NOTE.encode()).decode()
    ratio = "Albumin/Creatinine [Mass Ratio] in Urine"
    bodies = [
        {"resourceType": "Patient", "id": "1", "gender": "female"},
        *(_result(n, "HbA1c", "4548-4", v, "mmol/mol", d) for n, (d, v) in VALUES.items()),
        _result("uacr", ratio, "9318-7", 1320, "mg/g", "2024-06-12"),
        _resource(
            "DocumentReference",
            "note",
            status="current",
            type={"text": "Note"},
            date="2024-10-14T09:00:00Z",
            content=[{"attachment": {"contentType": "text/plain", "data": data}}],
        ),
        *(
            _resource(
                "Procedure",
                name,
                status="completed",
                code={"text": text},
                performedDateTime="2024-06-01",
            )
            for name, text in (("chemo", "Chemotherapy"), ("radio", "Radiation therapy"))
        ),
        _resource(
            "Condition",
            "aki",
            code={"text": "Acute kidney injury"},
            clinicalStatus={"coding": [{"code": "resolved"}]},
            onsetDateTime="2024-02-01",
            abatementDateTime="2024-02-20",
        ),
        _resource(
            "MedicationRequest",
            "metf",
            status="active",
            intent="order",
            medicationCodeableConcept={"text": "Metformin 1g modified-release tablets"},
            authoredOn="2022-05-04",
            dosageInstruction=[
                {
                    "text": "Two tablets daily with the evening meal",
                    "doseAndRate": [{"doseQuantity": {"value": 2, "unit": "g"}}],
                }
            ],
        ),
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2024, 11, 26, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


SERIES = "Observation/a Observation/b Observation/c"
PAIRS = (
    ("HbA1c 71, then 60, now 53.", "HbA1c 71, then 53, now 60.", SERIES),
    ("The October HbA1c is the lowest of the three we have.",
     "The October HbA1c is the lowest of the five we have.", SERIES),
    ("The October HbA1c is the lowest of all three.",
     "The October HbA1c is the highest of all three.", SERIES),
    ("HbA1c dropped to 60 in June 2024 and was 53 in October.",
     "HbA1c rose to 60 in June 2024 and was 53 in October.", SERIES),
    ("HbA1c peaked at 71 during the February 2024 AKI.",
     "HbA1c peaked at 60 during the February 2024 AKI.", f"{SERIES} Condition/aki"),
    ("HbA1c peaked at 71 during the February 2024 AKI.",
     "Acute kidney injury is still active.", f"{SERIES} Condition/aki"),
    ("Continues on metformin MR 2 g with her evening meal.",
     "Continues on metformin MR 3 g with her evening meal.", "MedicationRequest/metf"),
    ("Takes metformin 1 g tablets.", "Takes metformin 2 g tablets.", "MedicationRequest/metf"),
    ("Three months of tiredness and no change in bowel habit.",
     "Three months of tiredness and no blood in urine.", "DocumentReference/note"),
    ("UACR was 1,320 mg/g in June 2024.", "UACR was 320 mg/g in June 2024.", "Observation/uacr"),
    ("UACR was 1,320 mg/g in June 2024.", "Albuminuria has resolved.", "Observation/uacr"),
)  # fmt: skip


@pytest.mark.parametrize(("true", "false", "cited"), PAIRS)
def test_what_is_true_is_borne_out_and_its_twin_is_found(
    true: str, false: str, cited: str, chart: Chart
) -> None:
    citations = tuple(Citation(c) for c in cited.split())
    assert check(Statement(true, citations), chart).verdict is Verdict.SUPPORTED
    assert check(Statement(false, citations), chart).verdict in FOUND


def test_chemoradiation_needs_both_treatments(chart: Chart) -> None:
    said = "She had chemoradiation in June 2024."
    both = (Citation("Procedure/chemo"), Citation("Procedure/radio"))
    assert check(Statement(said, both), chart).verdict is Verdict.SUPPORTED
    assert all(check(Statement(said, (one,)), chart).verdict in FOUND for one in both)


@pytest.mark.parametrize("form", ["tablets", "caplets", "syrup", "oral solution"])
def test_the_form_of_a_medicine_by_mouth_is_no_claim(form: str, chart: Chart) -> None:
    cited = (Citation("MedicationRequest/metf"),)
    assert check(Statement(f"On metformin {form}.", cited), chart).verdict is Verdict.SUPPORTED
    assert check(Statement("On metformin injection.", cited), chart).verdict in FOUND
