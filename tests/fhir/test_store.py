"""The store as a file: what cannot be used is said, what can be is opened, also where only read."""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import NoSuchPatient, StoreError, UsageError
from chartside.fhir.file import RecordFile
from chartside.fhir.ingest import ingest
from chartside.fhir.record import open_record
from chartside.fhir.store import RecordStore

WEIGHT = (
    '{"resourceType":"Observation","id":"w","status":"final","subject":{"reference":"Patient/a"},'
    '"code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},'
    '"valueQuantity":{"value":1.50,"unit":"kg"}}'
)


def patient(identity: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": identity, **fields}


def about(subject: str, identity: str, kind: str = "Condition") -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": identity,
        "subject": {"reference": subject},
        "code": {"text": "cough"},
    }


def put(path: Path, *resources: Mapping[str, Any] | str) -> Path:
    lines = [r if isinstance(r, str) else json.dumps(r) for r in resources]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def bundle(path: Path, *entries: Mapping[str, Any]) -> Path:
    return put(path, {"resourceType": "Bundle", "entry": list(entries)})


def filled(path: Path, *resources: Mapping[str, Any] | str) -> Path:
    with RecordStore(path) as store:
        ingest([put(path.with_suffix(".ndjson"), *resources)], store)
    return path


def test_a_store_from_a_newer_version_asks_for_an_upgrade(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.db", patient("a"))
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    conn.close()
    with pytest.raises(StoreError, match=r"newer Chartside.*upgrade"):
        RecordStore(path)


def test_a_file_that_is_not_sqlite_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="not a SQLite file"):
        RecordStore(tmp_path / "r.db")


@pytest.mark.parametrize("table", ["accounts", "meta", "resource"])
def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path, table: str) -> None:
    with sqlite3.connect(tmp_path / "r.db") as conn:
        conn.execute(f"CREATE TABLE {table} (x)")
    conn.close()
    before = (tmp_path / "r.db").read_bytes()
    with pytest.raises(StoreError, match="not a Chartside record store"):
        RecordStore(tmp_path / "r.db")
    assert (tmp_path / "r.db").read_bytes() == before


def test_a_damaged_store_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.db", *(about("Patient/a", f"c{n}") for n in range(500)))
    data = bytearray(path.read_bytes())
    data[8192:] = b"\x00" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), RecordStore(path) as store:
        store.search_bundle("Condition")


def test_a_store_in_a_place_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened or made there"):
        RecordStore(tmp_path / "file" / "r.db")


def test_a_store_that_another_program_writes_to_is_said_to_be_busy(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.db", patient("a"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with RecordStore(path) as store:
        store.conn.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(StoreError, match="another program is writing"):
            ingest([put(tmp_path / "x.json", patient("b"))], store)
    other.close()


READ_ONLY = """
import os, sys
from pathlib import Path
from chartside.errors import StoreError
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
RecordStore().search_bundle("Patient")  # nothing is imported any more once the rights are gone
if os.geteuid() == 0:  # root may write anywhere: go on as nobody
    os.setgid(65534), os.setuid(65534)
store = RecordStore(Path(sys.argv[1]))
print(store.patients(), store.search_bundle("Patient?_id=a")["total"])
print(store.open_chart().patient.reference)
try:
    ingest([Path(sys.argv[2])], store)
except StoreError as refused:
    print(refused)
"""


@pytest.fixture
def enterable() -> Iterator[Path]:
    """A folder that any user may enter; pytest's own are closed to all but their owner."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_a_store_in_a_read_only_folder_is_read_and_refuses_to_be_written(enterable: Path) -> None:
    path = filled(enterable / "r.db", patient("a"))
    more = put(enterable / "more.json", patient("b"))
    path.chmod(0o444)
    enterable.chmod(0o555)
    before = path.read_bytes()
    command = [sys.executable, "-c", READ_ONLY, str(path), str(more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "('Patient/a',) 1\nPatient/a" in done.stdout, done.stderr
    assert "it is read-only" in done.stdout
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before
    assert sorted(p.name for p in enterable.iterdir()) == ["more.json", "r.db", "r.ndjson"]


def test_an_index_of_other_definitions_is_made_again_before_it_answers(tmp_path: Path) -> None:
    path = filled(tmp_path / "r.db", patient("a", gender="male"))
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE meta SET value = 'older' WHERE key = 'definitions'")
        conn.execute("DELETE FROM token")
    conn.close()
    with RecordStore(path) as store:
        assert store.search_bundle("Patient?gender=male")["total"] == 1


async def test_a_value_is_read_back_with_every_digit_it_came_with(tmp_path: Path) -> None:
    with RecordStore(filled(tmp_path / "r.db", patient("a"), WEIGHT)) as store:
        found = await store.read("Observation/w")
        assert found is not None
        assert str(found["valueQuantity"]["value"]) == "1.50"
        assert isinstance(found["valueQuantity"]["value"], Decimal)


async def test_a_resource_that_is_not_there_is_none(tmp_path: Path) -> None:
    with RecordStore(filled(tmp_path / "r.db", patient("a"))) as store:
        assert await store.read("Patient/z") is None
        assert await store.read("nonsense") is None


def test_the_only_patient_need_not_be_named(tmp_path: Path) -> None:
    with RecordFile([put(tmp_path / "x.ndjson", patient("a"), about("Patient/a", "c"))]) as record:
        assert record.open_chart().patient.reference == "Patient/a"


def test_of_two_patients_one_must_be_named(tmp_path: Path) -> None:
    record = RecordFile([put(tmp_path / "x.ndjson", patient("a"), patient("b"))])
    with pytest.raises(NoSuchPatient, match="2 patients: name one with --patient"):
        record.open_chart()


@pytest.mark.parametrize("name", ["b", "Patient/b", "https://ehr.example/fhir/Patient/b"])
def test_a_patient_is_named_by_id_or_reference(tmp_path: Path, name: str) -> None:
    record = RecordFile([put(tmp_path / "x.ndjson", patient("a"), patient("b"))])
    assert record.open_chart(name).patient.reference == "Patient/b"


def test_a_patient_who_is_not_there_is_refused_by_id_and_never_by_name(tmp_path: Path) -> None:
    record = RecordFile([put(tmp_path / "x.ndjson", patient("a"), patient("b"))])
    with pytest.raises(NoSuchPatient, match="Patient/z is not a patient"):
        record.open_chart("z")
    with pytest.raises(NoSuchPatient) as refused:
        record.open_chart("Jane Canary")
    assert "Canary" not in str(refused.value)


def test_a_record_without_a_patient_says_so(tmp_path: Path) -> None:
    record = RecordFile([put(tmp_path / "x.json", about("Patient/a", "c"))])
    with pytest.raises(NoSuchPatient, match="holds no patient"):
        record.open_chart()


def test_a_resource_about_someone_else_never_enters_the_chart(tmp_path: Path) -> None:
    source = bundle(
        tmp_path / "x.json",
        {"fullUrl": "urn:uuid:1", "resource": patient("a")},
        {"resource": about("urn:uuid:1", "mine")},
        {"resource": about("Patient/b", "theirs")},
        {"resource": about("urn:uuid:2", "unknown")},
    )
    chart = RecordFile([source]).open_chart()
    assert chart.get("Condition/mine") is not None
    assert chart.get("Condition/theirs") is None
    assert chart.get("Condition/unknown") is None


def test_a_resource_whose_patient_cannot_be_found_is_listed_beside_the_chart(
    tmp_path: Path,
) -> None:
    source = bundle(
        tmp_path / "x.json",
        {"resource": patient("a")},
        {"resource": about("urn:uuid:2", "unknown")},
        {"resource": {"resourceType": "Condition", "id": "nobody", "code": {"text": "x"}}},
        {"resource": {"resourceType": "Spaceship", "id": "s"}},
    )
    chart = RecordFile([source]).open_chart()
    listed = {(a.line, a.reference) for a in chart.set_aside}
    assert {(2, "Condition/unknown"), (3, "Condition/nobody"), (4, None)} <= listed


def test_a_subject_named_by_identifier_is_the_patient_who_carries_it(tmp_path: Path) -> None:
    one = patient("a", identifier=[{"system": "urn:mrn", "value": "7"}])
    source = put(tmp_path / "x.ndjson", about("Patient?identifier=urn:mrn|7", "c"), one)
    assert RecordFile([source]).open_chart().get("Condition/c") is not None


def test_a_subject_named_by_an_identifier_of_two_patients_is_in_neither_chart(
    tmp_path: Path,
) -> None:
    both = [patient(n, identifier=[{"system": "urn:mrn", "value": "7"}]) for n in ("a", "b")]
    source = put(tmp_path / "x.ndjson", about("Patient?identifier=urn:mrn|7", "c"), *both)
    record = RecordFile([source])
    assert record.open_chart("a").get("Condition/c") is None
    assert record.open_chart("b").get("Condition/c") is None


def test_a_store_is_its_owners_alone(tmp_path: Path) -> None:
    assert filled(tmp_path / "r.db", patient("a")).stat().st_mode & 0o077 == 0


def test_a_file_answers_a_search_as_a_store_does(shared_data: Path, tmp_path: Path) -> None:
    source = next((shared_data / "synthea" / "bundles").glob("Malik*"))
    with RecordStore(tmp_path / "r.db") as store:
        ingest([source], store)
        record = RecordFile([source])
        for query in (
            "Observation?code=8302-2&_sort=-date",
            "Encounter?_include=Encounter:patient",
        ):
            assert str(ids(record, query)) == str(ids(store, query))


def ids(record: RecordStore, query: str) -> list[tuple[str, str]]:
    found = record.search_bundle(query, every=True)
    return [
        (json.loads(bytes(e["resource"]))["id"], e["search"]["mode"])
        for e in found.get("entry", [])
    ]


def test_a_server_is_named_by_its_url_alone_and_is_not_asked_before_it_has_to_be() -> None:
    open_record("https://ehr.example/fhir")
    for wrong in ("http://ehr.example/fhir", "https://a@ehr.example/fhir", "https:///fhir"):
        with pytest.raises(UsageError):
            open_record(wrong)


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such store"):
        open_record(tmp_path / "missing.db")
    assert not (tmp_path / "missing.db").exists()


def test_a_list_of_files_is_one_record(tmp_path: Path) -> None:
    first, second = put(tmp_path / "1.json", patient("a")), put(tmp_path / "2.json", patient("b"))
    assert open_record([first, second]).patients() == ("Patient/a", "Patient/b")


def test_two_bundles_of_one_patient_are_one_chart(tmp_path: Path) -> None:
    sources = [
        bundle(
            tmp_path / f"{n}.json",
            {"fullUrl": f"urn:uuid:{n}", "resource": patient("a")},
            {"resource": about(f"urn:uuid:{n}", f"c{n}")},
        )
        for n in (1, 2)
    ]
    chart = open_record(sources).open_chart()
    assert {"Condition/c1", "Condition/c2"} <= {entry.reference for entry in chart.entries}
