"""$everything, $lastn and $docref: one patient's resources and no one else's, the latest first."""

import json
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import NoSuchPatient, UsageError
from chartside.fhir.file import RecordFile


def res(kind: str, identity: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": identity, **fields}


def ref(target: str) -> dict[str, str]:
    return {"reference": target}


def lab(identity: str, code: str, when: str | None, **fields: Any) -> dict[str, Any]:
    dated = {"effectiveDateTime": when} if when else {}
    coding = [{"system": "http://loinc.org", "code": c} for c in code.split()]
    about = {"subject": ref("Patient/a"), "code": {"coding": coding}}
    return res("Observation", identity, **{"status": "final", **about, **dated, **fields})


RECORD = [
    res("Patient", "a", identifier=[{"system": "urn:mrn", "value": "7"}]),
    res("Patient", "b"),
    res("Organization", "group", name="Group"),
    res("Organization", "ward", name="Ward", partOf=ref("Organization/group")),
    res("Organization", "unused", name="Unused"),
    res("Practitioner", "dr"),
    lab("old", "2345-7", "2019-03-01", performer=[ref("Practitioner/dr")]),
    lab(
        "new",
        "2345-7",
        "2021-03-01T10:00:00Z",
        meta={"lastUpdated": "2024-05-01T00:00:00Z"},
        performer=[ref("Organization/ward")],
    ),
    lab("newest-in-error", "2345-7", "2022", status="entered-in-error"),
    lab("bridge", "2345-7 2339-0", "2020"),
    lab("other-code", "2339-0", "2018"),
    lab("undated", "8867-4", None),
    lab("by-mrn", "8867-4", "2020-06", subject=ref("Patient?identifier=urn:mrn|7")),
    lab("theirs", "2345-7", "2023", subject=ref("Patient/b")),
    res(
        "Encounter",
        "long",
        subject=ref("Patient/a"),
        period={"start": "2018-12-30", "end": "2019-01-02"},
    ),
]


@pytest.fixture
def record(tmp_path: Path) -> RecordFile:
    (tmp_path / "x.ndjson").write_text("\n".join(map(json.dumps, RECORD)), encoding="utf-8")
    return RecordFile([tmp_path / "x.ndjson"])


def ids(record: RecordFile, query: str, mode: str = "match") -> list[str]:
    entries = record.search_bundle(query, every=True).get("entry", [])
    return [json.loads(bytes(e["resource"]))["id"] for e in entries if e["search"]["mode"] == mode]


def test_everything_is_all_of_one_patient_and_what_that_refers_to(record: RecordFile) -> None:
    query = "Patient/a/$everything"
    hers = {r["id"] for r in RECORD if r["resourceType"] in {"Observation", "Encounter"}}
    assert ids(record, query)[0] == "a"
    assert set(ids(record, query)) == hers - {"theirs"} | {"a"}
    assert ids(record, query, "include") == ["group", "ward", "dr"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("start=2021", {"a", "new", "newest-in-error", "undated"}),
        ("end=2018", {"a", "other-code", "undated", "long"}),
        ("start=2019-01-01&end=2019-01-01", {"a", "undated", "long"}),
        ("_since=2024-01-01T00:00:00Z", {"new"}),
        ("_type=Encounter", {"long"}),
        ("_type=Encounter,Patient", {"a", "long"}),
    ],
)
def test_everything_can_be_limited_in_time_and_type(
    record: RecordFile, asked: str, found: set[str]
) -> None:
    assert set(ids(record, f"Patient/a/$everything?{asked}")) == found


def test_everything_of_a_time_has_the_patient_and_what_was_still_active_then(
    tmp_path: Path,
) -> None:
    def problem(identity: str, status: str, **fields: Any) -> dict[str, Any]:
        clinical = {"coding": [{"code": status}]}
        about = {"subject": ref("Patient/a"), "onsetDateTime": "2010-05"}
        return res("Condition", identity, clinicalStatus=clinical, **{**about, **fields})

    allergy = {"clinicalStatus": {"coding": [{"code": "active"}]}, "recordedDate": "2004"}
    held = [
        res("Patient", "a", birthDate="1950-02-03"),
        problem("asthma", "active"),
        problem("back-again", "relapse"),
        problem("not-begun", "active", onsetDateTime="2022"),
        problem("healed", "resolved", abatementDateTime="2011"),
        problem("healed-undated", "inactive"),
        problem("contradicts-itself", "active", abatementString="last spring"),
        res("AllergyIntolerance", "nuts", patient=ref("Patient/a"), **allergy),
    ]
    (tmp_path / "y.ndjson").write_text("\n".join(map(json.dumps, held)), encoding="utf-8")
    record = RecordFile([tmp_path / "y.ndjson"])
    found = ids(record, "Patient/a/$everything?start=2020&end=2021")
    assert set(found) == {"a", "asthma", "back-again", "nuts"}
    assert "a" in ids(record, "Patient/a/$everything?end=1940")


def test_everything_comes_in_pages(record: RecordFile) -> None:
    found = record.search_bundle("Patient/a/$everything?_count=4")
    pages = 1
    seen = whole(found)
    while "next" in (links := {x["relation"]: x["url"] for x in found["link"]}):
        found = record.search_bundle(links["next"])
        seen += whole(found)
        pages += 1
    assert (pages, found["total"]) == (3, 9)
    assert seen == whole(record.search_bundle("Patient/a/$everything"))


def whole(found: dict[str, Any]) -> list[bytes]:
    return [bytes(e["resource"]) for e in found["entry"]]


def test_everything_of_a_patient_who_is_not_there_is_refused(record: RecordFile) -> None:
    with pytest.raises(NoSuchPatient, match="Patient/z is not a patient"):
        record.search_bundle("Patient/z/$everything")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("patient=a&code=2345-7", ["new"]),
        ("patient=a&code=2345-7&max=2", ["new", "bridge"]),
        ("patient=a&code=2345-7,2339-0&max=9", ["new", "bridge", "old", "other-code"]),
        ("patient=a&code=8867-4&max=2", ["by-mrn", "undated"]),
        ("subject=Patient/b&code=2345-7", ["theirs"]),
        ("patient=a&code=2345-7&date=lt2020", ["old"]),
        ("patient=a&category=laboratory", []),
    ],
)
def test_the_last_results_of_each_code_are_the_latest_that_count(
    record: RecordFile, asked: str, found: list[str]
) -> None:
    assert ids(record, f"Observation/$lastn?{asked}") == found


def test_the_last_result_is_the_one_last_seen_not_one_whose_period_is_open(tmp_path: Path) -> None:
    held = [
        res("Patient", "a"),
        lab("since-1990", "2339-0", None, effectivePeriod={"start": "1990"}),
        lab("stay", "2339-0", None, effectivePeriod={"start": "1980", "end": "2020-05"}),
        lab("issued", "2339-0", None, issued="2023-05-01T08:00:00Z"),
        lab("measured", "2339-0", "2024-01-01"),
        lab("undated", "2339-0", None),
    ]
    (tmp_path / "y.ndjson").write_text("\n".join(map(json.dumps, held)), encoding="utf-8")
    record = RecordFile([tmp_path / "y.ndjson"])
    found = ids(record, "Observation/$lastn?patient=a&code=2339-0&max=9")
    assert found == ["measured", "issued", "stay", "since-1990", "undated"]


def document(identity: str, kind: str, **fields: Any) -> dict[str, Any]:
    about = {"subject": ref("Patient/a"), "type": {"coding": [{"code": kind}]}}
    return res("DocumentReference", identity, **{"status": "current", **about, **fields})


DOCUMENTS = [
    res("Patient", "a"),
    document("ccd-2019", "34133-9", date="2019-05-01T00:00:00Z"),
    document("ccd-2021", "34133-9", date="2021-05-01T00:00:00Z"),
    document("ccd-replaced", "34133-9", date="2022-05-01T00:00:00Z", status="superseded"),
    document("wrong", "34133-9", date="2023-05-01T00:00:00Z", status="entered-in-error"),
    document("wrong-text", "34133-9", date="2023-06-01T00:00:00Z", docStatus="entered-in-error"),
    document(
        "stay",
        "18842-5",
        date="2021-01-01T00:00:00Z",
        context={"period": {"start": "2017-02-01", "end": "2017-02-09"}},
    ),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("patient=a", ["ccd-2021", "stay"]),
        ("patient=Patient/a&type=34133-9", ["ccd-2021"]),
        ("patient=a&start=2019&end=2022", ["ccd-replaced", "ccd-2021", "ccd-2019"]),
        ("patient=a&start=2023", []),
        ("patient=a&start=2023&status=entered-in-error", ["wrong"]),
        ("patient=a&status=superseded", ["ccd-replaced"]),
        ("patient=a&end=2018", ["stay"]),
        ("patient=a&start=2021&on-demand=false", ["ccd-replaced", "ccd-2021"]),
        ("patient=z", []),
    ],
)
def test_the_documents_of_a_patient_are_the_current_ones_or_those_of_a_time(
    tmp_path: Path, asked: str, found: list[str]
) -> None:
    (tmp_path / "x.ndjson").write_text("\n".join(map(json.dumps, DOCUMENTS)), encoding="utf-8")
    assert ids(RecordFile([tmp_path / "x.ndjson"]), f"DocumentReference/$docref?{asked}") == found


@pytest.mark.parametrize(
    "query",
    [
        "Patient/$everything",
        "Patient/a/$erase",
        "Encounter/e/$everything",
        "Patient/a/$everything?colour=red",
        "Patient/a/$everything?start=yesterday",
        "Patient/a/$everything?_type=Spaceship",
        "Patient/a/$everything?_since=Canary",
        "Patient/a/$everything?start=2019&start=2020",
        "Observation/$lastn",
        "Observation/$lastn?patient=a",
        "Observation/$lastn?code=2345-7",
        "Observation/$lastn?patient=a&code=2345-7&max=0",
        "Observation/$lastn?patient=a&code=2345-7&max=1&max=2",
        "Observation/$lastn?patient=a&code=2345-7&_include=Observation:subject",
        "Observation/$lastn?patient=a&code=2345-7&_summary=count",
        "Observation/$lastn?patient=a&code=2345-7&colour=red",
        "DocumentReference/$docref",
        "DocumentReference/$docref?patient=a&on-demand=true",
        "DocumentReference/$docref?patient=a,b",
        "$export",
    ],
)
def test_an_operation_that_is_not_understood_is_refused(record: RecordFile, query: str) -> None:
    with pytest.raises(UsageError) as refused:
        record.search_bundle(query)
    assert "Canary" not in str(refused.value)
