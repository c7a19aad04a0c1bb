"""`review decline`, `amend` and `retract`."""

import asyncio
from typing import Any

import pytest

from chartside.agent.assistant import Assistant
from chartside.fhir.record import open_record

BY = ("--identity", "asha", "--passphrase-env", "WARD")


@pytest.fixture
def signed(run: Any, ward: Any) -> Any:
    """The ward with its draft signed."""
    seen = run("review", "show", "--json").json["seen"]
    assert run("review", "sign", "--seen", seen, "--meaning", "review", *BY).status == 0
    return ward


def test_a_draft_is_declined_with_a_reason_and_its_run_ends(run: Any, ward: Any) -> None:
    done = run("review", "decline", "--reason", "Written for another visit.", "--json", *BY)
    assert done.json["status"] == "declined"
    assert done.json["identity"] == "asha"
    assistant = Assistant(open_record(ward.record), settings=ward.here)
    assert asyncio.run(assistant.pending()) == ()


def test_a_draft_whose_record_has_gone_can_still_be_declined(run: Any, ward: Any) -> None:
    ward.record.unlink()
    assert run("review", "decline", "--reason", "No longer needed.", *BY).status == 0
    assert ward.status == "declined"


@pytest.mark.parametrize("reason", [(), ("--reason", " ")])
def test_nothing_is_declined_without_a_reason(run: Any, ward: Any, reason: tuple[str, ...]) -> None:
    assert run("review", "decline", *reason, *BY).status == 2
    assert ward.status == "draft"


def test_what_is_declined_cannot_be_signed(run: Any, ward: Any) -> None:
    run("review", "decline", "--reason", "Wrong.", *BY)
    words = ("--seen", "0" * 64, "--meaning", "review")
    ran = run("review", "sign", ward.draft, *words, *BY)
    assert ran.status == 4
    assert "declined" in ran.err


def test_an_amendment_stands_beside_the_document_until_it_is_signed(run: Any, signed: Any) -> None:
    fresh = run("review", "amend", "--json", *BY).json
    assert fresh["amends"] == signed.draft
    assert signed.status == "signed"
    edit = ("edit", fresh["draft"], "s1", "--text", "Essential hypertension.")
    assert run("review", *edit, *BY).status == 0
    shown = run("review", "show", fresh["draft"], "--json").json
    attested = [
        s["id"]
        for section in shown["draft"]["sections"]
        for s in section["statements"]
        if s["verdict"] != "supported"
    ]
    each = [word for name in attested for word in ("--attest", name)]
    words = ("--seen", shown["seen"], "--meaning", "author", *each)
    done = run("review", "sign", fresh["draft"], *words, "--json", *BY)
    assert done.status == 0, done.err
    assert signed.status == "amended"
    assert done.json["document"] != ""


def test_the_document_and_its_amendment_are_told_apart_by_what_is_done(
    run: Any, signed: Any
) -> None:
    fresh = run("review", "amend", "--json", *BY).json["draft"]
    start = signed.draft[:8]
    assert run("review", "edit", start, "s1", "--remove", "--json", *BY).json["draft"] == fresh
    assert run("review", "retract", start, "--reason", "Wrong.", "--json", *BY).json["draft"] == (
        signed.draft
    )


def test_a_retracted_document_leaves_no_more(run: Any, signed: Any) -> None:
    done = run("review", "retract", "--reason", "Wrong patient.", *BY)
    assert done.status == 0
    assert "withdrawn" in done.out
    assert run("export", signed.draft).status == 4
    assert run("export", signed.draft).out == ""


def test_a_retracted_document_is_read_marked_with_what_followed(run: Any, signed: Any) -> None:
    run("review", "retract", "--reason", "Wrong patient.", *BY)
    shown = run("review", "show", signed.draft)
    assert shown.status == 0
    assert "RETRACTED" in shown.out
    assert "Reason: Wrong patient." in " ".join(shown.out.split())
    assert "cannot leave" not in shown.err
    held = run("review", "show", signed.draft, "--json").json
    assert held["draft"]["status"] == "retracted"
    assert "**RETRACTED.**" in held["markdown"]
    assert held["seen"] is None


def amended(run: Any, signed: Any) -> str:
    """The id of an amendment that was signed."""
    fresh: str = run("review", "amend", signed.draft, "--json", *BY).json["draft"]
    seen = run("review", "show", fresh, "--json").json
    attest = [
        word
        for section in seen["draft"]["sections"]
        for s in section["statements"]
        if s["verdict"] != "supported"
        for word in ("--attest", s["id"])
    ]
    words = ("--seen", seen["seen"], "--meaning", "review", *attest)
    assert run("review", "sign", fresh, *words, *BY).status == 0
    return fresh


def test_a_full_id_means_that_document_and_its_beginning_the_one_that_stands(
    run: Any, signed: Any
) -> None:
    fresh = amended(run, signed)
    old = run("review", "show", signed.draft, "--json")
    assert (old.json["draft"]["id"], old.json["draft"]["status"]) == (signed.draft, "amended")
    assert old.json["superseded_by"] == fresh
    assert old.err == ""
    refused = run("export", signed.draft)
    assert refused.status == 4
    assert f"export {fresh}" in refused.err
    short = run("export", signed.draft[:8])
    assert short.status == 0
    assert f"this is {fresh}" in short.err


def test_of_a_document_and_its_open_amendment_the_beginning_means_the_newest(
    run: Any, signed: Any
) -> None:
    fresh = run("review", "amend", signed.draft, "--json", *BY).json["draft"]
    ran = run("review", "show", signed.draft[:8], "--json")
    assert ran.json["draft"]["id"] == fresh
    assert f"this is {fresh}" in ran.err
    assert run("review", "show", signed.draft, "--json").json["draft"]["id"] == signed.draft


def test_what_was_never_signed_cannot_be_amended_and_the_refusal_says_so(
    run: Any, ward: Any
) -> None:
    run("summarize", ward.record)
    ran = run("review", "amend", ward.draft, *BY)
    assert ran.status == 4
    assert "is superseded, and only a signed document that stands can be amended" in ran.err
    assert "leave" not in ran.err


def test_only_a_signed_document_is_amended_or_retracted(run: Any, ward: Any) -> None:
    assert run("review", "amend", ward.draft, *BY).status == 4
    assert run("review", "retract", ward.draft, "--reason", "Wrong.", *BY).status == 4
    assert ward.status == "draft"
