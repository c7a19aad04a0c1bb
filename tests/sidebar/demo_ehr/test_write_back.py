"""What is signed with Chartside is sent into this record system, by the program itself."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chartside.demo import record_json

SCOPE = "launch patient/*.rs patient/DocumentReference.cu patient/Provenance.c patient/AuditEvent.c"


@pytest.mark.slow
def test_a_signed_document_is_written_once_and_withdrawn_when_it_is_retracted(
    app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = app.granted(scope=SCOPE)["access_token"]
    for name, value in {
        "CHARTSIDE_HOME": str(tmp_path / "home"),
        "CHARTSIDE_WRITE_BACK": app.ehr.base,
        "CHARTSIDE_WRITE_BACK_TOKEN": token,
        "PASSPHRASE": "correct horse battery",
    }.items():
        monkeypatch.setenv(name, value)
    source = tmp_path / "demo.json"
    source.write_bytes(record_json())

    def chartside(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "from chartside.cli import main; main()", *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    who = ("--identity", "okafor", "--passphrase-env", "PASSPHRASE")
    named = ("--name", "Adaeze Okafor", "--role", "physician", "--passphrase-env", "PASSPHRASE")
    chartside("identity", "create", "okafor", *named)
    asked = ("--patient", "nora-lindqvist", "--kind", "patient", "--json")
    draft = json.loads(chartside("summarize", str(source), *asked))["id"]
    seen = json.loads(chartside("review", "show", draft, "--json"))["seen"]
    chartside("review", "sign", draft, *who, "--seen", seen, "--meaning", "author")

    before = {one["id"] for one in app.ehr.records.of_kind("DocumentReference")}
    (sent,) = json.loads(chartside("outbox", "send", "--json"))["outbox"]
    assert sent["state"] == "sent"
    assert all(sent["marks"].values())
    chartside("outbox", "send", "--json")
    made = [r for r in app.ehr.records.of_kind("DocumentReference") if r["id"] not in before]
    assert [(one["status"], one["docStatus"]) for one in made] == [("current", "final")]
    assert app.ehr.records.patient_of("Provenance", sent["written"]["Provenance"].split("/")[1])

    chartside("review", "retract", draft, *who, "--reason", "wrong")
    (told,) = json.loads(chartside("outbox", "send", "--json"))["outbox"]
    assert told["written"][f"DocumentReference/{made[0]['id']}"] == "entered-in-error"
    held = app.fhir(token, "GET", f"DocumentReference/{made[0]['id']}").json()
    assert held["status"] == "entered-in-error"
