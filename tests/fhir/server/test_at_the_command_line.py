"""Commands whose SOURCE is the URL of a FHIR server."""

import json
from pathlib import Path
from typing import Any

import pytest

from chartside.cli import main
from chartside.errors import UsageError
from chartside.fhir.record import open_record
from chartside.fhir.store import RecordStore
from chartside.settings import settings
from chartside.signoff import SignoffStore

TOKEN = "CANARY-TOKEN"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `chartside WORDS` in this process; gives status and both outputs."""
    monkeypatch.setenv("CHARTSIDE_FHIR_TOKEN", TOKEN)

    def command(*words: object) -> tuple[Any, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        assert TOKEN not in said.out + said.err
        return ended.value.code, said.out, said.err

    return command


@pytest.fixture
def server(fhir_server: Any, make: Any) -> Any:
    patient = {"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17", "gender": "male"}
    fhir_server.put(patient, make.lab("a", 5.25), make.problem("gout", "gout"))
    fhir_server.put(make.order("m", "metformin 500 mg"), {**patient, "id": "2"})
    return fhir_server


def test_a_chart_is_shown_from_a_server_with_the_token_of_the_environment(
    run: Any, server: Any
) -> None:
    status, out, _ = run("chart", server.base, "--patient", "1", "--json")
    assert status == 0
    assert {entry["reference"] for entry in json.loads(out)["entries"]} >= {"Observation/a"}
    assert {asked.key for asked in server.web.asked} == {f"Bearer {TOKEN}"}


def test_a_server_with_several_patients_wants_one_named(run: Any, server: Any) -> None:
    status, _, err = run("chart", server.base)
    assert status == 5
    assert "--patient" in err


def test_a_search_is_answered_by_the_server_itself(run: Any, server: Any) -> None:
    status, out, _ = run("search", server.base, "Observation?patient=1", "--json")
    assert status == 0
    assert '"value":5.25' in out.replace(" ", "")
    assert server.asked("Observation/_search")
    assert run("search", server.base, "Observation?patient=1")[0] == 0
    server.ignores = frozenset({"code"})
    status, _, err = run("search", server.base, "Observation?patient=1&code=2345-7")
    assert status == 5
    assert "ignored" in err
    assert run("search", server.base, "Observation?nonsense=1")[0] == 2


def test_a_draft_remembers_the_server_and_is_opened_again_from_there(run: Any, server: Any) -> None:
    status, out, err = run("summarize", f"{server.base}/", "--patient", "1", "--json")
    assert status == 0, err
    draft = json.loads(out)["id"]
    here = settings()
    held = SignoffStore(here.signoff, anchor=here.anchor).held(draft)
    assert held.source == server.base
    status, out, _ = run("review", "show", draft)
    assert status == 0
    assert "gout" in out


def test_one_patient_of_a_server_is_kept_up_to_date_in_a_store(
    run: Any, server: Any, make: Any, tmp_path: Path
) -> None:
    store = tmp_path / "one.db"
    words = ("ingest", server.base, "--patient", "1", "--store", store, "--json")
    status, out, _ = run(*words)
    first = json.loads(out)
    assert (status, first["resources"], first["removed"]) == (0, 4, 0)
    server.put(make.lab("b", 6))
    server.delete("Condition/gout")
    status, out, _ = run(*words)
    later = json.loads(out)
    assert (later["changed"], later["removed"]) == (1, 1)
    with RecordStore(store) as held:
        assert {e.reference for e in held.open_chart("1").entries} >= {"Observation/b"}
    status, out, _ = run("ingest", server.base, "--patient", "1", "--store", store)
    assert "0 new or changed, 0 gone" in out


@pytest.mark.parametrize(
    "words",
    [
        ("chart", "http://ehr.example/fhir"),
        ("chart", "https://user:secret@ehr.example/fhir"),
        ("chart", "https://169.254.169.254/fhir"),
        ("chart", "https://ehr.example/fhir?x=1"),
        ("ingest", "demo.json", "--patient", "1", "--store", "x.db"),
        ("ingest", "https://ehr.example", "--patient", "1", "--group", "g", "--store", "x.db"),
        (
            "ingest",
            "https://ehr.example",
            "--patient",
            "1",
            "--types",
            "Nothing",
            "--store",
            "x.db",
        ),
    ],
)
def test_an_address_or_option_that_makes_no_sense_is_a_usage_error(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(*words)
    assert status == 2
    assert "secret" not in err


def test_a_server_stands_alone(server: Any) -> None:
    with pytest.raises(UsageError, match="alone"):
        open_record([server.base, "file.json"])
