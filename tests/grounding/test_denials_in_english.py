"""Every way in which English denies a past event, with what is there and with what is not.

`denials.txt` holds the frames by what can be denied in them: anything, what is done, what somebody
decided against (which is more than an absence, so that it needs a source), and medicines.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
PATIENT = {"reference": "Patient/1"}
FRAMES: dict[str, list[str]] = {}
for line in Path(__file__).with_name("denials.txt").read_text().splitlines():
    if line.startswith("# "):
        kept = FRAMES.setdefault(line[2:], [])
    else:
        kept.append(line)
PROBLEMS = {"gout": "Condition/gout", "fracture of right distal radius": "Condition/fracture"}
DONE = {
    "appendectomy": "Procedure/appendectomy",
    "yellow fever vaccine": "Immunization/fever",
    "CT angiography of pulmonary arteries": "DiagnosticReport/ct",
}
ABSENT = ("psoriasis", "colonoscopy", "rabies vaccine", "MRI of the brain")


def _condition(name: str, text: str, status: str, **more: object) -> dict[str, object]:
    return {
        "resourceType": "Condition",
        "id": name,
        "subject": PATIENT,
        "code": {"text": text},
        "clinicalStatus": {"coding": [{"code": status}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        **more,
    }


def _others() -> list[dict[str, object]]:
    return [
        {
            "resourceType": "Procedure",
            "id": "appendectomy",
            "subject": PATIENT,
            "status": "completed",
            "code": {"text": "Appendectomy"},
            "performedDateTime": "2019-05-02",
        },
        {
            "resourceType": "Immunization",
            "id": "fever",
            "patient": PATIENT,
            "status": "completed",
            "vaccineCode": {"text": "Yellow fever vaccine"},
            "occurrenceDateTime": "2020-06-11",
        },
        {
            "resourceType": "DiagnosticReport",
            "id": "ct",
            "subject": PATIENT,
            "status": "final",
            "category": [{"coding": [{"code": "RAD"}]}],
            "code": {"text": "CT angiography of pulmonary arteries"},
            "effectiveDateTime": "2025-11-22",
            "conclusion": "No filling defect in the pulmonary arteries.",
        },
        {
            "resourceType": "MedicationRequest",
            "id": "metformin",
            "subject": PATIENT,
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": "Metformin 500 mg tablet"},
            "authoredOn": "2022-01-05",
        },
        {
            "resourceType": "AllergyIntolerance",
            "id": "wasp",
            "patient": PATIENT,
            "code": {"text": "Wasp venom"},
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
        },
    ]


@pytest.fixture(scope="module")
def chart() -> Chart:
    bodies: list[dict[str, object]] = [
        {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960-01-01"},
        _condition("gout", "Gout", "active", onsetDateTime="2016-03"),
        _condition(
            "fracture",
            "Fracture of right distal radius",
            "resolved",
            onsetDateTime="2016-12-30",
            abatementDateTime="2017-03-01",
        ),
        *_others(),
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _verdict(chart: Chart, frame: str, name: str, reference: str) -> Verdict | None:
    text = frame.replace("{N}", name)
    text = f"{text[0].upper()}{text[1:]}"
    return check(Statement(text, (Citation(reference),)), chart).verdict


@pytest.mark.parametrize("frame", FRAMES["anything"])
def test_what_is_there_is_not_denied_in_any_words(chart: Chart, frame: str):
    for name, reference in {**PROBLEMS, **DONE}.items():
        assert _verdict(chart, frame, name, reference) in FOUND, name


@pytest.mark.parametrize("frame", FRAMES["anything"])
def test_what_is_not_there_is_denied_in_all_words(chart: Chart, frame: str):
    for name in ABSENT:
        assert _verdict(chart, frame, name, "Patient/1") is Verdict.SUPPORTED, name


@pytest.mark.parametrize("frame", FRAMES["events"])
def test_what_was_done_is_not_said_to_be_undone(chart: Chart, frame: str):
    for name, reference in DONE.items():
        assert _verdict(chart, frame, name, reference) in FOUND, name
    for name in ABSENT[1:]:
        assert _verdict(chart, frame, name, "Patient/1") is Verdict.SUPPORTED, name


@pytest.mark.parametrize("frame", FRAMES["decided"])
def test_what_was_done_was_not_put_off_or_turned_down(chart: Chart, frame: str):
    for name, reference in DONE.items():
        assert _verdict(chart, frame, name, reference) in FOUND, name


@pytest.mark.parametrize("frame", FRAMES["medicines"])
def test_a_medicine_that_is_taken_is_not_said_never_to_be(chart: Chart, frame: str):
    assert _verdict(chart, frame, "metformin", "MedicationRequest/metformin") in FOUND
    assert _verdict(chart, frame, "warfarin", "Patient/1") is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("No doubt she had an appendectomy.", "Procedure/appendectomy"),
        ("Not only did she have an appendectomy in 2019.", "Procedure/appendectomy"),
        ("The appendectomy of 2019 went ahead without delay.", "Procedure/appendectomy"),
        ("Appendectomy was done in 2019; antibiotics were not needed.", "Procedure/appendectomy"),
        ("The reaction to wasp venom is not recorded.", "AllergyIntolerance/wasp"),
        ("The onset of gout is not documented by day.", "Condition/gout"),
        ("The severity of gout was never recorded.", "Condition/gout"),
        ("Active conditions, in no particular order: gout.", "Condition/gout"),
        ("Gout has not gone away.", "Condition/gout"),
        ("The diagnosis of gout stands.", "Condition/gout"),
        ("Metformin has not been stopped.", "MedicationRequest/metformin"),
        ("Because of allergy, no wasp venom.", "AllergyIntolerance/wasp"),
    ],
)
def test_a_denial_of_something_else_leaves_the_name_alone(chart: Chart, text: str, reference: str):
    assert check(Statement(text, (Citation(reference),)), chart).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "Lupus is suspected, not established.",
        "There is concern for lupus, which has not been confirmed.",
        "Lupus cannot be ruled out and is not confirmed.",
    ],
)
def test_a_doubt_is_no_denial_of_what_the_chart_does_not_hold(chart: Chart, text: str):
    assert check(Statement(text, (Citation("Condition/gout"),)), chart).verdict in FOUND


@pytest.mark.parametrize(
    "text",
    [
        "The diagnosis of fracture of right distal radius stands.",
        "A/P: fracture of right distal radius.",
        "The patient carries a diagnosis of fracture of right distal radius.",
        "She is living with a fracture of right distal radius.",
        "The chart says that she currently has a fracture of right distal radius.",
        "Fracture of right distal radius is active in the record.",
    ],
)
def test_what_is_over_is_not_said_to_be_there(chart: Chart, text: str):
    cited = (Citation("Condition/fracture"),)
    assert check(Statement(text, cited), chart).verdict is Verdict.CONTRADICTED
