"""One chart, said in many ways: denials, ages, reasons, counts, persons, goals, teams."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

Body = dict[str, Any]
_OF_PATIENT = {"AllergyIntolerance", "Immunization", "FamilyMemberHistory", "Device"}


def _resource(kind: str, name: str, **fields: Any) -> Body:
    whose = "patient" if kind in _OF_PATIENT else "subject"
    return {"resourceType": kind, "id": name, whose: {"reference": "Patient/1"}, **fields}


def _problem(name: str, text: str, onset: str, **fields: Any) -> Body:
    return _resource(
        "Condition",
        name,
        clinicalStatus={"coding": [{"code": fields.pop("status", "active")}]},
        verificationStatus={"coding": [{"code": fields.pop("sure", "confirmed")}]},
        code={"text": text},
        onsetDateTime=onset,
        **fields,
    )


def _order(name: str, text: str, how: str, **fields: Any) -> Body:
    return _resource(
        "MedicationRequest",
        name,
        intent="order",
        status=fields.pop("status", "active"),
        medicationCodeableConcept={"text": text},
        authoredOn="2024-02-05",
        requester={"display": "Dr. Ada Marsh"},
        dosageInstruction=[{"text": how}],
        **fields,
    )


def _visit(name: str, day: str, why: str) -> Body:
    return _resource(
        "Encounter",
        name,
        status="finished",
        **{"class": {"code": "AMB"}},
        type=[{"text": "Clinic visit"}],
        period={"start": day, "end": day},
        reasonCode=[{"text": why}],
    )


def _member(role: str, name: str, end: str = "") -> Body:
    held: Body = {"role": [{"text": role}], "member": {"display": name}}
    return {**held, "period": {"start": "2015-01-01", "end": end}} if end else held


BODIES = [
    {"resourceType": "Patient", "id": "1", "birthDate": "1960-03-10", "gender": "female"},
    _problem("gout", "Gout", "2012-06-01"),
    _problem(
        "sciatica", "Sciatica", "2019-05-02", status="resolved", abatementDateTime="2019-09-01"
    ),
    _problem("celiac", "Celiac disease", "2023-02-01", sure="provisional"),
    _order("allopurinol", "Allopurinol 100 mg tablet", "100 mg by mouth twice daily"),
    _order(
        "naproxen",
        "Naproxen 250 mg tablet",
        "250 mg by mouth twice daily",
        status="stopped",
        statusReason={"text": "Heartburn"},
    ),
    _visit("visit-1", "2024-02-05", "Toe pain"),
    _visit("visit-2", "2024-08-12", "Medication review"),
    _resource(
        "Immunization",
        "flu",
        status="completed",
        vaccineCode={"text": "Influenza vaccine"},
        occurrenceDateTime="2025-10-07",
        performer=[{"actor": {"display": "Nurse Ella Reed"}}],
    ),
    _resource(
        "Procedure",
        "arthroscopy",
        status="completed",
        code={"text": "Arthroscopy of left knee"},
        performedDateTime="2018-04-11",
        performer=[{"actor": {"display": "Mr. Hugo Stern"}}],
    ),
    _resource(
        "CareTeam",
        "team",
        status="active",
        participant=[
            _member("Cardiologist", "Dr. Irma Old", "2020-06-30"),
            _member("General practitioner", "Dr. Ada Marsh"),
        ],
    ),
    _resource(
        "Goal",
        "weight",
        lifecycleStatus="active",
        achievementStatus={"coding": [{"code": "improving"}]},
        description={"text": "Weight below 80 kg"},
    ),
    _resource(
        "Goal",
        "walking",
        lifecycleStatus="active",
        achievementStatus={"coding": [{"code": "not-achieved"}]},
        description={"text": "Walk for 30 minutes a day"},
    ),
]


@pytest.fixture(scope="module")
def chart() -> Chart:
    rows = [Row(b["resourceType"], b["id"], "1", json.dumps(b).encode()) for b in BODIES]
    now = datetime(2026, 1, 5, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _judge(chart: Chart, text: str, *references: str) -> Statement:
    return check(Statement(text, tuple(Citation(r) for r in references)), chart)


_OF_A_PROBLEM = (
    "{x} has never been an issue.",
    "Nothing in the notes points to {x}.",
    "At no stage has {x} been diagnosed.",
    "The problem list omits {x}.",
    "Not on record: {x}.",
    "{x}: denies.",
    "{x} does not figure in the history.",
    "As for {x}, there is no history of this.",
    "A diagnosis of {x} has not been made.",
    "She does not suffer from {x}.",
)
_OF_A_MEDICINE = (
    "{x} does not appear on the medication list.",
    "{x} is not part of the regimen.",
    "She has never taken {x}.",
)
_OF_AN_EVENT = (
    "{x} did not take place.",
    "{x} is absent from the records.",
    "There is no record of {x}.",
    "{x}: not done.",
)


@pytest.mark.parametrize(
    ("ways", "held", "reference", "absent"),
    [
        (_OF_A_PROBLEM, "gout", "Condition/gout", "lupus"),
        (_OF_A_MEDICINE, "allopurinol", "MedicationRequest/allopurinol", "warfarin"),
        (_OF_AN_EVENT, "arthroscopy of left knee", "Procedure/arthroscopy", "splenectomy"),
        (_OF_AN_EVENT, "influenza vaccine", "Immunization/flu", "rabies vaccine"),
    ],
)
def test_what_is_denied_is_false_of_what_is_there_and_true_of_what_is_not(
    chart: Chart, ways: tuple[str, ...], held: str, reference: str, absent: str
):
    for way in ways:
        wrong = _judge(chart, way.format(x=held).capitalize(), reference)
        right = _judge(chart, way.format(x=absent).capitalize(), "Patient/1")
        assert (way, wrong.verdict) == (way, Verdict.CONTRADICTED)
        assert (way, right.verdict) == (way, Verdict.SUPPORTED)


def test_a_name_beside_a_denied_one_is_not_denied_with_it(chart: Chart):
    text = "Lupus is not recorded, and allopurinol 100 mg twice a day is taken."
    assert _judge(chart, text, "MedicationRequest/allopurinol").verdict is Verdict.SUPPORTED


def test_a_stopped_medicine_of_another_name_is_not_an_absence(chart: Chart):
    text = "Ibuprofen has been stopped and is not taken."
    assert _judge(chart, text, "MedicationRequest/naproxen").verdict is Verdict.CONTRADICTED


TRUE = [
    ("Gout was diagnosed at 52 years of age.", "Condition/gout"),
    ("Age at onset of gout: 52.", "Condition/gout"),
    ("Sciatica, dx at 59.", "Condition/sciatica"),
    ("Sciatica was active from May to September 2019.", "Condition/sciatica"),
    ("The question of celiac disease remains open.", "Condition/celiac"),
    ("C/f celiac disease.", "Condition/celiac"),
    ("Female (65 years).", "Patient/1"),
    ("Allopurinol 100 mg 1-0-1.", "MedicationRequest/allopurinol"),
    ("Allopurinol 100 mg p.o. 12-hourly.", "MedicationRequest/allopurinol"),
    ("It was on 5 February 2024 that allopurinol was prescribed.", "MedicationRequest/allopurinol"),
    ("Naproxen was stopped because of heartburn.", "MedicationRequest/naproxen"),
    ("The decision to stop naproxen was due to heartburn.", "MedicationRequest/naproxen"),
    ("Visit count for 2024: 2.", "Encounter/visit-1", "Encounter/visit-2"),
    ("She was seen on two separate occasions in 2024.", "Encounter/visit-1", "Encounter/visit-2"),
    ("Toe pain brought her in on 5 February 2024.", "Encounter/visit-1"),
    ("The flu vaccine was given by Nurse Ella Reed.", "Immunization/flu"),
    ("Arthroscopy of the left knee by Mr. Stern in 2018.", "Procedure/arthroscopy"),
    ("L knee arthroscopy: completed 2018.", "Procedure/arthroscopy"),
    ("Dr. Old was the cardiologist until 2020.", "CareTeam/team"),
    ("The goal of a weight below 80 kg is improving.", "Goal/weight"),
    ("The goal to walk for 30 minutes a day was not achieved.", "Goal/walking"),
]
FALSE = [
    ("Gout was diagnosed at 65 years of age.", "Condition/gout"),
    ("Gout is no longer present.", "Condition/gout"),
    ("Male (65 years).", "Patient/1"),
    ("Allopurinol 100 mg 1-1-1.", "MedicationRequest/allopurinol"),
    ("Allopurinol 100 mg i/v twice daily.", "MedicationRequest/allopurinol"),
    ("Naproxen was stopped because of lack of effect.", "MedicationRequest/naproxen"),
    ("Visit count for 2024: 3.", "Encounter/visit-1", "Encounter/visit-2"),
    ("An earache brought her in on 5 February 2024.", "Encounter/visit-1"),
    ("She was not evaluated on 5 February 2024.", "Encounter/visit-1"),
    ("The flu vaccine was given by Nurse Gray.", "Immunization/flu"),
    ("Arthroscopy of the left knee by Mr. Young in 2018.", "Procedure/arthroscopy"),
    ("Allopurinol was prescribed by Dr. Grey.", "MedicationRequest/allopurinol"),
    ("R knee arthroscopy in 2018.", "Procedure/arthroscopy"),
    ("Arthroscopy of the left knee: completed 2017.", "Procedure/arthroscopy"),
    ("Dr. Old is the cardiologist.", "CareTeam/team"),
    ("Dr. Marsh is the cardiologist.", "CareTeam/team"),
    ("The goal of a weight below 80 kg is worsening.", "Goal/weight"),
    ("The goal to walk for 30 minutes a day was achieved.", "Goal/walking"),
]


@pytest.mark.parametrize("row", TRUE, ids=lambda row: row[0][:60])
def test_a_true_turn_of_phrase_is_supported(chart: Chart, row: tuple[str, ...]):
    judged = _judge(chart, *row)
    assert (judged.verdict, judged.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize("row", FALSE, ids=lambda row: row[0][:60])
def test_a_false_turn_of_phrase_is_flagged(chart: Chart, row: tuple[str, ...]):
    assert _judge(chart, *row).verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
