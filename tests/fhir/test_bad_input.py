"""Whatever is handed in as a record: a clear sentence, or set aside and the good rest goes in.

Every resource carries a canary in each place where people are named; no message may hold it.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import ChartsideError, NoSuchPatient, NotFHIR, SourceError, StoreError
from chartside.errors import UsageError as Usage
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import is_abnormal, lab_series, trend
from chartside.fhir.entry import Kind
from chartside.fhir.file import RecordFile
from chartside.fhir.ingest import ingest
from chartside.fhir.record import open_record
from chartside.fhir.store import RecordStore

CANARY = "Canaryman"
PATIENT = {"resourceType": "Patient", "id": "a", "name": [{"family": CANARY}]}
GOOD = {
    "resourceType": "Condition",
    "id": "good",
    "subject": {"reference": "Patient/a"},
    "code": {"text": CANARY},
}
START = (
    '{"resourceType":"Observation","id":"bad","status":"final","subject":{"reference":"Patient/a"},'
)
CODE = f'"code":{{"text":"{CANARY}"}}'


def put(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def bundle(*resources: dict[str, Any] | bytes | str, kind: str = "collection") -> bytes:
    """A Bundle around resources, written as they are where they are text."""
    parts = [r if isinstance(r, bytes) else text(r).encode() for r in resources]
    inside = b", ".join(b'{"resource": ' + part + b"}" for part in parts)
    return b'{"resourceType":"Bundle","type":"' + kind.encode() + b'","entry":[' + inside + b"]}"


def text(resource: dict[str, Any] | str) -> str:
    return resource if isinstance(resource, str) else json.dumps(resource)


def lines(*parts: dict[str, Any] | bytes | str, end: bytes = b"\n") -> bytes:
    return end.join(p if isinstance(p, bytes) else text(p).encode() for p in parts)


def opened(path: Path) -> tuple[RecordFile, Chart]:
    record = open_record(path)
    assert isinstance(record, RecordFile)
    return record, record.open_chart()


REFUSED = {
    "words": (f"hello {CANARY}", "is not JSON"),
    "a list": (json.dumps([PATIENT]), "is a JSON list, not a resource or a Bundle"),
    "an OpenAPI file": (
        json.dumps({"openapi": "3.1.0", "info": {"title": CANARY}}),
        "resourceType",
    ),
    "a YAML file": (f"openapi: 3.1.0\ninfo: {CANARY}\n", "is not JSON"),
    "XML": (f"<Patient><name value='{CANARY}'/></Patient>", "XML"),
    "nothing": ("", "is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "is empty"),
    "a cut gzip": (gzip.compress(bundle(PATIENT, GOOD))[:-12], "cut off or damaged"),
    "a gzip of garbage": (gzip.compress(CANARY.encode() * 99 + b"\x00\xff"), "is not JSON"),
    "garbage that opens as gzip": (b"\x1f\x8b\x08" + CANARY.encode() * 9, "cut off or damaged"),
    "a cut Bundle": (bundle(PATIENT, GOOD)[:-30], "is cut off"),
    "a cut Bundle with NaN": (bundle(PATIENT, "NaN", GOOD)[:-30], "JSON|cut off"),
    "a Bundle that is closed twice": (bundle(PATIENT, GOOD) + b"]}", "is not valid JSON"),
    "two documents": (json.dumps(PATIENT, indent=1) * 2, "is not valid JSON"),
    "the wrong encoding": (json.dumps(PATIENT).encode("utf-16"), "UTF-16"),
    "a deep list without a Bundle": ('{"a":' + "[" * 20_000 + "]" * 20_000 + "}", "too deeply"),
    "a broken envelope": (b'{"resourceType":Bundle,"entry":[' + lines(PATIENT) + b"]}", "JSON"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_named_file_that_cannot_be_a_record_is_refused_in_a_sentence(
    tmp_path: Path, what: str
) -> None:
    data, said = REFUSED[what]
    path = put(tmp_path / "record.json", data)
    with pytest.raises(NotFHIR, match=said) as refused:
        open_record(path)
    assert str(refused.value).startswith(str(path))
    assert CANARY not in str(refused.value)


NUMBER = '"valueQuantity":{"value":%s,"unit":"mg/dL"}}'
BAD = {
    "NaN": (START + CODE + "," + NUMBER % "NaN", "not valid JSON"),
    "infinity": (START + CODE + "," + NUMBER % "1e999", "out of range"),
    "5,000 digits": (START + CODE + "," + NUMBER % ("9" * 5000), "out of range"),
    "half a surrogate pair": (START + '"code":{"text":"\\ud83d"}}', "not valid JSON"),
    "half a surrogate pair, raw": ((START + CODE + ',"x":"').encode() + b'\xed\xa0\xbd"}', "UTF-8"),
    "not UTF-8": ((START + CODE + ',"x":"').encode() + b'\xe9"}', "UTF-8"),
    "a tab in a string": (START + '"code":{"text":"a\tb"}}', "not valid JSON"),
    "10,000 deep": (START + CODE + ',"x":' + "[" * 10_000 + "]" * 10_000 + "}", "too deeply"),
    "10,000 objects deep": (
        START + CODE + ',"x":' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "}",
        "too deeply",
    ),
    "a status twice": (START + CODE + ',"status":"entered-in-error"}', "twice"),
    "a subject twice": (START + CODE + ',"subject":{"reference":"Patient/b"}}', "twice"),
    "a value twice, within": (START + CODE + "," + NUMBER % '5,"value":50', "twice"),
    "a name spelled twice": (START + CODE + ',"c\\u006fde":{"text":"x"}}', "twice"),
    "no id": ('{"resourceType":"Observation"}', "has no id"),
    "an id with a blank": ('{"resourceType":"Observation","id":"a b"}', "not a FHIR id"),
    "an id of a folder above": ('{"resourceType":"Observation","id":"../x"}', "not a FHIR id"),
    "a type that is none": ('{"resourceType":"Spaceship","id":"x"}', "not one of FHIR"),
    "a number": ("17", "does not allow"),
    "nothing": ("null", "does not allow"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_resource_in_a_bundle_costs_itself_alone(tmp_path: Path, what: str) -> None:
    data, said = BAD[what]
    record, chart = opened(put(tmp_path / "b.json", bundle(PATIENT, data, GOOD)))
    assert {e.reference for e in chart.entries} == {"Patient/a", "Condition/good"}
    assert [(a.line, said in a.reason) for a in record.report.set_aside] == [(2, True)]
    assert [(a.line, said in a.reason) for a in chart.set_aside] == [(2, True)]
    assert CANARY not in repr(record.report)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_costs_itself_alone(tmp_path: Path, what: str) -> None:
    data, said = BAD[what]
    record, chart = opened(put(tmp_path / "x.ndjson", lines(PATIENT, data, GOOD)))
    assert {e.reference for e in chart.entries} == {"Patient/a", "Condition/good"}
    assert [(a.line, said in a.reason) for a in record.report.set_aside] == [(2, True)]
    assert CANARY not in repr(record.report)


@pytest.mark.parametrize("number", ["1e-99999999", "1e300", "0." + "1" * 5000, "1E-330", "-0.0"])
def test_a_number_no_laboratory_reports_is_kept_and_breaks_nothing(
    tmp_path: Path, number: str
) -> None:
    results = [
        START.replace("bad", f"n{n}")
        + f'"effectiveDateTime":"202{n}-01-01","category":[{{"coding":[{{"code":"laboratory"}}]}}],'
        + '"code":{"coding":[{"system":"http://loinc.org","code":"2345-7"}]},'
        + NUMBER % (number if n == 2 else n)
        for n in range(1, 5)
    ]
    _, chart = opened(put(tmp_path / "b.json", bundle(PATIENT, *results)))
    assert len(chart.entries) == 5
    assert all(len(e.value.words) < 60 for e in chart.entries if e.value)
    series = lab_series(chart)
    assert [len(s.entries) for s in series] == [4]
    assert trend(series[0]) is None or trend(series[0])
    assert [is_abnormal(e) for e in chart.of(Kind.LAB)].count(None) == 0


def test_an_entry_without_a_resource_is_set_aside_with_its_place(tmp_path: Path) -> None:
    entries = [
        {"fullUrl": "urn:uuid:1"},
        {"resource": PATIENT},
        {"request": {}},
        {"resource": GOOD},
    ]
    data = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries})
    record, chart = opened(put(tmp_path / "b.json", data))
    assert len(chart.entries) == 2
    assert [a.line for a in record.report.set_aside] == [1, 3]


FORMS = {
    "a byte order mark": b"\xef\xbb\xbf" + bundle(PATIENT, GOOD),
    "a byte order mark before lines": b"\xef\xbb\xbf" + lines(PATIENT, GOOD),
    "lines that end as Windows ends them": lines(PATIENT, GOOD, b"", end=b"\r\n"),
    "blank lines": lines(b"", PATIENT, b"", b"  \t", GOOD, b"", b""),
    "gzip": gzip.compress(bundle(PATIENT, GOOD)),
    "gzip in two members": gzip.compress(lines(PATIENT, b"")) + gzip.compress(lines(GOOD)),
    "Bundles within a Bundle": bundle(bundle(PATIENT), bundle(bundle(GOOD))),
    "Bundles on lines": lines(bundle(PATIENT), bundle(GOOD)),
    "much white space": b"\n\n" + json.dumps(json.loads(bundle(PATIENT, GOOD)), indent=8).encode(),
    "other resources": bundle(PATIENT, GOOD, {"resourceType": "OperationOutcome", "id": "o"}),
}


@pytest.mark.parametrize("what", FORMS)
def test_a_record_in_an_unusual_form_is_a_record(tmp_path: Path, what: str) -> None:
    record, chart = opened(put(tmp_path / "record.json", FORMS[what]))
    assert {e.reference for e in chart.entries} == {"Patient/a", "Condition/good"}
    assert record.report.set_aside == ()


@pytest.mark.parametrize("kind", ["collection", "transaction", "searchset", "document", "history"])
def test_a_bundle_of_any_type_is_a_record(tmp_path: Path, kind: str) -> None:
    _, chart = opened(put(tmp_path / "b.json", bundle(PATIENT, GOOD, kind=kind)))
    assert len(chart.entries) == 2


def test_bundles_within_bundles_without_end_are_not_followed_without_end(tmp_path: Path) -> None:
    data = bundle(PATIENT)
    for _ in range(50):
        data = bundle(data)
    with pytest.raises(NoSuchPatient, match="what could not be read: 1"):
        open_record(put(tmp_path / "b.json", data)).open_chart()


def test_two_patients_and_none_named_is_refused_by_count_and_not_by_name(tmp_path: Path) -> None:
    record = open_record(put(tmp_path / "b.json", bundle(PATIENT, {**PATIENT, "id": "b"})))
    with pytest.raises(NoSuchPatient, match="holds 2 patients: name one with --patient") as refused:
        record.open_chart()
    assert CANARY not in str(refused.value)


def test_a_patient_who_could_not_be_read_is_not_a_record_without_a_word(tmp_path: Path) -> None:
    broken = b'{"resourceType":"Patient","id":"a","name":[{"family":"\xe9"}]}'
    record = open_record(put(tmp_path / "b.json", bundle(broken, GOOD)))
    with pytest.raises(NoSuchPatient, match="holds no patient; what could not be read: 1"):
        record.open_chart()


def about(patient: str, identity: str) -> dict[str, Any]:
    return {**GOOD, "id": identity, "subject": {"reference": f"Patient/{patient}"}}


def test_a_resource_about_a_patient_who_is_not_in_the_record_is_counted_and_named(
    tmp_path: Path,
) -> None:
    strays = [about("z", f"z{n}") for n in range(7)]
    record, chart = opened(put(tmp_path / "b.json", bundle(PATIENT, GOOD, *strays)))
    assert len(chart.entries) == 2
    assert record.report.notes[0] == (
        "7 resources are about a patient who is not in the record, and in no chart: "
        "Condition/z0, Condition/z1, Condition/z2, Condition/z3, Condition/z4 and 2 more"
    )
    assert [(a.line, a.reference) for a in chart.set_aside] == [
        (n + 3, f"Condition/z{n}") for n in range(7)
    ]


def test_a_resource_in_the_bundle_of_another_patient_is_said_there_and_is_in_its_own_chart(
    tmp_path: Path,
) -> None:
    first = put(tmp_path / "1.json", bundle(PATIENT, GOOD, about("b", "lost")))
    other = put(tmp_path / "2.json", bundle({**PATIENT, "id": "b"}, about("b", "own")))
    record = RecordFile([first, other])
    assert record.report.notes == (
        "1 resource is about another patient than the rest of the file: Condition/lost",
    )
    of_a, of_b = record.open_chart("a"), record.open_chart("b")
    assert [(a.reference, "another patient" in a.reason) for a in of_a.set_aside] == [
        ("Condition/lost", True)
    ]
    assert of_b.set_aside == ()
    assert of_b.get("Condition/lost") is not None


def test_what_a_file_of_many_patients_holds_about_each_is_no_stray_of_the_others(
    tmp_path: Path,
) -> None:
    everyone = [{**PATIENT, "id": p} for p in "abc"] + [about(p, f"of-{p}") for p in "abc"]
    record = RecordFile([put(tmp_path / "all.ndjson", lines(*everyone))])
    assert record.report.notes == ()
    assert [record.open_chart(p).set_aside for p in "abc"] == [(), (), ()]


def test_in_a_bulk_export_of_one_patient_a_stray_line_is_listed_beside_the_chart(
    tmp_path: Path,
) -> None:
    put(tmp_path / "Patient.ndjson", lines(PATIENT))
    put(tmp_path / "Condition.ndjson", lines(GOOD, about("z", "stray")))
    _, chart = opened(tmp_path)
    assert [(a.line, a.reference) for a in chart.set_aside] == [(2, "Condition/stray")]


def test_in_a_bulk_export_of_many_the_lines_of_a_missing_patient_are_counted_once(
    tmp_path: Path,
) -> None:
    put(tmp_path / "Patient.ndjson", lines(PATIENT, {**PATIENT, "id": "b"}))
    put(tmp_path / "Condition.ndjson", lines(GOOD, about("b", "hers"), about("z", "stray")))
    record = RecordFile([tmp_path])
    assert record.open_chart("a").set_aside == ()
    assert "1 resource is about a patient who is not in the record" in record.report.notes[0]


def test_an_empty_folder_and_one_of_other_things_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFHIR, match="holds no FHIR JSON"):
        open_record(tmp_path)
    put(tmp_path / "letter.docx", b"PK\x03\x04")
    with pytest.raises(NotFHIR, match="holds no FHIR JSON"):
        open_record(tmp_path)


def test_a_folder_that_is_called_like_a_file_is_read_as_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()
    put(tmp_path / "x.json" / "b.json", bundle(PATIENT))
    _, chart = opened(tmp_path)
    assert chart.patient.reference == "Patient/a"
    assert opened(tmp_path / "x.json")[1].digest == chart.digest


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    put(tmp_path / "b.json", bundle(PATIENT, GOOD))
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    record, _ = opened(tmp_path)
    assert (record.report.resources, record.report.set_aside) == (2, ())


def test_a_linked_folder_is_read_and_a_link_that_leads_nowhere_is_set_aside(
    tmp_path: Path,
) -> None:
    away, here = tmp_path / "away", tmp_path / "here"
    away.mkdir()
    here.mkdir()
    put(away / "b.json", bundle(PATIENT, GOOD))
    (here / "linked").symlink_to(away, target_is_directory=True)
    (here / "gone.json").symlink_to(tmp_path / "nowhere.json")
    record, _ = opened(here)
    assert record.report.resources == 2
    assert [Path(a.source).name for a in record.report.set_aside] == ["gone.json"]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(Usage, match="neither a file nor a folder"):
        open_record(tmp_path / "pipe.json")


def test_a_file_that_vanishes_before_its_turn_is_said_and_the_others_stay(tmp_path: Path) -> None:
    first = put(tmp_path / "1.ndjson", lines(PATIENT, *(about("a", f"c{n}") for n in range(5000))))
    second = put(tmp_path / "2.json", bundle(GOOD))
    with RecordStore(tmp_path / "r.db") as store:

        def vanish(_done: int, _total: int) -> None:
            second.unlink(missing_ok=True)

        with pytest.raises(SourceError, match=r"2\.json cannot be read: No such file"):
            ingest([first, second], store, progress=vanish)
        assert store.search_bundle("Condition?_summary=count")["total"] == 5000


def test_a_file_that_vanishes_from_a_folder_is_set_aside(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder / "1.ndjson", lines(PATIENT, *(about("a", f"c{n}") for n in range(5000))))
    second = put(folder / "2.json", bundle(GOOD))
    with RecordStore(tmp_path / "r.db") as store:
        report = ingest(
            [folder], store, progress=lambda _done, _total: second.unlink(missing_ok=True)
        )
    assert report.resources == 5001
    assert [(Path(a.source).name, "No such file" in a.reason) for a in report.set_aside] == [
        ("2.json", True)
    ]


@pytest.fixture
def enterable() -> Iterator[Path]:
    """A folder that any user may enter; pytest's own are closed to all but their owner."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name, "closed").chmod(0o755)


CLOSED = """
import os, sys
from pathlib import Path
from chartside.fhir.file import RecordFile
RecordFile([Path(sys.argv[1])])  # nothing is imported any more once the rights are gone
if os.geteuid() == 0:
    os.setgid(65534), os.setuid(65534)
for aside in RecordFile([Path(sys.argv[2])]).report.set_aside:
    print(Path(aside.source).name, aside.reason)
"""


def test_what_may_not_be_read_in_a_folder_is_set_aside(enterable: Path) -> None:
    good = put(enterable / "b.json", bundle(PATIENT, GOOD))
    put(enterable / "secret.json", bundle(GOOD)).chmod(0)
    (enterable / "closed").mkdir()
    put(enterable / "closed" / "c.json", bundle(GOOD))
    (enterable / "closed").chmod(0)
    command = [sys.executable, "-c", CLOSED, str(good), str(enterable)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.splitlines() == [
        "closed cannot be read: Permission denied",
        "secret.json cannot be read: Permission denied",
    ], done.stderr


STORES = {
    "garbage": (b"x" * 9000, "it is not a SQLite file"),
    "a Bundle": (bundle(PATIENT), "it is not a SQLite file"),
}


@pytest.mark.parametrize("what", STORES)
def test_a_file_that_is_called_like_a_store_and_is_none_is_refused(
    tmp_path: Path, what: str
) -> None:
    data, said = STORES[what]
    path = put(tmp_path / "record.db", data)
    with pytest.raises(StoreError, match=said) as refused:
        open_record(path)
    assert CANARY not in str(refused.value)
    assert path.read_bytes() == data


@pytest.mark.parametrize("name", ["missing.json", "missing.db", "missing"])
def test_what_is_not_there_is_the_callers_mistake_and_is_not_made(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(Usage, match="no such"):
        open_record(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_the_real_invalid_cases_ends_in_anything_but_our_own_errors(
    shared_data: Path,
) -> None:
    refused, taken = 0, 0
    for path in sorted((shared_data / "fhir-invalid").rglob("*")):
        if path.is_file():
            try:
                record = open_record(path)
                taken += 1
                for patient in record.patients():
                    record.open_chart(patient)
            except ChartsideError:
                refused += 1
    assert taken > 20
    assert refused > 0


BOMB = """
import sys
from chartside.errors import ChartsideError
from chartside.fhir.record import open_record
try:
    print(open_record(sys.argv[1]).report.set_aside[-1].reason)
except ChartsideError as refused:
    print(str(refused).replace(sys.argv[1], ""))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
TOLD = pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="the memory of this process alone, without its parent's at the fork, is told by Linux",
)


@TOLD
@pytest.mark.slow
@pytest.mark.parametrize(
    ("opens", "filler", "said"),
    [
        (b'{"resourceType":"Patient","id":"a","x":"', b"x" * 2**20, "MiB as one document"),
        (b'{"resourceType":"Patient","id":"a"}\n{}\n', b"x" * 2**20, "longer than 64 MiB"),
        (b'{"resourceType":"Patient","id":"a"}\n{}\n', b"\n" * 2**20, "the rest was not read"),
    ],
)
def test_a_gzip_that_unpacks_to_a_gigabyte_costs_a_part_of_it(
    tmp_path: Path, opens: bytes, filler: bytes, said: str
) -> None:
    path = tmp_path / "bomb.json.gz"
    with gzip.open(path, "wb", compresslevel=1) as bomb:
        bomb.write(opens)
        for _ in range(1024):
            bomb.write(filler)
    assert path.stat().st_size < 10 * 2**20
    command = [sys.executable, "-c", BOMB, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    reason, peak = done.stdout.splitlines()
    assert said in reason
    assert int(peak) < 900_000  # KiB
