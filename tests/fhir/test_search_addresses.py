"""References by absolute address: whose `Patient/1` is meant, and when it is known."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import NoSuchPatient, UsageError
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

HERE, THERE = "https://ehr.example/fhir/", "https://other.example/fhir/"


def ref(target: str) -> dict[str, str]:
    return {"reference": target}


def patient(identity: str = "1", **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": identity, **fields}


def condition(identity: str, subject: str) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": identity,
        "code": {"text": "cough"},
        "subject": ref(subject),
    }


def bundle(path: Path, base: str, *resources: Mapping[str, Any]) -> Path:
    """A Bundle of one server, or, without `base`, of urns."""
    entries = [
        {
            "fullUrl": f"{base}{r['resourceType']}/{r['id']}" if base else f"urn:uuid:{r['id']}",
            "resource": r,
        }
        for r in resources
    ]
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8")
    return path


def ids(record: RecordStore, query: str) -> list[str]:
    entries = record.search_bundle(query).get("entry", [])
    return sorted(json.loads(bytes(e["resource"]))["id"] for e in entries)


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    """One server's patient 1, and a condition of the other server's patient 1."""
    filled = RecordStore()
    ours = bundle(tmp_path / "a.json", HERE, patient(name=[{"family": "Roe"}]))
    held = [condition("ours", f"{HERE}Patient/1"), condition("plain", "Patient/1")]
    held.append(condition("theirs", f"{THERE}Patient/1"))
    mixed = bundle(tmp_path / "b.json", "", *held)
    ingest([ours, mixed], filled)
    return filled


def test_another_servers_patient_is_not_opened_as_the_namesake_here(store: RecordStore) -> None:
    assert store.open_chart(f"{HERE}Patient/1").patient.reference == "Patient/1"
    with pytest.raises(NoSuchPatient, match="Patient/1 of that server is not a patient"):
        store.open_chart(f"{THERE}Patient/1")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"subject={HERE}Patient/1", ["ours", "plain"]),
        (f"subject={THERE}Patient/1", ["theirs"]),
        ("subject=Patient/1", ["ours", "plain"]),
        (f"patient={HERE}Patient/1,{THERE}Patient/1", ["ours", "plain", "theirs"]),
        (f"subject:Patient={HERE}Patient/1", ["ours", "plain"]),
        ("subject:Patient.family=roe", ["ours", "plain"]),
        ("subject=https://third.example/Patient/1", []),
        ("patient:missing=true", []),
        (f"subject:missing=false&subject={THERE}Patient/1", ["theirs"]),
    ],
)
def test_an_address_in_a_search_means_the_resource_of_that_server(
    store: RecordStore, query: str, found: list[str]
) -> None:
    assert ids(store, f"Condition?{query}") == found


def test_an_address_in_a_search_means_the_same_behind_a_chain(store: RecordStore) -> None:
    back = "Patient?_has:Condition:patient:subject="
    assert ids(store, f"{back}{HERE}Patient/1") == ["1"]
    assert ids(store, f"{back}{THERE}Patient/1") == []


def test_an_address_of_another_type_than_the_one_asked_for_is_refused(store: RecordStore) -> None:
    for value in (f"{HERE}Patient/1", "urn:uuid:1"):
        with pytest.raises(UsageError, match="the value names another type"):
            store.search_bundle(f"Condition?subject:Group={value}")


def test_what_came_before_its_patient_is_found_when_the_patient_has_come(tmp_path: Path) -> None:
    with RecordStore(tmp_path / "r.db") as record:
        early = [condition("by-url", f"{HERE}Patient/1"), condition("by-urn", "urn:uuid:7")]
        ingest([bundle(tmp_path / "early.json", "", *early)], record)
        assert ids(record, "Condition?subject=Patient/1") == []
        assert ids(record, f"Condition?subject={HERE}Patient/1") == ["by-url"]
        late = [patient(), condition("with", f"{HERE}Patient/1")]
        ingest([bundle(tmp_path / "late.json", HERE, *late)], record)
        ingest([bundle(tmp_path / "urn.json", "", patient("7"))], record)
        for query in ("subject=Patient/1", f"subject={HERE}Patient/1", "patient:Patient._id=1"):
            assert ids(record, f"Condition?{query}") == ["by-url", "with"], query
        assert ids(record, "Condition?subject=Patient/7") == ["by-urn"]
        assert ids(record, "Patient?_has:Condition:patient:_id=by-url") == ["1"]
        assert ids(record, "Condition?patient:missing=true") == []
    with sqlite3.connect(tmp_path / "r.db") as conn:  # as when the index is made from the start
        conn.execute("UPDATE meta SET value = 'older' WHERE key = 'definitions'")
    conn.close()
    with RecordStore(tmp_path / "r.db") as record:
        assert ids(record, "Condition?subject=Patient/1") == ["by-url", "with"]
        assert ids(record, "Condition?subject=Patient/7") == ["by-urn"]


def test_a_subject_by_identifier_is_not_looked_up_in_an_index_of_older_definitions(
    tmp_path: Path,
) -> None:
    """The numbers of indexes are of one version: read by another, they name other parameters."""
    path = tmp_path / "r.db"
    known = patient(identifier=[{"system": "urn:mrn", "value": "7"}], gender="male")
    held = [known, condition("c", "Patient?identifier=urn:mrn|7")]
    with RecordStore(path) as record:
        ingest([bundle(tmp_path / "x.json", "", *held)], record)
        assert record.open_chart().get("Condition/c") is not None
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE meta SET value = 'older' WHERE key = 'definitions'")
        conn.execute("UPDATE token SET param = param + 5000")
    conn.close()
    with RecordStore(path) as record:
        assert record.open_chart().get("Condition/c") is not None
