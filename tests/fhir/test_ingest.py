"""Loading a store: nothing twice, nothing lost, one bad resource never in the way."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import NotFHIR, StoreError
from chartside.fhir.file import RecordFile
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore


def put(path: Path, *resources: Mapping[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(r) for r in resources), encoding="utf-8")
    return path


def put_bundle(path: Path, *entries: Mapping[str, Any]) -> Path:
    return put(path, {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)})


def patient(identity: str = "a", **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": identity, **fields}


def observation(identity: str, subject: str | None = "Patient/a", **fields: Any) -> dict[str, Any]:
    about = {"subject": {"reference": subject}} if subject else {}
    return {"resourceType": "Observation", "id": identity, "status": "final", **about, **fields}


def raw(store: RecordStore, kind: str, identity: str) -> str:
    row = store.conn.execute(
        "SELECT raw FROM resource WHERE type = ? AND id = ?", (kind, identity)
    ).fetchone()
    return str(row[0].decode())


def compartment_of(store: RecordStore, identity: str) -> str:
    row = store.conn.execute("SELECT patient FROM resource WHERE id = ?", (identity,)).fetchone()
    return str(row[0])


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "record.db")


def test_the_same_files_again_change_nothing(store: RecordStore, tmp_path: Path) -> None:
    source = put(tmp_path / "x.ndjson", patient(), observation("o"), {"resourceType": "Patient"})
    first = ingest([source], store)
    rows = list(store.conn.iterdump())
    assert ingest([source], store) == first
    assert list(store.conn.iterdump()) == rows


def test_the_report_counts_types_patients_and_what_was_set_aside(
    store: RecordStore, tmp_path: Path
) -> None:
    source = put(tmp_path / "x.ndjson", patient(), patient("b"), observation("o"), {"id": "y"})
    assert ingest([source], store).to_json() == {
        "resources": 3,
        "by_type": {"Observation": 1, "Patient": 2},
        "patients": 2,
        "set_aside": [{"source": str(source), "line": 4, "reason": "it has no resourceType"}],
        "notes": [],
    }


def test_a_number_no_computer_holds_sets_its_resource_aside(
    store: RecordStore, tmp_path: Path
) -> None:
    source = tmp_path / "x.ndjson"
    source.write_text(
        json.dumps(patient())
        + '\n{"resourceType":"Observation","id":"o","valueInteger":'
        + "1" * 5000
        + "}",
        encoding="utf-8",
    )
    report = ingest([source], store)
    assert (report.resources, [a.reference for a in report.set_aside]) == (1, ["Observation/o"])


def test_a_changed_resource_is_replaced_and_its_older_version_kept(
    store: RecordStore, tmp_path: Path
) -> None:
    ingest([put(tmp_path / "1.json", patient(gender="male"))], store)
    ingest([put(tmp_path / "2.json", patient(gender="female"))], store)
    history = store.conn.execute("SELECT raw FROM history").fetchall()
    assert "female" in raw(store, "Patient", "a")
    assert [b'"male"' in row[0] for row in history] == [True]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"lastUpdated": "2020-01-01T00:00:00Z"}, {"lastUpdated": "2020-01-01T00:00:00-01:00"}),
        ({"versionId": "9"}, {"versionId": "10"}),
    ],
)
def test_an_older_version_that_comes_later_does_not_replace_a_newer_one(
    store: RecordStore, tmp_path: Path, older: dict[str, str], newer: dict[str, str]
) -> None:
    ingest([put(tmp_path / "1.json", patient(meta=newer, gender="female"))], store)
    ingest([put(tmp_path / "2.json", patient(meta=older, gender="male"))], store)
    assert "female" in raw(store, "Patient", "a")
    assert store.search_bundle("Patient?gender=male")["total"] == 0


def test_two_versions_in_one_folder_settle_the_same_way_every_time(
    store: RecordStore, tmp_path: Path
) -> None:
    folder = tmp_path / "both"
    folder.mkdir()
    put(folder / "1.json", patient(gender="male"))
    put(folder / "2.json", patient(gender="female"))
    first = ingest([folder], store)
    again = ingest([folder], store)
    assert (first.resources, again.resources) == (1, 1)
    assert "1 resource came with an id that another version has" in first.notes[0]
    assert again.notes == first.notes
    assert "female" in raw(store, "Patient", "a")


def test_a_replaced_version_is_found_by_nothing_any_more(
    store: RecordStore, tmp_path: Path
) -> None:
    ingest([put(tmp_path / "1.json", patient(gender="male"))], store)
    ingest([put(tmp_path / "2.json", patient(gender="female"))], store)
    assert store.search_bundle("Patient?gender=male")["total"] == 0
    assert store.search_bundle("Patient?gender=female")["total"] == 1


def test_a_urn_is_resolved_within_its_own_bundle(store: RecordStore, tmp_path: Path) -> None:
    for name in ("a", "b"):
        put_bundle(
            tmp_path / f"{name}.json",
            {"fullUrl": "urn:uuid:1", "resource": patient(name)},
            {"resource": observation(f"of-{name}", "urn:uuid:1")},
        )
    ingest([tmp_path / "a.json", tmp_path / "b.json"], store)
    assert compartment_of(store, "of-a") == "Patient/a"
    assert compartment_of(store, "of-b") == "Patient/b"


def test_a_urn_that_two_bundles_use_for_different_resources_is_answered_by_none(
    store: RecordStore, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        put_bundle(tmp_path / f"{name}.json", {"fullUrl": "urn:uuid:1", "resource": patient(name)})
    ingest([tmp_path / "a.json", tmp_path / "b.json"], store)
    assert store._links.resolve("urn:uuid:1") is None


def test_a_conditional_reference_waits_for_the_one_resource_that_answers_it(
    store: RecordStore, tmp_path: Path
) -> None:
    performed = observation("o", performer=[{"reference": "Practitioner?identifier=urn:npi|77"}])
    doctor = {
        "resourceType": "Practitioner",
        "id": "dr",
        "identifier": [{"system": "urn:npi", "value": "77"}],
    }
    before = ingest([put(tmp_path / "1.ndjson", patient(), performed)], store)
    after = ingest([put(tmp_path / "2.json", doctor)], store)
    found = store.search_bundle("Observation?performer=Practitioner/dr")
    assert ("1 conditional reference" in before.notes[0], after.notes) == (True, ())
    assert found["total"] == 1


def test_a_conditional_reference_that_two_resources_answer_is_kept_and_said(
    store: RecordStore, tmp_path: Path
) -> None:
    performed = observation("o", performer=[{"reference": "Practitioner?identifier=urn:npi|77"}])
    doctors = [
        {
            "resourceType": "Practitioner",
            "id": name,
            "identifier": [{"system": "urn:npi", "value": "77"}],
        }
        for name in ("x", "y")
    ]
    report = ingest([put(tmp_path / "1.ndjson", patient(), performed, *doctors)], store)
    assert "1 conditional reference" in report.notes[0]
    assert store.search_bundle("Observation?performer=Practitioner/x")["total"] == 0


def test_what_is_referred_to_and_not_there_is_counted_by_type(
    store: RecordStore, tmp_path: Path
) -> None:
    visit = {"encounter": {"reference": "Encounter/v"}}
    source = put(
        tmp_path / "x.ndjson",
        patient(generalPractitioner=[{"reference": "#dr"}, {"display": "Dr"}]),
        observation("1", **visit, performer=[{"reference": "https://ehr.example/Practitioner/p"}]),
        observation("2", **visit, basedOn=[{"reference": "urn:uuid:0c0e"}]),
        observation("3", hasMember=[{"reference": "Observation/2/_history/7"}]),
        {"resourceType": "QuestionnaireResponse", "id": "q", "questionnaire": "http://x.example/q"},
    )
    said = (
        "3 resources are referred to and not in the record: 1 Encounter, 1 Practitioner, 1 by a urn"
    )
    assert ingest([source], store).notes == (said,)
    assert ingest([source], store).notes == (said,)
    assert RecordFile([source]).report.notes == (said,)


def test_a_reference_that_a_later_file_answers_is_not_said_to_lead_nowhere(
    store: RecordStore, tmp_path: Path
) -> None:
    visit = {"resourceType": "Encounter", "id": "v", "subject": {"reference": "Patient/a"}}
    seen = observation("1", encounter={"reference": "Encounter/v"})
    sources = [
        put(tmp_path / f"{name}.json", body)
        for name, body in (("1", seen), ("2", visit), ("3", patient()))
    ]
    assert ingest(sources, store).notes == ()
    assert RecordFile(sources).report.notes == ()


@pytest.mark.parametrize(
    ("subject", "compartment"),
    [
        ("Patient/a", "Patient/a"),
        ("https://ehr.example/fhir/Patient/a/_history/3", "Patient/a"),
        ("Group/a", ""),
        ("urn:uuid:nobody", "urn:uuid:nobody"),
        (None, "?"),
    ],
)
def test_a_resource_is_in_the_compartment_its_subject_names(
    store: RecordStore, tmp_path: Path, subject: str | None, compartment: str
) -> None:
    ingest([put(tmp_path / "x.json", observation("o", subject))], store)
    assert compartment_of(store, "o") == compartment


def test_a_resource_that_names_two_patients_is_in_nobodys_compartment(
    store: RecordStore, tmp_path: Path
) -> None:
    visit = {
        "resourceType": "Appointment",
        "id": "v",
        "participant": [{"actor": {"reference": f"Patient/{p}"}} for p in ("a", "b")],
    }
    ingest([put(tmp_path / "x.json", visit)], store)
    assert compartment_of(store, "v") == "*"


def test_what_came_before_a_wrong_file_is_kept(store: RecordStore, tmp_path: Path) -> None:
    good, wrong = put(tmp_path / "1.json", patient()), tmp_path / "2.json"
    wrong.write_bytes(b"%PDF")
    with pytest.raises(NotFHIR, match=r"2\.json looks like a PDF"):
        ingest([good, wrong], store)
    assert store.patients() == ("Patient/a",)


def test_progress_ends_at_the_whole(store: RecordStore, tmp_path: Path) -> None:
    source = put(tmp_path / "x.ndjson", *(observation(f"o{n}") for n in range(9000)))
    seen: list[tuple[int, int]] = []
    ingest([source], store, progress=lambda done, total: seen.append((done, total)))
    size = source.stat().st_size
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (size, size)


def test_a_full_disk_is_said_and_what_was_committed_stays(
    store: RecordStore, tmp_path: Path
) -> None:
    ingest([put(tmp_path / "1.json", patient())], store)
    pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
    store.conn.execute(f"PRAGMA max_page_count = {pages + 3}")
    many = put(tmp_path / "2.ndjson", *(observation(f"o{n}") for n in range(3000)))
    with pytest.raises(StoreError, match="the disk is full"):
        ingest([many], store)
    store.conn.execute("PRAGMA max_page_count = 1000000")
    assert store.patients() == ("Patient/a",)
    assert ingest([many], store).resources == 3000


RUN = """
import sys
from pathlib import Path
from chartside.errors import StoreError
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
{before}
try:
    report = ingest([Path(sys.argv[1])], RecordStore(Path(sys.argv[2])))
except StoreError as refused:
    sys.exit(str(refused))
print(report.resources)
"""


def run(before: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN.format(before=before), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_limit_on_the_size_of_files_ends_in_a_sentence(tmp_path: Path) -> None:
    many = put(tmp_path / "x.ndjson", *(observation(f"o{n}") for n in range(3000)))
    limit = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))"
    )
    done = run(limit, many, tmp_path / "record.db")
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.05, 0.25, 0.45, 0.65])
def test_a_run_that_is_killed_is_completed_by_the_same_command(
    tmp_path: Path, delay: float
) -> None:
    source = tmp_path / "x.ndjson.gz"
    lines = [json.dumps(patient()), *(json.dumps(observation(f"o{n}")) for n in range(20_000))]
    source.write_bytes(gzip.compress("\n".join(lines).encode(), 1))
    command = [sys.executable, "-c", RUN.format(before=""), str(source), str(tmp_path / "r.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        wait_for(tmp_path / "r.db")
        time.sleep(delay)
        os.kill(first.pid, signal.SIGKILL)
    again = run("", source, tmp_path / "r.db")
    with RecordStore(tmp_path / "r.db") as store:
        assert again.stdout.strip() == "20001"
        assert store.search_bundle("Observation?patient=a&_summary=count")["total"] == 20_000


def wait_for(path: Path) -> None:
    for _ in range(500):
        if path.exists():
            return
        time.sleep(0.01)


def test_every_real_record_goes_in_whole(shared_data: Path, tmp_path: Path) -> None:
    with RecordStore(tmp_path / "all.db") as store:
        folders = ("synthea", "synthea-notes", "synthea-variants")
        report = ingest([shared_data / folder for folder in folders], store)
        assert (report.patients, report.set_aside) == (26, ())
        assert report.resources == sum(report.by_type.values())
        assert len(store.patients()) == 26


def test_every_reference_of_the_real_records_is_resolved_or_counted(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("synthea*/**/*.json.gz")):
        with RecordFile([path]) as record:
            urns = record.conn.execute("SELECT count(*) FROM link WHERE target = ''").fetchone()[0]
            waiting = record.conn.execute("SELECT count(*) FROM conditional").fetchone()[0]
            said = [n for n in record.report.notes if n.startswith(f"{waiting} conditional")]
            assert (urns, bool(said)) == (0, waiting > 0)
            assert not [n for n in record.report.notes if "referred to" in n]


def test_in_the_real_bulk_export_every_conditional_reference_finds_its_resource(
    shared_data: Path, tmp_path: Path
) -> None:
    with RecordStore(tmp_path / "bulk.db") as store:
        report = ingest([shared_data / "bulk-export"], store)
        asked = store.conn.execute("SELECT count(*) FROM conditional").fetchone()[0]
    assert asked > 100
    assert report.notes == ()


PEAK = """
import sys
from pathlib import Path
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
print(ingest([Path(sys.argv[1])], RecordStore(Path(sys.argv[2]))).resources)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
TOLD = pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="the memory of this process alone, without its parent's at the fork, is told by Linux",
)


@TOLD
@pytest.mark.slow
def test_the_memory_of_a_run_does_not_grow_with_its_file(tmp_path: Path) -> None:
    peaks = []
    for number in (15_000, 90_000):
        source = tmp_path / f"{number}.ndjson"
        with source.open("w", encoding="utf-8") as out:
            for n in range(number):
                out.write(json.dumps(observation(f"o{n}", f"Patient/p{n % 999}")) + "\n")
        command = [sys.executable, "-c", PEAK, str(source), str(tmp_path / f"{number}.db")]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        taken, peak = map(int, done.stdout.split())
        assert taken == number
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 40_000  # KiB; SQLite's own cache fills up once
