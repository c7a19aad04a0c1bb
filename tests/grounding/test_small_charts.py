"""Sentences about charts of a few entries: what one result, or one note, cannot bear out."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

Body = dict[str, Any]


def _resource(kind: str, name: str, **fields: Any) -> Body:
    return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}


def _note(name: str, text: str) -> Body:
    data = base64.b64encode(text.encode()).decode()
    return _resource(
        "DocumentReference",
        name,
        status="current",
        type={"text": "Progress note"},
        date="2025-12-20T10:00:00Z",
        content=[{"attachment": {"contentType": "text/plain", "data": data}}],
    )


def _lab(name: str, text: str, loinc: str, value: float, unit: str, **fields: Any) -> Body:
    coding = [{"system": "http://loinc.org", "code": loinc}]
    base: Body = {
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": text, "coding": coding},
        "effectiveDateTime": "2025-12-20",
        "valueQuantity": {"value": value, "unit": unit},
    }
    return _resource("Observation", name, **{**base, **fields})


HIGH = [{"coding": [{"code": "H"}]}]
CHEST = (
    "Reports chest tightness on exertion for two weeks. Plan: ECG, start nitroglycerin PRN."
    " Continue aspirin."
)
SUMMARY = _resource(
    "DocumentReference",
    "summary",
    status="current",
    type={"text": "Discharge summary"},
    date="2022-11-18T10:00:00Z",
    content=[{"attachment": {"contentType": "application/pdf", "url": "Binary/x"}}],
)


@pytest.fixture(scope="module")
def small() -> Chart:
    """One potassium, one hemoglobin, two notes, and entries with numbers in their names."""
    resources = (
        {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17", "gender": "female"},
        _lab("k", "Potassium", "2823-3", 6.8, "mmol/L", interpretation=HIGH),
        _lab("na", "Sodium", "2951-2", 150, "mmol/L", interpretation=HIGH),
        _lab("hb", "Hemoglobin", "718-7", 4.1, "g/dL"),
        _lab("glucose", "Glucose", "2345-7", 315, "mg%"),
        _lab("exercise", "Exercise minutes per day", "73985-4", 60, "min/d"),
        _lab("apgar", "10 minute Apgar score", "9271-8", 10, "{score}"),
        _lab("cr-1", "Creatinine", "2160-0", 1.0, "mg/dL", effectiveDateTime="2025-11-20"),
        _lab("cr-2", "Creatinine", "2160-0", 2.0, "mg/dL"),
        _note("chest", CHEST),
        _note("fever", "Denies fever. Allergic to aspirin (hives) per daughter."),
        _note("kin", "Breast cancer in her daughter. Mother reports that she fell."),
        _note("gallstones", "CT abdomen showed gallstones. Cholecystectomy was recommended."),
        SUMMARY,
        _resource(
            "Procedure",
            "discharge",
            status="completed",
            code={"text": "Patient discharge"},
            performedPeriod={"start": "2025-06-07T22:00:00Z", "end": "2025-06-08T01:00:00Z"},
        ),
        _resource(
            "MedicationRequest",
            "propranolol",
            status="active",
            intent="order",
            medicationCodeableConcept={"text": "Propranolol 40 mg"},
            authoredOn="2025-06-01",
        ),
        _resource(
            "Condition",
            "asthma",
            clinicalStatus={"coding": [{"code": "active"}]},
            verificationStatus={"coding": [{"code": "confirmed"}]},
            code={"text": "Asthma"},
            recordedDate="2020-01-01",
        ),
        _resource(
            "Condition",
            "neuropathy",
            clinicalStatus={"coding": [{"code": "active"}]},
            verificationStatus={"coding": [{"code": "confirmed"}]},
            code={"text": "Neuropathy due to diabetes mellitus"},
            recordedDate="2020-01-01",
        ),
    )
    rows = [Row(r["resourceType"], r["id"], "1", json.dumps(r).encode()) for r in resources]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _judge(chart: Chart, text: str, *references: str) -> Statement:
    return check(Statement(text, tuple(Citation(r) for r in references)), chart)


K, HB, NA = "Observation/k", "Observation/hb", "Observation/na"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Potassium fell to 6.8.", K),
        ("Potassium rose to 6.8 mmol/L on 20 December 2025.", K),
        ("Potassium is improving at 6.8.", K),
        ("Hemoglobin dropped to 4.1.", HB),
        ("Hemoglobin is stable at 4.1.", HB),
        ("Hemoglobin remains unchanged at 4.1 g/dL.", HB),
        ("Potassium 6.8 mmol/L, the highest ever.", K),
        ("Sodium was at its lowest at 150 mmol/L.", NA),
    ],
)
def test_a_single_result_shows_no_trend_and_no_extreme(small: Chart, text: str, reference: str):
    judged = _judge(small, text, reference)
    assert judged.verdict is Verdict.NOT_FOUND
    assert "no earlier result to compare" in judged.reasons[0]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Creatinine rose to 2.0 mg/dL.", ["Observation/cr-2"]),
        ("Creatinine 2.0 mg/dL, the highest ever.", ["Observation/cr-2"]),
        ("Latest potassium 6.8 mmol/L.", [K]),
        ("Potassium was raised at 6.8 mmol/L.", [K]),
        ("Glucose 17.5 mmol/L.", ["Observation/glucose"]),
        ("Glucose 315 mg/dL.", ["Observation/glucose"]),
        ("Exercise minutes per day: 60 minutes per day.", ["Observation/exercise"]),
        ("10 minute Apgar score 10.", ["Observation/apgar"]),
        ("Patient discharge on 7 June 2025.", ["Procedure/discharge"]),
        ("Patient discharge on 8 June 2025.", ["Procedure/discharge"]),
        (
            "The text of the discharge summary of 18 November 2022 was not read.",
            ["DocumentReference/summary"],
        ),
        ("Denies fever.", ["DocumentReference/fever"]),
        ("The patient denies fever.", ["DocumentReference/fever"]),
        ("She is allergic to aspirin.", ["DocumentReference/fever"]),
        ("Allergic to aspirin per daughter.", ["DocumentReference/fever"]),
        ("Chest tightness on exertion for two weeks.", ["DocumentReference/chest"]),
        ("She has exertional chest tightness.", ["DocumentReference/chest"]),
        ("An ECG is planned.", ["DocumentReference/chest"]),
        ("The plan was to start nitroglycerin.", ["DocumentReference/chest"]),
        ("She continues aspirin.", ["DocumentReference/chest"]),
        ("Neuropathy due to diabetes mellitus.", ["Condition/neuropathy"]),
    ],
)
def test_what_a_small_chart_says_is_supported(small: Chart, text: str, references: list[str]):
    judged = _judge(small, text, *references)
    assert (judged.verdict, judged.reasons) == (Verdict.SUPPORTED, ())


def test_a_value_of_another_amount_in_a_days_or_a_names_unit_is_contradicted(small: Chart):
    for text, reference in (
        ("Exercise minutes per day: 30 minutes per day.", "Observation/exercise"),
        ("10 minute Apgar score 8.", "Observation/apgar"),
        ("Patient discharge on 6 June 2025.", "Procedure/discharge"),
    ):
        assert _judge(small, text, reference).verdict is Verdict.CONTRADICTED


def test_a_result_marked_high_beyond_a_published_limit_is_a_person_s_to_call_critical(small: Chart):
    assert _judge(small, "K 6.8, critically high.", K).verdict is Verdict.NOT_CHECKABLE
    assert _judge(small, "Sodium 150, critically high.", NA).verdict is Verdict.CONTRADICTED


def test_a_symptom_on_exertion_is_none_at_rest(small: Chart):
    judged = _judge(small, "Chest tightness at rest for two weeks.", "DocumentReference/chest")
    assert judged.verdict is Verdict.CONTRADICTED


@pytest.mark.parametrize(
    "text",
    ["She has no chest pain.", "No angina.", "Denies chest pain.", "No dyspnea.", "Denies cough."],
)
def test_a_note_that_is_silent_on_a_symptom_does_not_deny_it(small: Chart, text: str):
    assert _judge(small, text, "DocumentReference/chest").verdict is Verdict.NOT_FOUND


def test_no_record_of_a_symptom_is_not_said_where_a_note_has_another_word_for_it(small: Chart):
    judged = _judge(small, "There is no record of angina.", "DocumentReference/fever")
    assert judged.verdict is Verdict.NOT_FOUND
    assert "chest tightness" in judged.reasons[0]
    assert _judge(small, "There is no record of syncope.").verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "An ECG was done.",
        "Nitroglycerin was started.",
        "She takes nitroglycerin.",
        "She is on nitroglycerin.",
    ],
)
def test_what_a_note_plans_was_neither_done_nor_taken(small: Chart, text: str):
    judged = _judge(small, text, "DocumentReference/chest")
    assert judged.verdict is Verdict.NOT_FOUND
    assert "plan" in judged.reasons[0]


@pytest.mark.parametrize(
    "text",
    [
        "Propranolol is contraindicated in asthma.",
        "Asthma caused by propranolol.",
        "Asthma due to propranolol.",
    ],
)
def test_two_names_bear_out_no_relation_between_them(small: Chart, text: str):
    judged = _judge(small, text, "MedicationRequest/propranolol", "Condition/asthma")
    assert judged.verdict is Verdict.NOT_CHECKABLE


def test_what_was_recommended_was_not_done(small: Chart):
    note = "DocumentReference/gallstones"
    for text in ("Cholecystectomy was performed.", "She underwent cholecystectomy."):
        assert _judge(small, text, note).verdict is Verdict.NOT_FOUND
    for text in ("Cholecystectomy was recommended.", "CT abdomen was done."):
        assert _judge(small, text, note).verdict is Verdict.SUPPORTED


def test_who_told_it_is_not_whom_it_is_about_and_a_relatives_illness_stays_theirs(small: Chart):
    assert _judge(small, "She fell.", "DocumentReference/kin").verdict is not Verdict.CONTRADICTED
    told = _judge(small, "Her daughter has breast cancer.", "DocumentReference/kin")
    assert told.verdict is Verdict.SUPPORTED
    judged = _judge(small, "She has breast cancer.", "DocumentReference/kin")
    assert judged.verdict is Verdict.CONTRADICTED
