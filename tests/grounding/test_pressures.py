"""A blood pressure in every order and form, and with its two numbers exchanged."""

import json
from datetime import UTC, datetime

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})


def _part(loinc: str, text: str, value: int) -> dict[str, object]:
    code = {"text": text, "coding": [{"system": "http://loinc.org", "code": loinc}]}
    return {"code": code, "valueQuantity": {"value": value, "unit": "mmHg", "code": "mm[Hg]"}}


@pytest.fixture(scope="module")
def chart() -> Chart:
    pressure: dict[str, object] = {
        "resourceType": "Observation",
        "id": "bp",
        "subject": {"reference": "Patient/1"},
        "status": "final",
        "category": [{"coding": [{"code": "vital-signs"}]}],
        "code": {
            "text": "Blood pressure",
            "coding": [{"system": "http://loinc.org", "code": "85354-9"}],
        },
        "effectiveDateTime": "2025-03-03",
        "component": [
            _part("8480-6", "Systolic blood pressure", 137),
            _part("8462-4", "Diastolic blood pressure", 76),
        ],
    }
    patient: dict[str, object] = {"resourceType": "Patient", "id": "1", "gender": "male"}
    rows = [
        Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode())
        for b in (patient, pressure)
    ]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


@pytest.mark.parametrize(
    "form",
    [
        "BP {s}/{d} mmHg on 3 March 2025.",
        "Blood pressure {s} over {d} mm of mercury on 3 March 2025.",
        "On 3 March 2025 the pressure was {s}/{d}.",
        "RR {s}/{d} mmHg on 3 March 2025.",
        "SBP {s}, DBP {d} mm Hg on 3 March 2025.",
        "Systolic {s}, diastolic {d} on 3 March 2025.",
        "BP on 3 March 2025: {s} systolic and {d} diastolic.",
        "BP on 3 March 2025: {s} (systolic) / {d} (diastolic).",
        "Systolic blood pressure {s} mmHg and diastolic {d} mmHg on 3 March 2025.",
        "BP with a systolic of {s} and a diastolic of {d} mm of mercury, 3 March 2025.",
        "Blood pressure, 3 March 2025: sys {s}, dia {d}.",
        "On 3 March 2025 the DBP was {d} and the SBP {s} mmHg.",
        "Diastolic {d} mmHg with systolic {s} mmHg on 3 March 2025.",
        "BP {s} mmHg over {d} mmHg on 3 March 2025.",
        "B/P {s}/{d} (3 March 2025).",
        "Arterial pressure of {s}/{d}mmHg, 3 March 2025.",
    ],
)
def test_a_pressure_is_borne_out_in_its_own_order_only(chart: Chart, form: str) -> None:
    def verdict(upper: int, lower: int) -> Verdict:
        text = form.format(s=upper, d=lower)
        return check(Statement(text, (Citation("Observation/bp"),)), chart).verdict

    assert verdict(137, 76) is Verdict.SUPPORTED
    for upper, lower in ((76, 137), (173, 76), (137, 67), (137, 86)):
        assert verdict(upper, lower) in FOUND, (upper, lower)
