"""Only a signed document leaves, and it is noted before it does."""

import base64
import hashlib
import json
import os
import pwd
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from chartside.signoff import open_signed, to_fhir, to_fhir_document, to_markdown

PASSPHRASE = "Zebrastripes over nine hills"


def events_of(run: Any, event: str) -> list[dict[str, Any]]:
    events = run("audit", "show", "--json").json["events"]
    return [e for e in events if e["event"] == event]


def exported(run: Any) -> list[str]:
    return [e["detail"] for e in events_of(run, "exported")]


def test_an_unsigned_draft_is_refused_and_told_how_to_be_signed(
    run: Any, desk: Any, tmp_path: Path
) -> None:
    ran = run("export", desk.unsigned, "--format", "md", "--out", tmp_path / "x.md")
    assert (ran.status, ran.out) == (4, "")
    assert "review sign d4af7002" in ran.err
    assert not (tmp_path / "x.md").exists()
    assert exported(run) == []


def test_a_signed_document_is_what_the_gate_gives(run: Any, desk: Any) -> None:
    signed = open_signed(desk.store, desk.signed)
    assert run("export", desk.signed).out == to_markdown(signed)
    assert json.loads(run("export", desk.signed, "--format", "fhir").out) == to_fhir(signed)
    assert exported(run) == ["md", "fhir"]


def test_a_document_goes_to_the_file_that_is_named(run: Any, desk: Any, tmp_path: Path) -> None:
    ran = run("export", desk.signed, "--out", tmp_path / "x.md")
    assert (ran.status, ran.out) == (0, "")
    assert (tmp_path / "x.md").read_text(encoding="utf-8") == run("export", desk.signed).out


def test_a_pipe_that_is_named_gets_the_document_and_stays_a_pipe(
    run: Any, desk: Any, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)
        ran = run("export", desk.signed, "--out", pipe)
        assert (ran.status, pipe.is_fifo()) == (0, True)
        assert read.result(timeout=60).decode() == run("export", desk.signed).out


def test_a_link_that_is_named_stays_and_the_document_lies_where_it_points(
    run: Any, desk: Any, tmp_path: Path
) -> None:
    link, there = tmp_path / "latest.md", tmp_path / "there.md"
    link.symlink_to(there)
    assert run("export", desk.signed, "--out", link).status == 0
    assert link.is_symlink()
    assert there.read_text(encoding="utf-8") == run("export", desk.signed).out


def test_the_beginning_of_an_id_is_enough_when_only_one_draft_begins_so(
    run: Any, desk: Any
) -> None:
    assert run("export", "5169").out == run("export", desk.signed).out
    assert run("export", "d4af").status == 4


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("given", ["5", "ffff0000", "5169ed01x", "no id at all", "%"])
def test_an_id_that_names_no_draft_is_refused(run: Any, given: str) -> None:
    ran = run("export", given)
    assert (ran.status, ran.out) == (2, "")
    assert "draft" in ran.err


@pytest.mark.parametrize(("format_", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_paper_goes_to_a_file_or_into_one_object(
    run: Any, desk: Any, tmp_path: Path, format_: str, begins: bytes
) -> None:
    place = tmp_path / f"x.{format_}"
    assert run("export", desk.signed, "--format", format_, "--out", place).status == 0
    assert place.read_bytes().startswith(begins)
    held = run("export", desk.signed, "--format", format_, "--json").json
    assert (held["format"], held["encoding"]) == (format_, "base64")
    assert base64.b64decode(held["content"]) == place.read_bytes()
    assert exported(run) == [format_, format_]


def test_the_paper_can_be_of_another_size(run: Any, desk: Any, tmp_path: Path) -> None:
    sizes = set()
    for size in ("a4", "us-letter"):
        place = tmp_path / f"{size}.pdf"
        run("export", desk.signed, "--format", "pdf", "--paper", size, "--out", place)
        with pypdfium2.PdfDocument(place) as document:
            sizes.add(tuple(map(round, document[0].get_size())))
    assert sizes == {(595, 842), (612, 792)}


def test_a_fhir_document_is_a_bundle_with_a_composition(run: Any, desk: Any) -> None:
    held = json.loads(run("export", desk.signed, "--format", "fhir-document").out)
    assert held == to_fhir_document(open_signed(desk.store, desk.signed))
    assert exported(run) == ["fhir-document"]


def test_a_place_that_cannot_be_written_is_refused_before_the_export_is_noted(
    run: Any, desk: Any, tmp_path: Path
) -> None:
    for place in (tmp_path, tmp_path / "nowhere" / "x.md"):
        assert run("export", desk.signed, "--out", place).status == 2
    assert exported(run) == []


def test_a_retracted_document_does_not_leave(run: Any, desk: Any) -> None:
    with desk.store.write() as tx:
        tx.run("UPDATE drafts SET status = 'retracted' WHERE id = ?", desk.signed)
    ran = run("export", desk.signed)
    assert (ran.status, ran.out) == (4, "")
    assert "retracted" in ran.err


def test_without_any_draft_the_command_says_how_one_is_made(run: Any, home: Path) -> None:
    ran = run("export", "5169ed01")
    assert ran.status == 2
    assert "summarize" in ran.err
    assert not home.exists()


def test_with_json_the_document_is_a_field_of_one_object(run: Any, desk: Any) -> None:
    signed = open_signed(desk.store, desk.signed)
    held = run("export", desk.signed, "--json").json
    assert held["content"] == to_markdown(signed)
    assert (held["id"], held["kind"], held["status"]) == (desk.signed, "summary", "signed")
    assert held["format"] == "md"
    fhir = run("export", desk.signed, "--format", "fhir", "--json").json
    assert fhir["content"] == to_fhir(signed)
    assert exported(run) == ["md", "fhir"]


def test_with_json_and_a_file_the_object_names_the_file(
    run: Any, desk: Any, tmp_path: Path
) -> None:
    ran = run("export", desk.signed, "--json", "--out", tmp_path / "x.md")
    assert ran.json["path"] == str(tmp_path / "x.md")
    assert "content" not in ran.json
    assert ran.err == ""
    assert (tmp_path / "x.md").is_file()


def test_who_exports_and_who_reads_is_the_account_of_the_system_whatever_the_environment_says(
    run: Any, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    run("export", desk.signed)
    run("review", "show", desk.signed)
    here = f"account:{pwd.getpwuid(os.geteuid()).pw_name}"
    for event in ("exported", "viewed"):
        said = events_of(run, event)[-1]
        assert (said["who"], "key_id" in said) == (here, False)


def test_who_exports_by_passphrase_is_named_with_their_key(
    run: Any, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("export", desk.signed, "--identity", "asha", "--passphrase-env", "WORDS")
    monkeypatch.setenv("WORDS", "not these")
    ran = run(*asked)
    assert (ran.status, ran.out) == (4, "")
    assert exported(run) == []
    monkeypatch.setenv("WORDS", PASSPHRASE)
    assert run(*asked).status == 0
    (said,) = events_of(run, "exported")
    assert (said["who"], said["name"], said["auth_method"]) == (
        *("asha", "Asha Rao, MD", "local passphrase"),
    )
    signed = open_signed(desk.store, desk.signed)
    assert said["key_id"] == signed.row.key_id
    assert run("audit", "verify").status == 0


@pytest.mark.parametrize("form", ["md", "fhir", "fhir-document", "docx", "pdf"])
def test_a_file_in_hand_is_what_the_document_gives_and_one_changed_byte_is_not(
    run: Any, desk: Any, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "in-hand"
    sized = ("--paper", "us-letter") if form in {"docx", "pdf"} else ()
    run("export", desk.signed, "--format", form, "--out", file, *sized)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert [e["document_sha256"] for e in events_of(run, "exported")] == [digest]
    said = run("export", desk.signed, "--check", file, "--json").json
    assert said["recognised"] == ("signed" if form == "md" else "derived")
    assert (said["format"].split()[0], said["stands"], said["signer"]) == (form, True, "asha")
    assert len(said["exports"]) == 1
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    ran = run("export", desk.signed, "--check", file)
    assert (ran.status, ran.out) == (4, "")
    assert exported(run) == [form]


def test_a_file_that_left_before_the_document_was_withdrawn_is_known_and_stands_no_more(
    run: Any, desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.docx"
    run("export", desk.signed, "--format", "docx", "--out", file)
    monkeypatch.setenv("WORDS", PASSPHRASE)
    who = ("--identity", "asha", "--passphrase-env", "WORDS")
    assert run("review", "retract", desk.signed, "--reason", "Wrong patient.", *who).status == 0
    ran = run("export", desk.signed, "--check", file, "--json")
    assert ran.status == 4
    assert (ran.json["recognised"], ran.json["stands"]) == ("exported", False)
    assert "stand any more" in ran.err


def test_a_file_is_not_compared_with_a_document_that_nobody_signed(
    run: Any, desk: Any, tmp_path: Path
) -> None:
    file = tmp_path / "x.md"
    file.write_text("# Summary\n", encoding="utf-8")
    assert run("export", desk.unsigned, "--check", file).status == 4
    assert run("export", desk.signed, "--check", tmp_path / "none").status == 2
