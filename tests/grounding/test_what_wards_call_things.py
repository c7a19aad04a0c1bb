"""Other names, nearness, multiples and days told from one another, true and twisted."""

import base64
import json
from datetime import UTC, datetime

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})


def _lab(
    name: str, text: str, day: str, value: dict[str, object], **more: object
) -> dict[str, object]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": text},
        "effectiveDateTime": day,
        **value,
        **more,
    }


def _number(value: float, unit: str) -> dict[str, object]:
    return {"valueQuantity": {"value": value, "unit": unit}}


def _problem(name: str, text: str, verification: str = "confirmed") -> dict[str, object]:
    return {
        "resourceType": "Condition",
        "id": name,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": verification}]},
        "code": {"text": text},
        "onsetDateTime": "2025-03-03",
    }


def _note(name: str, text: str) -> dict[str, object]:
    return {
        "resourceType": "DocumentReference",
        "id": name,
        "status": "current",
        "type": {"text": "Clinic letter"},
        "date": "2025-05-05T10:00:00Z",
        "description": "Clinic letter",
        "content": [{"attachment": {"contentType": "text/plain", "data": _base64(text)}}],
    }


def _base64(text: str) -> str:

    return base64.b64encode(text.encode()).decode()


HIGH = [{"coding": [{"code": "H"}]}]
BODIES: list[dict[str, object]] = [
    {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960-01-01"},
    _lab("acr", "Urine albumin:creatinine ratio", "2025-03-03", _number(4.2, "mg/mmol")),
    _lab("pp", "Glucose --2 hours post meal", "2025-03-03", _number(212, "mg/dL")),
    _lab("hbs", "Hepatitis B virus surface antigen", "2025-03-03", {"valueString": "Negative"}),
    _lab("msu", "Urine culture", "2025-03-03", {"valueString": "Escherichia coli"}),
    _lab("bnp", "NT-proBNP", "2008-02-29", _number(1768.6, "pg/mL")),
    _lab("k1", "Potassium", "2025-03-03", _number(5.6, "mmol/L")),
    _lab("k2", "Potassium", "2025-03-10", _number(4.9, "mmol/L")),
    _lab("crp", "C-reactive protein", "2025-03-03", _number(28, "mg/L"), interpretation=HIGH,
         referenceRange=[{"high": {"value": 5, "unit": "mg/L"}}]),
    _lab("vitd", "25-hydroxyvitamin D", "2025-03-03", _number(14, "ng/mL"),
         interpretation=[{"coding": [{"code": "L"}]}]),
    _lab("vitd2", "25-hydroxyvitamin D", "2024-03-03", _number(44, "ng/mL"),
         interpretation=[{"coding": [{"code": "N"}]}]),
    {**_lab("bmi", "Body mass index", "2025-03-03", _number(15, "kg/m2")),
     "category": [{"coding": [{"code": "vital-signs"}]}]},
    {**_lab("drinks", "Alcohol intake", "2025-03-03", _number(6, "units/week")),
     "category": [{"coding": [{"code": "social-history"}]}]},
    {**_lab("smoke", "Tobacco smoking status", "2025-03-03",
            {"valueCodeableConcept": {"text": "Ex-smoker"}},
            note=[{"text": "Stopped 2010; 30 pack years"}]),
     "category": [{"coding": [{"code": "social-history"}]}]},
    _problem("shoulder", "Adhesive capsulitis of right shoulder"),
    _problem("bladder", "Lower urinary tract infection"),
    _problem("pmr", "Polymyalgia rheumatica", "provisional"),
    _problem("gout", "Gout"),
    _problem("eyes", "Mild nonproliferative diabetic retinopathy of both eyes"),
    {"resourceType": "Procedure", "id": "stent", "status": "completed",
     "code": {"text": "Stenting of left anterior descending artery"},
     "performedDateTime": "2025-03-04"},
    {"resourceType": "MedicationRequest", "id": "pill", "status": "stopped", "intent": "order",
     "medicationCodeableConcept": {"text": "Glimepiride 2 mg tablets"},
     "authoredOn": "2025-03-03", "statusReason": {"text": "Hypoglycaemia"}},
    {"resourceType": "AllergyIntolerance", "id": "pen",
     "clinicalStatus": {"coding": [{"code": "active"}]},
     "verificationStatus": {"coding": [{"code": "confirmed"}]},
     "code": {"text": "Penicillin"},
     "reaction": [{"manifestation": [{"text": "Urticarial rash"}]}]},
    _note("letter", "She denied jaw claudication, scalp tenderness or visual loss. No chest pain."
          " ECG: ST depression in V3-V6."),
]  # fmt: skip


@pytest.fixture(scope="module")
def chart() -> Chart:
    rows = [
        Row(
            str(b["resourceType"]),
            str(b["id"]),
            "1",
            json.dumps({**b, **_whose(str(b["resourceType"]))}).encode(),
        )
        for b in BODIES
    ]
    now = datetime(2025, 6, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _whose(kind: str) -> dict[str, object]:
    if kind == "Patient":
        return {}
    return {"patient" if kind == "AllergyIntolerance" else "subject": {"reference": "Patient/1"}}


def _verdict(text: str, sources: str, chart: Chart) -> Verdict:
    return check(Statement(text, tuple(Citation(s) for s in sources.split())), chart).verdict


TWINS = (
    ("{} 4.2 mg/mmol.", "Observation/acr",
     ("Urine ACR", "uACR", "Albumin:creatinine ratio", "ACR"), ("Urine PCR", "Ferritin")),
    ("{} was 212 mg/dL in March 2025.", "Observation/pp",
     ("PPBS", "Postprandial glucose", "Post-prandial blood sugar", "PPBG"), ("HbA1c", "Sodium")),
    ("{} negative.", "Observation/hbs",
     ("HBsAg", "Hepatitis B surface antigen", "HBs antigen"), ("Anti-HBs", "HBeAg", "Anti-HCV")),
    ("{} grew E. coli.", "Observation/msu",
     ("MSU", "Midstream urine", "Urine C&S", "Urine culture"), ("Blood culture", "CSF")),
    ("NT-proBNP was {} pg/mL.", "Observation/bnp",
     ("about 1770", "around 1800", "approximately 1,750", "roughly 1700", "~1770", "1769"),
     ("about 2000", "around 1500", "1770", "1700")),
    ("CRP 28, {}.", "Observation/crp",
     ("over five times the upper limit", "more than 5 times the upper limit of normal",
      "nearly six times the upper limit"),
     ("over six times the upper limit", "twice the upper limit", "over 10 times ULN",
      "nearly five times the upper limit")),
    ("Drinks {}.", "Observation/drinks",
     ("around 6 units a week", "6 units per week", "6 units/week", "6 units weekly"),
     ("around 16 units a week", "6 units a day")),
    ("BMI {} at last check.", "Observation/bmi", ("15", "15 kg/m2"), ("19", "25 kg/m2")),
    ("Ex-smoker, gave up in {}, 30 pack-years.", "Observation/smoke", ("2010",), ("2015",)),
    ("Potassium 5.6, down to 4.9 {}.", "Observation/k1 Observation/k2",
     ("a week later", "on the repeat a week later"), ("the next day", "three months later")),
    ("Stented {} after the potassium of 5.6.", "Observation/k1 Procedure/stent",
     ("the next day", "the following day"), ("two weeks later",)),
    ("NT-proBNP 1768.6 ({}).", "Observation/bnp", ("Feb 08", "Feb 2008"), ("Mar 08", "Feb 09")),
    ("Vitamin D {}.", "Observation/vitd", ("deficient at 14", "low at 14"), ("replete at 14",)),
    ("Vitamin D {} in 2024.", "Observation/vitd2", ("replete at 44",), ("deficient at 44",)),
    ("{} since March 2025.", "Condition/shoulder",
     ("Right frozen shoulder", "Frozen shoulder (right)", "Adhesive capsulitis"),
     ("Left frozen shoulder", "Right tennis elbow")),
    ("{} in March 2025.", "Condition/bladder",
     ("Cystitis", "Lower UTI", "Bladder infection", "UTI"), ("Pyelonephritis", "Kidney infection")),
    ("{} of both eyes.", "Condition/eyes",
     ("Mild background (non-proliferative) retinopathy", "Mild NPDR"),
     ("Proliferative retinopathy", "PDR")),
    ("{}.", "Condition/pmr",
     ("?PMR - not yet confirmed", "PMR, not yet confirmed", "Possible PMR"), ("Has PMR", "No PMR")),
    ("{}.", "Condition/gout", ("Gout",), ("?Gout - not yet confirmed", "Gout, not yet confirmed")),
    ("Glimepiride stopped because of {}.", "MedicationRequest/pill",
     ("hypos", "hypoglycaemia", "low blood sugars"), ("a rash", "high blood sugars")),
    ("Allergic to penicillin: {}.", "AllergyIntolerance/pen",
     ("urticaria", "hives", "an urticarial rash"), ("anaphylaxis", "angioedema")),
    ("Stenting of the {} in March 2025.", "Procedure/stent",
     ("LAD", "left anterior descending"), ("RCA", "LCx", "left main stem")),
    ("She denied {}.", "DocumentReference/letter",
     ("jaw claudication, scalp tenderness and any visual loss", "angina", "chest pain",
      "visual loss"), ()),
    ("She had {}.", "DocumentReference/letter", (), ("scalp tenderness", "visual loss")),
    ("ST depression in {}.", "DocumentReference/letter", ("V3-6", "V3-V6"), ("V3-9",)),
)  # fmt: skip
TRUE = [(f.format(x), s) for f, s, right, _ in TWINS for x in right]
FALSE = [(f.format(x), s) for f, s, _, wrong in TWINS for x in wrong]


@pytest.mark.parametrize(("text", "sources"), TRUE)
def test_what_a_ward_calls_a_thing_is_borne_out(text: str, sources: str, chart: Chart) -> None:
    assert _verdict(text, sources, chart) is Verdict.SUPPORTED


@pytest.mark.parametrize(("text", "sources"), FALSE)
def test_the_name_number_or_day_of_another_thing_is_found(
    text: str, sources: str, chart: Chart
) -> None:
    assert _verdict(text, sources, chart) in FOUND
