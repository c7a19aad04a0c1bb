"""`chartside ingest URL`: a store is filled from a server, and what came is told."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chartside.cli import main
from chartside.fhir.store import RecordStore


class Said:
    def __init__(self, status: object, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def ingest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    def command(*words: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(["ingest", *words, "--store", str(tmp_path / "record.db")])
        said = capsys.readouterr()
        assert "Canary" not in said.out + said.err
        assert "canary" not in said.out + said.err
        return Said(ended.value.code, said.out, said.err)

    return command


def test_a_store_is_filled_from_a_server_and_then_with_what_changed(
    peer: Any, ingest: Any, tmp_path: Path
) -> None:
    first = ingest(peer.base)
    assert (first.status, first.err) == (0, "")
    assert "3 resources from 2 files" in first.out
    assert f"everything, up to {peer.time}" in first.out
    with RecordStore(tmp_path / "record.db") as store:
        assert store.patients() == ("Patient/p1",)
    peer.exports(deleted=[peer.gone("Observation/k1")])
    second = ingest(peer.base)
    assert f"what changed since {peer.time}" in second.out
    assert "1 resource deleted on the server left the store" in second.out


def test_what_came_is_told_as_json(peer: Any, ingest: Any) -> None:
    peer.exports(("Patient", peer.lines(peer.patient(1), b"{")), errors=[peer.outcome("not-found")])
    said = json.loads(ingest(peer.base, "--json").out)
    assert said["resources"] == 1
    assert said["transaction_time"] == peer.time
    assert said["problems"] == {"error/not-found": 1}
    assert [aside["line"] for aside in said["set_aside"]] == [2]


def test_what_was_set_aside_and_what_the_server_could_not_export_is_named(
    peer: Any, ingest: Any
) -> None:
    peer.exports(("Patient", peer.lines(peer.patient(1), b"{")), errors=[peer.outcome("not-found")])
    said = ingest(peer.base, "--validate")
    assert "The server reports 1 x error/not-found" in said.err
    assert "Not all came" in said.err
    assert "Patient 1:2: " in said.err
    assert "Kept, not valid FHIR: 0 resources" in said.err


def test_a_group_types_and_a_time_are_passed_on(peer: Any, ingest: Any) -> None:
    options = ("--group", "g1", "--types", "Patient,Condition", "--types", "Observation?code=a,b")
    assert ingest(peer.base, *options, "--since", "2026-11-01T00:00:00Z").status == 0
    (asked,) = peer.of("$export")
    assert asked.path.startswith("/fhir/Group/g1/$export?")
    assert asked.query == [
        ("_since", "2026-11-01T00:00:00+00:00"),
        ("_type", "Condition,Observation,Patient"),
        ("_typeFilter", "Observation?code=a,b"),
    ]
    ingest(peer.base, "--since", "start")
    assert peer.of("$export")[1].query == []


def test_the_token_of_the_environment_authorises_and_is_told_to_nobody_else(
    peer: Any, ingest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_FHIR_TOKEN", "canary-token")
    assert ingest(peer.base).status == 0
    assert {one.token for one in peer.asked} == {"Bearer canary-token"}
    peer.first("$export", peer.said(403, peer.outcome("forbidden")))
    refused = ingest(peer.base)
    assert refused.status == 5
    assert refused.err.strip().endswith("forbidden: forbidden (HTTP 403) [fhir-server]")


def test_a_registration_of_the_environment_authorises(
    peer: Any, ingest: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHARTSIDE_FHIR_CLIENT", str(tmp_path / "none.toml"))
    refused = ingest(peer.base)
    assert (refused.status, peer.asked) == (2, [])
    assert "the registration of the client cannot be read" in refused.err


def test_files_on_another_server_are_read_where_the_command_allows_it(
    peers: Any, peer: Any, ingest: Any
) -> None:
    bucket = peers()
    peer.exports(requiresAccessToken=False)
    peer.manifest["output"] = [bucket.add("Patient", peer.lines(peer.patient(1)))]
    refused = ingest(peer.base)
    assert refused.status == 2
    assert bucket.url in refused.err
    assert ingest(peer.base, "--files-from", bucket.url).status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("http://127.0.0.1:1/fhir", "http://127.0.0.1:2/fhir"),
        ("http://127.0.0.1:1/fhir", "."),
        (".", "--group", "g"),
        (".", "--types", "Patient"),
        (".", "--since", "start"),
        ("http://127.0.0.1:1/fhir", "--since", "yesterday"),
        ("http://127.0.0.1:1/fhir", "--since", "2026-11-01"),
        ("http://127.0.0.1:1/fhir", "--types", "Patients"),
        ("http://127.0.0.1:1/fhir", "--group", "a/b"),
        ("http://ehr.example/fhir",),
        ("https://user:canary@ehr.example/fhir",),
        ("https://ehr.example/fhir?key=canary",),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(ingest: Any, words: tuple[str, ...]) -> None:
    assert ingest(*words).status == 2


def test_what_a_server_says_of_its_progress_is_shown_as_it_is_and_obeyed_by_nothing(
    peer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")  # as on a terminal
    monkeypatch.setenv("COLUMNS", "200")
    progress = "[/red]40% [bold]{task.id}"
    peer.first("/status", *[peer.said(202, headers={"X-Progress": progress, "Retry-After": "1"})])
    program = "from chartside.cli import main; import sys; main(sys.argv[1:])"
    words = ["ingest", peer.base, "--store", str(tmp_path / "record.db")]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, check=True, timeout=120
    )
    assert b"[/red]40% [bold]" in done.stderr
    assert b"{task.id}" in done.stderr


def test_a_server_that_does_not_answer_is_said_to_be_unreachable(ingest: Any) -> None:
    refused = ingest("http://127.0.0.1:1/fhir")
    assert refused.status == 5
    assert "unreachable" in refused.err
