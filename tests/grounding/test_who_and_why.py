"""Who did a thing, why a medicine was stopped, what is told to be done: by the cited entries."""

import base64
import json
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

Body = dict[str, Any]
FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
REASONS = {
    "cough": "Persistent dry cough",
    "effects": "Adverse drug effects",
    "wish": "Patient request",
    "useless": "Lack of efficacy",
    "over": "Course completed",
    "price": "Cost",
}


def _resource(kind: str, name: str, **fields: Any) -> Body:
    return {"resourceType": kind, "id": name, "subject": {"reference": "Patient/1"}, **fields}


def _stopped(name: str, reason: str) -> Body:
    return _resource(
        "MedicationRequest",
        name,
        intent="order",
        status="stopped",
        medicationCodeableConcept={"text": "Lisinopril 10 mg tablet"},
        authoredOn="2024-02-05",
        requester={"display": "Dr. Ada Marsh"},
        dosageInstruction=[{"text": "10 mg once daily"}],
        statusReason={"text": reason},
    )


NOTE = "Lisinopril stopped because of cough. Potassium was discussed."


@pytest.fixture(scope="module")
def chart() -> Chart:
    """A visit, an operation, a note and a potassium by named persons, and orders with reasons."""
    data = base64.b64encode(NOTE.encode()).decode()
    bodies: list[Body] = [
        {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960-01-01"},
        *(_stopped(name, reason) for name, reason in REASONS.items()),
        _resource(
            "Encounter",
            "visit",
            status="finished",
            **{"class": {"code": "AMB"}},
            type=[{"text": "Clinic visit"}],
            period={"start": "2025-06-04", "end": "2025-06-04"},
            participant=[{"individual": {"display": "Dr. Sam Keller"}}],
        ),
        _resource(
            "Procedure",
            "operation",
            status="completed",
            code={"text": "Cholecystectomy"},
            performedDateTime="2014-05-22",
            performer=[{"actor": {"display": "Mr. Tom Long"}}],
        ),
        _resource(
            "DocumentReference",
            "note",
            status="current",
            type={"text": "Progress note"},
            date="2025-06-04T10:00:00Z",
            author=[{"display": "Ada Marsh"}],
            content=[{"attachment": {"contentType": "text/plain", "data": data}}],
        ),
        _resource(
            "Observation",
            "k",
            status="final",
            category=[{"coding": [{"code": "laboratory"}]}],
            code={"text": "Potassium"},
            effectiveDateTime="2026-03-10",
            valueQuantity={"value": 5.6, "unit": "mmol/L"},
        ),
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


KINDS = {"visit": "Encounter", "operation": "Procedure", "note": "DocumentReference",
         "k": "Observation"}  # fmt: skip


def _verdict(chart: Chart, text: str, *names: str) -> Verdict:
    cited = tuple(Citation(f"{KINDS.get(n, 'MedicationRequest')}/{n}") for n in names)
    return check(Statement(text, cited), chart).verdict


WORDS_THAT_ARE_NAMES = ("Young", "Old", "Grey", "White", "Black", "Good", "Best", "Day", "Short")
DONE_BY = {
    "Seen by {} on 4 June 2025.": ("visit", "Keller"),
    "Clinic visit on 4 June 2025 by {}.": ("visit", "Keller"),
    "Seen in clinic by {} on 4 June 2025.": ("visit", "Sam Keller"),
    "Cholecystectomy by {} in 2014.": ("operation", "Long"),
    "Cholecystectomy on 22 May 2014, done by {}.": ("operation", "Tom Long"),
    "{} saw her in clinic on 4 June 2025.": ("visit", "Keller"),
    "Clinic visit by S. {} on 4 June 2025.": ("visit", "Keller"),
    "Per {}, lisinopril was stopped because of cough.": ("note", "Marsh"),
    "Lisinopril was stopped because of cough, as noted by {}.": ("note", "Ada Marsh"),
}


@pytest.mark.parametrize("frame", DONE_BY)
def test_who_did_a_thing_is_somebody_whom_the_entry_names(chart: Chart, frame: str) -> None:
    cited, right = DONE_BY[frame]
    assert _verdict(chart, frame.format(right), cited) is Verdict.SUPPORTED
    for name in WORDS_THAT_ARE_NAMES:
        assert _verdict(chart, frame.format(name), cited) in FOUND, name


def test_a_thing_behind_by_is_no_person(chart: Chart) -> None:
    for text in ("Seen on 4 June 2025 by the clinic.", "Clinic visit by June 2025."):
        assert _verdict(chart, text, "visit") is Verdict.SUPPORTED, text


STOPS = (
    "Lisinopril was stopped because {}.",
    "Lisinopril 10 mg was discontinued because {}.",
    "She no longer takes lisinopril because {}.",
)
SAID = {
    "cough": ("of a persistent dry cough", "of a dry cough", "she coughed", "of cough"),
    "effects": ("of side effects", "of an adverse reaction", "it was not tolerated"),
    "wish": ("she asked for it", "the patient requested it", "she chose to"),
    "useless": ("it had no effect", "of lack of effect", "it did not work"),
    "over": ("the course was complete", "the course was finished"),
    "price": ("of its price", "she could not afford it"),
}


@pytest.mark.parametrize(("frame", "reason"), [*product(STOPS, SAID)])
def test_another_phrase_for_the_recorded_reason_is_no_other_reason(
    chart: Chart, frame: str, reason: str
) -> None:
    for said in SAID[reason]:
        text = frame.format(said)
        assert _verdict(chart, text, reason) is Verdict.SUPPORTED, text
    for other, phrases in SAID.items():
        if other != reason:
            text = frame.format(phrases[0])
            assert _verdict(chart, text, reason) in FOUND, text


def test_a_cited_note_may_give_the_reason_in_its_own_words(chart: Chart) -> None:
    text = "Lisinopril was stopped because of cough."
    assert _verdict(chart, text, "effects", "note") is Verdict.SUPPORTED
    other = "Lisinopril was stopped because of potassium."
    assert _verdict(chart, other, "effects", "note") in FOUND


@pytest.mark.parametrize(
    "frame",
    [
        'Lisinopril was stopped; recorded reason: "{}".',
        'Lisinopril was stopped. The recorded reason is "{}".',
        'Lisinopril stopped, with "{}" given as the reason.',
    ],
)
def test_a_reason_in_quotes_is_the_recorded_one(chart: Chart, frame: str) -> None:
    assert _verdict(chart, frame.format("Persistent dry cough"), "cough") is Verdict.SUPPORTED
    assert _verdict(chart, frame.format("Facial swelling"), "cough") in FOUND


TO_DO = ("call the patient today", "please repeat tomorrow", "recheck this week", "review it now",
         "please check again next week")  # fmt: skip


@pytest.mark.parametrize(("said", "joint"), [*product(TO_DO, (": ", ". ", "; ", ", then "))])
def test_what_is_to_be_done_today_is_no_date_of_the_result(
    chart: Chart, said: str, joint: str
) -> None:
    for dated in ("", " on 10 March 2026"):
        right = f"Potassium was 5.6 mmol/L{dated}{joint}{said}."
        assert _verdict(chart, right, "k") is Verdict.NOT_CHECKABLE, right
        wrong = f"Potassium was 6.5 mmol/L{dated}{joint}{said}."
        assert _verdict(chart, wrong, "k") in FOUND, wrong
    assert _verdict(chart, "Potassium is 5.6 mmol/L today.", "k") in FOUND
