"""Whoever gets a document can check its signature with what the page tells, and nothing of ours."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.signoff import Signed, retract, to_fhir, to_fhir_document, to_markdown
from chartside.signoff.exporting.retraction import open_retraction, retraction_fhir

NEEDED = ("cryptography", "cffi", "_cffi_backend*")
Check = Callable[[dict[str, Any]], "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def script(root: Path) -> str:
    """The script as it stands in the documents."""
    page = (root / "docs" / "signoff.md").read_text(encoding="utf-8")
    (found,) = re.findall(r'write_text\("""\n(import base64.*?)"""\)', page, re.DOTALL)
    return str(found)


@pytest.fixture
def check(script: str, tmp_path: Path, ward: Any) -> Check:
    """The documented command in an interpreter that has `cryptography` and no Chartside."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for name in NEEDED:
        for found in Path(sysconfig.get_path("platlib")).glob(name):
            (packages / found.name).symlink_to(found)
    (tmp_path / "check.py").write_text(script, encoding="utf-8")
    who = ward.signer.identity
    signers = {"identities": [{"who": who.who, "public_key": who.public_key}]}
    (tmp_path / "signers.json").write_text(json.dumps(signers), encoding="utf-8")

    def run(bundle: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
        (tmp_path / "note.json").write_text(json.dumps(bundle), encoding="utf-8")
        clean = [sys.executable, "-S"]
        env = {"PYTHONPATH": str(packages), "PYTHONUTF8": "1"}
        probe = [*clean, "-c", "import cryptography, chartside"]
        absent = subprocess.run(
            probe, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert "No module named 'chartside'" in absent.stderr
        command = [*clean, "check.py", "note.json", "signers.json"]
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("way", [to_fhir, to_fhir_document])
def test_the_documented_command_verifies_an_exported_document(
    check: Check, plain: Signed, way: Any
) -> None:
    done = check(way(plain))
    assert (done.returncode, done.stderr) == (0, "")
    assert "The signature of Dr. Meredith Grey holds: review at 2026-03-02" in done.stdout


def test_the_documented_command_verifies_a_retraction(
    check: Check, plain: Signed, ward: Any
) -> None:
    retract(ward.store, plain.draft.id, ward.signer, reason="Of another patient")
    done = check(retraction_fhir(open_retraction(ward.store, plain.draft.id)))
    assert (done.returncode, done.stderr) == (0, "")
    assert "holds: retract at" in done.stdout


def test_the_documented_command_refuses_a_text_that_came_along_and_was_not_signed(
    check: Check, plain: Signed
) -> None:
    bundle = to_fhir(plain)
    content = bundle["entry"][0]["resource"]["content"][0]["attachment"]
    content["data"] = base64.b64encode(b"HbA1c 9.9 %").decode()
    done = check(bundle)
    assert done.returncode != 0
    assert "not the one that was signed" in done.stderr
    assert "holds" not in done.stdout


def test_the_hash_of_an_exported_markdown_file_stands_under_the_signature(plain: Signed) -> None:
    held = json.loads(plain.payload)["basis"]["rendering"]["sha256"]
    assert hashlib.sha256(to_markdown(plain).encode()).hexdigest() == held


def test_the_documented_command_prints_the_sentences_that_were_signed(
    check: Check, plain: Signed
) -> None:
    bundle = to_fhir_document(plain)
    section = bundle["entry"][0]["resource"]["section"][1]
    section["text"]["div"] = section["text"]["div"].replace("7.2 %", "9.9 %")
    assert "9.9 %" in section["text"]["div"]
    done = check(bundle)
    assert done.returncode == 0
    assert "7.2 %" in done.stdout
    assert "9.9 %" not in done.stdout


def _other_text(bundle: dict[str, Any]) -> None:
    binary = bundle["entry"][1]["resource"]["contained"][2]
    assert binary["resourceType"] == "Binary"
    text = base64.b64decode(binary["data"])
    changed = text.replace(b"7.2 %", b"9.9 %")
    assert changed != text
    binary["data"] = base64.b64encode(changed).decode()


def _other_signature(bundle: dict[str, Any]) -> None:
    signature = bundle["entry"][1]["resource"]["signature"][0]
    signature["data"] = signature["data"][:-8] + "QUJDRA=="


@pytest.mark.parametrize("alter", [_other_text, _other_signature])
def test_the_documented_command_refuses_what_was_altered(
    check: Check, plain: Signed, alter: Any
) -> None:
    bundle = to_fhir(plain)
    alter(bundle)
    done = check(bundle)
    assert done.returncode != 0
    assert "InvalidSignature" in done.stderr
    assert "holds" not in done.stdout
