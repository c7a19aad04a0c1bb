"""Suites on what lies in a store or on a server: laid down as files, whole or not at all."""

import importlib.util
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.demo import record_json
from chartside.errors import NoSuchPatient, SourceError, UsageError
from chartside.evals.chart_questions.raw import people
from chartside.evals.injected_errors.panel import bundle
from chartside.evals.running.patients import Records, people_of
from chartside.evals.running.run import Asked, run
from chartside.evals.running.sources import FOLDER, laid_down
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

ROOT = Path(__file__).resolve().parents[3]
CLINICAL = {"Condition", "Observation", "MedicationRequest", "AllergyIntolerance", "Encounter"}

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)


def of_fhir(name: str) -> Any:
    """A module beside the tests of `fhir` that is no test."""
    known = f"chartside_evals_tests_{name}"
    if known not in sys.modules:
        found = importlib.util.spec_from_file_location(known, ROOT / f"tests/fhir/{name}.py")
        assert found
        assert found.loader
        sys.modules[known] = importlib.util.module_from_spec(found)
        found.loader.exec_module(sys.modules[known])
    return sys.modules[known]


@pytest.fixture
def server() -> Iterator[Any]:
    """A FHIR server on a real socket, with two invented patients."""
    webs = of_fhir("web_server").serving()
    served = of_fhir("store_server").StoreServer(next(webs)())
    for number in range(2):
        served.put(*(entry["resource"] for entry in bundle(number)["entry"]))
    yield served
    served.store.close()
    webs.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo record and an invented one, one file each."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "demo.json").write_bytes(record_json())
    (folder / "invented.json").write_text(json.dumps(bundle(0)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def store(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "records.db"
    with RecordStore(path) as held:
        ingest([files], held)
    return path


def truths(records: Records) -> dict[str, dict[str, Any]]:
    """By patient, the resources that code of the evals reads, as they stand in the JSON."""
    return {
        person.reference: {f"{b['resourceType']}/{b['id']}": b for b in person.resources}
        for person in people_of(records)
    }


def test_what_a_store_holds_is_laid_down_as_it_was_received(
    files: Path, store: Path, tmp_path: Path
) -> None:
    laid = laid_down(Records(str(store)), tmp_path)
    assert laid.records.source == str(tmp_path / FOLDER)
    assert truths(laid.records) == truths(Records(str(files)))
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0
    kept = (tmp_path / FOLDER / "000002.json").read_bytes()
    assert len(list((tmp_path / FOLDER).glob("*.json"))) == 2
    with RecordStore(store) as held:
        rows = held.conn.execute(
            "SELECT raw FROM resource WHERE patient = (SELECT 'Patient/' || max(id) "
            "FROM resource WHERE type = 'Patient')"
        ).fetchall()
    assert len(rows) > 50
    assert all(bytes(raw) in kept for (raw,) in rows)


def test_files_stay_where_they_are_unless_some_of_their_patients_are_named(
    files: Path, tmp_path: Path
) -> None:
    assert laid_down(Records(str(files)), tmp_path).records == Records(str(files))
    assert not (tmp_path / FOLDER).exists()
    demo = people(files / "demo.json")[0]
    one = laid_down(Records(str(files), patients=(demo.reference,)), tmp_path).records
    assert truths(one) == {demo.reference: truths(Records(str(files)))[demo.reference]}


@pytest.mark.usefixtures("no_leftovers")
def test_the_same_cases_are_measured_on_a_store_as_on_the_files_in_it(
    files: Path, store: Path, tmp_path: Path
) -> None:
    suites = ("chart-questions", "summaries")
    for name in ("files", "store"):
        (tmp_path / name).mkdir()
    found = [
        run(Asked(suites, Records(str(source)), limit=6), tmp_path / name)
        for source, name in ((files, "files"), (store, "store"))
    ]
    for before, after in zip(found[0].suites, found[1].suites, strict=True):
        counts = [{c.id: c.counts for c in ran.cases} for ran in (before, after)]
        assert counts[0] == counts[1]
        assert len(after.cases) == 6
    assert found[0].broken == found[1].broken == 0
    assert found[0].about["records digest"] != found[1].about["records digest"]


@pytest.mark.usefixtures("no_leftovers")
def test_a_run_that_is_resumed_keeps_its_records_and_takes_no_others(
    store: Path, tmp_path: Path
) -> None:
    asked = Asked(("summaries",), Records(str(store)), limit=2)
    first = run(asked, tmp_path)
    kept = {p.name: p.read_bytes() for p in (tmp_path / FOLDER).iterdir()}
    again = run(replace(asked, resume=True), tmp_path)
    assert json.dumps(again.to_json()) == json.dumps(first.to_json())
    assert {p.name: p.read_bytes() for p in (tmp_path / FOLDER).iterdir()} == kept
    others = (Records(str(store), patients=("nora-lindqvist",)), Records("http://127.0.0.1:9/fhir"))
    for records in others:
        with pytest.raises(UsageError, match="another source"):
            run(replace(asked, records=records, resume=True), tmp_path)


@pytest.mark.usefixtures("no_leftovers")
def test_patients_of_a_server_are_pulled_and_their_truth_is_the_servers_bytes(
    server: Any, tmp_path: Path
) -> None:
    found = run(Asked(("chart-questions",), Records(server.base), limit=6), tmp_path)
    assert found.broken == 0
    assert {case.patient for case in found.suites[0].cases} == {
        f"Patient/{bundle(n)['entry'][0]['resource']['id']}" for n in range(2)
    }
    assert sum(case.counts["exact"][0] for case in found.suites[0].cases) >= 5
    held = truths(Records(str(tmp_path / FOLDER)))
    for number in range(2):
        made = [entry["resource"] for entry in bundle(number)["entry"]]
        clinical = {f"{b['resourceType']}/{b['id']}" for b in made if b["resourceType"] in CLINICAL}
        assert clinical <= set(held[f"Patient/{made[0]['id']}"])


def test_of_a_server_only_the_named_patients_are_asked_for(server: Any, tmp_path: Path) -> None:
    own = bundle(1)["entry"][0]["resource"]["id"]
    laid = laid_down(Records(server.base, patients=(own,)), tmp_path)
    assert set(truths(laid.records)) == {f"Patient/{own}"}
    other = bundle(0)["entry"][0]["resource"]["id"]
    assert not server.asked(other)
    with pytest.raises(NoSuchPatient):
        laid_down(Records(server.base, patients=("nobody",)), tmp_path / "other")
    assert not any((tmp_path / "other").iterdir())


@pytest.mark.parametrize("path", ["POST /fhir/Condition/_search", "GET /fhir/Patient/"])
@pytest.mark.usefixtures("no_leftovers")
def test_of_a_server_that_fails_half_way_nothing_is_kept(
    server: Any, tmp_path: Path, path: str
) -> None:
    second = sorted(bundle(n)["entry"][0]["resource"]["id"] for n in range(2))[1]
    answer = server.web.tell
    server.web.tell = lambda asked: (
        (500, {}, b"")
        if second in f"{asked.path} {asked.query} {asked.body!r}"
        and f"{asked.method} {asked.path}".startswith(path)
        else answer(asked)
    )
    with pytest.raises(SourceError):
        run(Asked(("summaries",), Records(server.base)), tmp_path)
    assert not any(tmp_path.iterdir())


@pytest.mark.usefixtures("no_leftovers")
def test_how_much_a_server_kept_back_stands_in_the_report(server: Any, tmp_path: Path) -> None:
    server.fails["POST /fhir/Goal/_search"] = (403, {}, b"")
    found = run(Asked(("summaries",), Records(server.base), limit=1), tmp_path)
    assert int(found.about["kept back by the server"]) >= 1


def test_records_that_cannot_be_laid_down_are_refused(tmp_path: Path, store: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "000001.json").write_text("{}", encoding="utf-8")
    for records, words in (
        (Records(patients=("1",)), "--source"),
        (Records(str(tmp_path / "none.db")), "no such store"),
        (Records(str(store)), "not made by this command"),
    ):
        where = tmp_path if "made" in words else tmp_path / "new"
        with pytest.raises(UsageError, match=words):
            laid_down(records, where)
    with pytest.raises(NoSuchPatient):
        laid_down(Records(str(store), patients=("nobody",)), tmp_path / "third")
    assert not any((tmp_path / "third").iterdir())


def test_a_line_that_is_no_json_stops_no_other_and_is_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("chartside.evals.chart_questions.raw")
    caplog.set_level(logging.WARNING, logger=log.name)  # Inspect, once run, mutes the root
    log.addHandler(caplog.handler)
    rows = [json.dumps(entry["resource"]) for entry in bundle(0)["entry"]]
    good, bad = tmp_path / "good.ndjson", tmp_path / "bad.ndjson"
    good.write_text("\n".join(rows), encoding="utf-8")
    broken = ["{CANARY", "", "[1]", '"x"', '{"resourceType": 5}', *rows, rows[0], "\ud800CANARY"]
    bad.write_bytes("\n".join(broken).encode("utf-8", "surrogatepass"))
    assert truths(Records(str(bad))) == truths(Records(str(good)))
    log.removeHandler(caplog.handler)
    assert "passed over: 2" in caplog.text
    assert "CANARY" not in caplog.text


@pytest.mark.parametrize(
    ("name", "held", "kind"),
    [
        ("cut.json", b'{"resourceType": "Bundle", "entry": [', UsageError),
        ("empty.ndjson", b"", UsageError),
        ("list.json", b"[1]", UsageError),
        ("none.json.gz", b"CANARY", SourceError),
        ("cut.json.gz", b"\x1f\x8b\x08", SourceError),
        ("missing.json", None, UsageError),
    ],
)
def test_a_file_that_holds_no_patient_is_refused(
    tmp_path: Path, name: str, held: bytes | None, kind: type[Exception]
) -> None:
    if held is not None:
        (tmp_path / name).write_bytes(held)
    with pytest.raises(kind) as refused:
        people_of(Records(str(tmp_path / name)))
    assert "CANARY" not in str(refused.value)


def test_addresses_by_which_resources_call_each_other_are_kept(tmp_path: Path) -> None:
    """A Bundle whose references are its own urns, as many exports write them."""
    patient = {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1950-01-02"}
    doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"family": "Osei"}]}
    order = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "intent": "order",
        "authoredOn": "2020-03-04",
        "medicationCodeableConcept": {"text": "furosemide 40 mg"},
        "subject": {"reference": "urn:uuid:5f1c1f0e-0000-4000-8000-000000000001"},
        "requester": {"reference": "urn:uuid:5f1c1f0e-0000-4000-8000-000000000002"},
    }
    entries = [
        {"fullUrl": f"urn:uuid:5f1c1f0e-0000-4000-8000-00000000000{n}", "resource": body}
        for n, body in enumerate((patient, doctor, order), start=1)
    ]
    file = tmp_path / "urns.json"
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    file.write_text(json.dumps(whole, indent=3), encoding="utf-8")
    laid = laid_down(Records(str(file), patients=("p",)), tmp_path / "laid").records
    (person,) = people_of(laid)
    assert [b["id"] for b in person.resources] == ["m"]
    assert person.everything["urn:uuid:5f1c1f0e-0000-4000-8000-000000000002"]["id"] == "d"
    assert truths(laid) == truths(Records(str(file)))


@pytest.mark.usefixtures("no_leftovers")
def test_a_server_that_others_wrote_gives_the_cases_of_its_files(
    shared_data: Path, tmp_path: Path
) -> None:
    bundles = sorted((shared_data / "synthea").rglob("*.json.gz"))[:1]
    if not bundles:
        pytest.skip("no Synthea Bundle beside the checkout")
    serving: Callable[..., Any] = of_fhir("memfhir").serving
    folder = tmp_path / "bundles"
    folder.mkdir()
    (tmp_path / "log").mkdir()
    with serving(shared_data.parent, bundles, folder) as base:
        found = run(Asked(("chart-questions",), Records(base), limit=10), tmp_path / "log")
    assert found.broken == 0
    exact = sum(case.counts["exact"][0] for case in found.suites[0].cases)
    assert exact >= 8


def test_inspect_by_itself_is_told_to_have_a_store_laid_down(store: Path) -> None:
    for source in (str(store), "http://127.0.0.1:9/fhir"):
        with pytest.raises(UsageError, match="lays it down"):
            people_of(Records(source))
