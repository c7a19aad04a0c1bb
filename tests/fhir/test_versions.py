"""The same fact written in STU3, R4 and R5 is the same entry, and R4 is never touched."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.clinical import active_problems, current_medications
from chartside.fhir.entry import Entry
from chartside.fhir.file import RecordFile
from chartside.fhir.versions.read import as_r4, version_of

ASTHMA = {"coding": [{"system": "http://snomed.info/sct", "code": "195967001"}], "text": "Asthma"}
DRUG = {"text": "Salbutamol 100 ug inhaler"}
ABOUT = {"subject": {"reference": "Patient/1"}}
VISIT = {"reference": "Encounter/v"}
SNOMED = "http://snomed.info/sct"


def status(code: str, system: str = "condition-clinical") -> dict[str, Any]:
    system = f"http://terminology.hl7.org/CodeSystem/{system}"
    return {"coding": [{"system": system, "code": code}]}


def coded(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}], "text": code}


TWINS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "a condition": (
        "STU3",
        {
            "resourceType": "Condition",
            "clinicalStatus": status("active"),
            "verificationStatus": status("confirmed", "condition-ver-status"),
            "recordedDate": "2020-01-02",
            "encounter": VISIT,
            "code": ASTHMA,
        },
        {
            "resourceType": "Condition",
            "clinicalStatus": "active",
            "verificationStatus": "confirmed",
            "assertedDate": "2020-01-02",
            "context": VISIT,
            "code": ASTHMA,
        },
    ),
    "an allergy": (
        "STU3",
        {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": status("active", "allergyintolerance-clinical"),
            "verificationStatus": status("confirmed", "allergyintolerance-verification"),
            "recordedDate": "2019",
            "code": coded("penicillin"),
        },
        {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": "active",
            "verificationStatus": "confirmed",
            "assertedDate": "2019",
            "code": coded("penicillin"),
        },
    ),
    "an allergy with its reaction": (
        "R5",
        {
            "resourceType": "AllergyIntolerance",
            "type": "allergy",
            "code": coded("penicillin"),
            "reaction": [{"manifestation": [coded("hives")]}],
        },
        {
            "resourceType": "AllergyIntolerance",
            "type": {"coding": [{"code": "allergy"}]},
            "code": coded("penicillin"),
            "reaction": [{"manifestation": [{"concept": coded("hives")}]}],
        },
    ),
    "an order": (
        "R5",
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": DRUG,
            "reasonCode": [ASTHMA],
            "dosageInstruction": [{"text": "2 puffs", "asNeededCodeableConcept": coded("wheeze")}],
        },
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medication": {"concept": DRUG},
            "reason": [{"concept": ASTHMA}],
            "dosageInstruction": [
                {"text": "2 puffs", "asNeeded": True, "asNeededFor": [coded("wheeze")]}
            ],
        },
    ),
    "an order with its dose": (
        "STU3",
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": DRUG,
            "requester": {"display": "Dr. Osei"},
            "encounter": VISIT,
            "dosageInstruction": [
                {"doseAndRate": [{"doseQuantity": {"value": 2, "unit": "puff"}}]}
            ],
        },
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": DRUG,
            "requester": {"agent": {"display": "Dr. Osei"}},
            "context": VISIT,
            "dosageInstruction": [{"doseQuantity": {"value": 2, "unit": "puff"}}],
        },
    ),
    "a medicine that was not taken": (
        "STU3",
        {
            "resourceType": "MedicationStatement",
            "status": "not-taken",
            "medicationCodeableConcept": DRUG,
        },
        {
            "resourceType": "MedicationStatement",
            "status": "active",
            "taken": "n",
            "medicationCodeableConcept": DRUG,
        },
    ),
    "a procedure": (
        "R5",
        {
            "resourceType": "Procedure",
            "status": "completed",
            "code": coded("appendectomy"),
            "performedDateTime": "2018-05-01",
            "reasonReference": [{"reference": "Condition/x"}],
        },
        {
            "resourceType": "Procedure",
            "status": "completed",
            "code": coded("appendectomy"),
            "occurrenceDateTime": "2018-05-01",
            "reason": [{"reference": {"reference": "Condition/x"}}],
        },
    ),
    "a procedure that was not done": (
        "STU3",
        {"resourceType": "Procedure", "status": "not-done", "code": coded("appendectomy")},
        {
            "resourceType": "Procedure",
            "status": "completed",
            "notDone": True,
            "code": coded("appendectomy"),
        },
    ),
    "an encounter": (
        "R5",
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "AMB"},
            "period": {"start": "2020-01-02", "end": "2020-01-02"},
            "reasonCode": [ASTHMA],
            "participant": [{"individual": {"display": "Dr. Osei"}}],
        },
        {
            "resourceType": "Encounter",
            "status": "completed",
            "class": [{"coding": [{"code": "AMB"}]}],
            "actualPeriod": {"start": "2020-01-02", "end": "2020-01-02"},
            "reason": [{"value": [{"concept": ASTHMA}]}],
            "participant": [{"actor": {"display": "Dr. Osei"}}],
        },
    ),
    "an encounter with its reason": (
        "STU3",
        {"resourceType": "Encounter", "status": "finished", "reasonCode": [ASTHMA]},
        {"resourceType": "Encounter", "status": "finished", "reason": [ASTHMA]},
    ),
    "an immunization": (
        "STU3",
        {
            "resourceType": "Immunization",
            "status": "completed",
            "vaccineCode": coded("influenza"),
            "occurrenceDateTime": "2020-10-01",
        },
        {
            "resourceType": "Immunization",
            "status": "completed",
            "notGiven": False,
            "vaccineCode": coded("influenza"),
            "date": "2020-10-01",
        },
    ),
    "an immunization that was not given": (
        "STU3",
        {
            "resourceType": "Immunization",
            "status": "not-done",
            "vaccineCode": coded("influenza"),
            "statusReason": coded("declined"),
        },
        {
            "resourceType": "Immunization",
            "status": "completed",
            "notGiven": True,
            "vaccineCode": coded("influenza"),
            "explanation": {"reasonNotGiven": [coded("declined")]},
        },
    ),
    "a result": (
        "STU3",
        {
            "resourceType": "Observation",
            "status": "final",
            "code": coded("glucose"),
            "valueQuantity": {"value": 7, "unit": "mmol/L"},
            "interpretation": [coded("H")],
            "encounter": VISIT,
            "note": [{"text": "fasting"}],
        },
        {
            "resourceType": "Observation",
            "status": "final",
            "code": coded("glucose"),
            "valueQuantity": {"value": 7, "unit": "mmol/L"},
            "interpretation": coded("H"),
            "context": VISIT,
            "comment": "fasting",
        },
    ),
    "a document": (
        "R5",
        {
            "resourceType": "DocumentReference",
            "status": "current",
            "type": coded("letter"),
            "date": "2020-01-02T10:00:00Z",
            "context": {"encounter": [VISIT]},
        },
        {
            "resourceType": "DocumentReference",
            "status": "current",
            "type": coded("letter"),
            "date": "2020-01-02T10:00:00Z",
            "context": [VISIT],
        },
    ),
    "a document of a stay": (
        "STU3",
        {
            "resourceType": "DocumentReference",
            "status": "current",
            "type": coded("letter"),
            "date": "2020-01-02T10:00:00Z",
            "context": {"encounter": [VISIT]},
        },
        {
            "resourceType": "DocumentReference",
            "status": "current",
            "type": coded("letter"),
            "indexed": "2020-01-02T10:00:00Z",
            "context": {"encounter": VISIT},
        },
    ),
    "a goal": (
        "STU3",
        {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": "Walk daily"},
        },
        {"resourceType": "Goal", "status": "on-target", "description": {"text": "Walk daily"}},
    ),
    "a device": (
        "R5",
        {"resourceType": "Device", "patient": ABOUT["subject"], "deviceName": [{"name": "Pump"}]},
        {"resourceType": "Device", "patient": ABOUT["subject"], "name": [{"value": "Pump"}]},
    ),
}


def facts(make: Any, body: dict[str, Any]) -> Entry:
    about = {} if "patient" in body else ABOUT
    found: Entry = make.entry({**about, **body, "id": "x"})
    return found


@pytest.mark.parametrize("what", TWINS)
def test_a_fact_is_the_same_entry_in_every_version(make: Any, what: str) -> None:
    version, r4, other = TWINS[what]
    assert facts(make, other) == facts(make, r4)
    assert (version_of(other), version_of(r4)) == (version, "R4")


@pytest.mark.parametrize("what", TWINS)
def test_r4_is_handed_on_untouched(what: str) -> None:
    r4 = TWINS[what][1]
    assert as_r4(r4) is r4


def test_every_real_r4_resource_is_taken_for_r4(shared_data: Path) -> None:
    seen = 0
    for path in sorted(shared_data.glob("synthea*/**/*.json.gz")):
        for entry in json.loads(gzip.decompress(path.read_bytes()))["entry"]:
            seen += 1
            assert as_r4(entry["resource"]) is entry["resource"]
    for path in sorted((shared_data / "fhir-examples").rglob("*.json")):
        body = json.loads(path.read_bytes())
        assert version_of(body) == "R4"
        seen += 1
    assert seen > 10_000


SHAPES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["concept", "reference", "value", "actor", "role", "coding", "item"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
ELEMENTS = sorted({name for _, _, other in TWINS.values() for name in other} - {"resourceType"})


@given(
    kind=st.sampled_from(sorted({other["resourceType"] for _, _, other in TWINS.values()})),
    body=st.dictionaries(st.sampled_from(ELEMENTS), SHAPES, max_size=6),
)
def test_no_shape_whatever_ends_in_an_error_of_python(kind: str, body: dict[str, Any]) -> None:
    resource = {"resourceType": kind, **body}
    assert as_r4(resource)["resourceType"] == kind
    assert version_of(resource) in {"STU3", "R4", "R5"}


MIXED = [
    {"resourceType": "Patient", "id": "1"},
    {**TWINS["a condition"][2], **ABOUT, "id": "stu3"},
    {**TWINS["an order"][2], **ABOUT, "id": "r5"},
    {
        "resourceType": "ProcedureRequest",
        "id": "old",
        "status": "active",
        "intent": "order",
        "code": coded("spirometry"),
        **ABOUT,
    },
    {
        "resourceType": "MedicationUsage",
        "id": "ballot",
        "status": "recorded",
        "medication": {"concept": coded("vitamin D")},
        **ABOUT,
    },
    {"resourceType": "NutritionIntake", "id": "new", "status": "completed", **ABOUT},
]


def test_a_record_of_mixed_versions_is_one_chart_and_one_index(tmp_path: Path) -> None:
    source = tmp_path / "mixed.ndjson"
    source.write_text("\n".join(map(json.dumps, MIXED)), encoding="utf-8")
    record = RecordFile([source])
    chart = record.open_chart()
    assert (record.report.set_aside, chart.set_aside) == ((), ())
    assert {e.label for e in active_problems(chart)} == {"Asthma"}
    assert {e.label for e in current_medications(chart)} == {DRUG["text"], "vitamin D"}
    assert chart.get("ProcedureRequest/old") is not None
    for query in (
        "Condition?clinical-status=active",
        "Condition?recorded-date=2020-01-02&encounter=Encounter/v",
        "Condition?patient=1&code=http://snomed.info/sct|195967001",
        "MedicationRequest?status=active",
        "ProcedureRequest?_id=old",
    ):
        assert record.search_bundle(query)["total"] == 1, query


def test_what_was_converted_is_given_out_as_it_came(tmp_path: Path) -> None:
    source = tmp_path / "mixed.ndjson"
    source.write_text("\n".join(map(json.dumps, MIXED)), encoding="utf-8")
    record = RecordFile([source])
    raw = record.open_chart().raw("Condition/stu3")
    assert raw is not None
    assert raw["clinicalStatus"] == "active"
