"""`review sign` in a script: everything a signature binds is named, or it is refused."""

from pathlib import Path
from typing import Any

import pytest

from chartside.signoff import verify

BY = ("--identity", "asha", "--passphrase-env", "WARD")


def seen(run: Any) -> str:
    held: str = run("review", "show", "--json").json["seen"]
    return held


def edited(run: Any, name: str, text: str) -> None:
    assert run("review", "edit", name, "--text", text, *BY).status == 0


def test_what_was_read_is_signed_filed_and_in_a_whole_chain(run: Any, ward: Any) -> None:
    done = run("review", "sign", "--seen", seen(run), "--meaning", "review", "--json", *BY)
    assert done.status == 0
    assert ward.status == "signed"
    document = Path(done.json["document"])
    assert document.parent == ward.here.documents
    assert "Asha Rao, MD" in document.read_text(encoding="utf-8")
    assert done.json["audit"]["ok"] is True
    assert verify(ward.store).ok


def test_the_run_ends_with_the_signature(run: Any, ward: Any) -> None:
    run("review", "sign", "--seen", seen(run), "--meaning", "author", *BY)
    resumed = run("summarize", ward.record, "--resume", ward.draft[:8])
    assert resumed.status == 2


def test_a_person_reads_where_the_document_lies_and_that_the_chain_was_verified(
    run: Any, ward: Any
) -> None:
    said = run("review", "sign", "--seen", seen(run), "--meaning", "approve", *BY).out
    assert str(ward.here.documents) in said
    assert "chain verified" in said


def test_nobody_signs_what_they_have_not_read(run: Any, ward: Any) -> None:
    ran = run("review", "sign", "--meaning", "review", *BY)
    assert ran.status == 4
    assert "--seen" in ran.err
    assert ward.status == "draft"


def test_a_version_that_was_not_the_one_read_is_refused(run: Any, ward: Any) -> None:
    before = seen(run)
    edited(run, ward.sentence("hypertension"), "Essential hypertension.")
    ran = run("review", "sign", "--seen", before, "--meaning", "review", *BY)
    assert ran.status == 4
    assert "not the version that was read" in ran.err


def test_a_signature_without_a_meaning_is_refused(run: Any, ward: Any) -> None:
    ran = run("review", "sign", "--seen", seen(run), *BY)
    assert ran.status == 2
    assert "--meaning" in ran.err
    assert ward.status == "in_review"


def test_a_contradicted_sentence_blocks_even_when_it_is_attested(run: Any, ward: Any) -> None:
    name = ward.sentence("Potassium")
    edited(run, name, "Potassium 4.1 mmol/L on 3 November 2026.")
    words = ("--seen", seen(run), "--meaning", "review", "--attest", name)
    ran = run("review", "sign", *words, *BY)
    assert ran.status == 4
    assert "contradicted" in ran.err
    assert name in ran.err


def test_each_unsupported_sentence_is_attested_by_its_own_id(run: Any, ward: Any) -> None:
    names = [s.id for s in ward.store.draft(ward.draft).statements][-2:]
    for name in names:
        edited(run, name, "She takes pleasure in gardening.")
    words = ("--seen", seen(run), "--meaning", "review")
    refused = run("review", "sign", *words, "--attest", names[0], *BY)
    assert refused.status == 4
    assert names[1] in refused.err
    each = (word for name in names for word in ("--attest", name))
    done = run("review", "sign", *words, *each, "--json", *BY)
    assert done.json["attested"] == names


def test_a_chart_that_changed_under_the_draft_has_to_be_read_again(run: Any, ward: Any) -> None:
    before = seen(run)
    text = ward.record.read_text(encoding="utf-8")
    ward.record.write_text(text.replace('"female"', '"other"'), encoding="utf-8")
    ran = run("review", "sign", "--seen", before, "--meaning", "review", *BY)
    assert ran.status == 4
    assert "chart changed" in ran.err
    again = run("review", "sign", "--seen", seen(run), "--meaning", "review", *BY)
    assert again.status == 0


def test_a_wrong_passphrase_signs_nothing(
    run: Any, ward: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_ = seen(run)
    monkeypatch.setenv("WARD", "not the passphrase")
    assert run("review", "sign", "--seen", hash_, "--meaning", "review", *BY).status == 4
    assert ward.status == "in_review"


def test_signing_twice_in_the_same_words_signs_once(run: Any, ward: Any) -> None:
    words = ("--seen", seen(run), "--meaning", "review", "--json", *BY)
    first = run("review", "sign", ward.draft, *words).json
    second = run("review", "sign", ward.draft, *words).json
    assert first["decision"] == second["decision"]
    assert first["document"] == second["document"]


@pytest.mark.parametrize("option", ["--attest", "--accept", "--reject", "--acknowledge"])
def test_an_id_that_nothing_in_the_draft_has_is_a_slip_and_nothing_is_signed(
    run: Any, ward: Any, option: str
) -> None:
    words = ("--seen", seen(run), "--meaning", "review", option, "nothing-9", *BY)
    ran = run("review", "sign", *words)
    assert ran.status == 2
    assert option in ran.err
    assert "nothing-9" in ran.err
    assert ward.status == "in_review"


def test_a_supported_sentence_needs_nobody_to_answer_for_it(run: Any, ward: Any) -> None:
    name = ward.sentence("hypertension")
    words = ("--seen", seen(run), "--meaning", "review", "--attest", name, *BY)
    ran = run("review", "sign", *words)
    assert ran.status == 2
    assert f"no flagged sentence {name}" in ran.err
    assert ward.status == "in_review"


def test_who_attested_what_a_colleague_has_put_right_since_is_told_to_read_again(
    run: Any, ward: Any
) -> None:
    name = ward.sentence("hypertension")
    edited(run, name, "She takes pleasure in gardening.")
    before = seen(run)
    edited(run, name, "Essential hypertension.")
    ran = run("review", "sign", "--seen", before, "--meaning", "review", "--attest", name, *BY)
    assert ran.status == 4
    assert "not the version that was read" in ran.err
