"""A progress note from a dictation, signed: what leaves names only what a server can have."""

import json
from pathlib import Path
from typing import Any

SAID = "She denies chest pain. Blood pressure is 142 over 80."


def test_a_signed_note_names_no_resource_that_no_server_has(
    run: Any, ward: Any, tmp_path: Path
) -> None:
    file = tmp_path / "said.txt"
    file.write_text(SAID, encoding="utf-8")
    by = ("--identity", "asha", "--passphrase-env", "WARD")
    draft = run("summarize", ward.record, "--kind", "progress", "--from", file, "--json").json
    seen = run("review", "show", draft["id"], "--json").json["seen"]
    words = ("--seen", seen, "--meaning", "approve", "--json", *by)
    done = run("review", "sign", draft["id"], *words)
    assert done.status == 0, done.err
    bundle = run("export", draft["id"], "--format", "fhir").json
    assert "DocumentReference/dictation-" not in json.dumps(bundle)
    (provenance,) = [
        e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Provenance"
    ]
    assert "What was dictated, in the signed bytes" in json.dumps(provenance["entity"])
    assert "142 over 80" in run("export", draft["id"], "--format", "md").out
