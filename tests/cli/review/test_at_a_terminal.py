"""Signing with a person at a terminal: everything is shown, nothing is answered for them."""

from pathlib import Path
from typing import Any

import pytest

from chartside.signoff import open_signed, verify

PASSPHRASE = "Zebrastripes over nine hills"
BY = ("--identity", "asha", "--passphrase-env", "WARD")
FATE = "What shall become of it?"


def edited(run: Any, name: str, text: str) -> None:
    assert run("review", "edit", name, "--text", text, *BY).status == 0


def test_a_person_reads_says_what_it_means_types_the_passphrase_and_has_signed(
    terminal: Any, ward: Any
) -> None:
    at = terminal("review", "sign")
    at.sees("UNSIGNED DRAFT", "KEY POINTS", "SOURCES", "about to sign version 1")
    at.answers("What does your signature mean?", "r")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    at.sees("as reviewer by Asha Rao, MD")
    assert PASSPHRASE not in at.child.before
    at.sees("chain verified")
    assert at.ends()[0] == 0
    assert ward.status == "signed"
    assert len(list(ward.here.documents.glob("*.md"))) == 1


def test_three_wrong_passphrases_sign_nothing(terminal: Any, ward: Any) -> None:
    at = terminal("review", "sign", "--meaning", "author")
    for _ in range(3):
        at.sees("Passphrase for asha")
        at.types("not the passphrase")
    status, said = at.ends()
    assert status == 4
    assert "does not open identity asha" in said
    assert ward.status == "in_review"


def test_a_contradicted_sentence_is_edited_or_taken_out_never_attested(
    run: Any, terminal: Any, ward: Any
) -> None:
    name = ward.sentence("Potassium")
    edited(run, name, "Potassium 4.1 mmol/L on 3 November 2026.")
    at = terminal("review", "sign")
    at.sees("1 flagged sentence to deal with", name, "contradicted by the chart")
    at.answers(FATE, "a")
    at.sees("Type one of e, r, l, d, q")
    at.types("r")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    at.sees(f"{name} was taken out", "about to sign version 3")
    at.answers("What does your signature mean?", "q")
    assert at.ends()[0] == 4
    assert name not in {s.id for s in ward.store.draft(ward.draft).statements}


def test_a_sentence_taken_out_while_signing_is_said_and_the_rest_can_be_signed(
    run: Any, terminal: Any, ward: Any
) -> None:
    name = ward.sentence("Potassium")
    edited(run, name, "Potassium 4.1 mmol/L on 3 November 2026.")
    at = terminal("review", "sign")
    at.answers(FATE, "r")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    at.sees("Changed since you read it", f"{name} was taken out")
    at.answers("What does your signature mean?", "r")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    at.sees("chain verified")
    assert at.ends()[0] == 0
    assert ward.status == "signed"


def test_each_unsupported_sentence_is_asked_about_by_itself_and_nothing_is_ticked(
    run: Any, terminal: Any, ward: Any
) -> None:
    names = [s.id for s in ward.store.draft(ward.draft).statements][-2:]
    for name in names:
        edited(run, name, "She takes pleasure in gardening.")
    at = terminal("review", "sign")
    at.sees("2 flagged sentences", names[0])
    at.answers(FATE, "")
    at.sees("Type one of")
    at.types("a")
    at.sees(f"You answer for {names[0]}", "1 flagged sentence to deal with", names[1])
    at.answers(FATE, "l")
    at.sees("source", "version")
    at.answers(FATE, "a")
    at.answers("What does your signature mean?", "a")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    at.sees("chain verified")
    assert at.ends()[0] == 0
    assert ward.status == "signed"


def test_a_changed_chart_is_told_before_anything_is_signed(terminal: Any, ward: Any) -> None:
    text = ward.record.read_text(encoding="utf-8")
    ward.record.write_text(text.replace('"value": 5.9', '"value": 4.9'), encoding="utf-8")
    at = terminal("review", "sign")
    at.sees("The chart changed since this draft was checked", "Observation/potassium changed")
    at.sees("It was checked again", "> ")
    at.leaves()
    assert at.ends()[0] == 4


@pytest.mark.parametrize("step", ["What does your signature mean?", "Passphrase for asha"])
def test_ctrl_c_signs_nothing_and_loses_nothing(
    run: Any, terminal: Any, ward: Any, step: str
) -> None:
    edited(run, ward.sentence("hypertension"), "Essential hypertension.")
    words = ["--meaning", "review"] if step.startswith("Passphrase") else []
    attested = ward.store.draft(ward.draft)
    at = terminal("review", "sign", *words)
    for _ in [s for s in attested.statements if s.verdict != "supported"]:
        at.answers(FATE, "a")
    at.sees(step)
    if not words:  # a passphrase is not echoed; here the echo says that keys are waited for
        at.child.send("zz")
        at.sees("zz")
    at.interrupts()
    status, said = at.ends()
    assert status == 130
    assert "edits are kept" in said
    assert f"review sign {ward.draft[:12]}" in " ".join(said.split())
    assert ward.store.draft(ward.draft) == attested
    assert verify(ward.store).ok


def test_the_end_of_the_input_signs_nothing(terminal: Any, ward: Any) -> None:
    at = terminal("review", "sign")
    at.sees("What does your signature mean?", "> ")
    at.leaves()
    status, said = at.ends()
    assert status == 4
    assert "not signed" in said
    assert ward.status == "in_review"


def test_whoever_stops_reading_has_not_signed(terminal: Any, ward: Any) -> None:
    at = terminal("review", "sign", size=(12, 80))
    at.sees("q stops")
    at.types("q")
    assert at.ends()[0] == 4
    assert ward.status == "in_review"


def test_a_sentence_is_corrected_in_place(terminal: Any, ward: Any) -> None:
    name = ward.sentence("hypertension")
    at = terminal("review", "edit", name)
    at.sees("Correct the sentence", "> ")
    at.child.send("\x01")  # to the start of the line: what stands there is kept
    at.types("Known: ")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    assert at.ends()[0] == 0
    text = next(s.text for s in ward.store.draft(ward.draft).statements if s.id == name)
    assert text.startswith("Known: ")
    assert "hypertension" in text


def test_a_draft_is_declined_at_the_terminal(terminal: Any, ward: Any) -> None:
    at = terminal("review", "decline")
    at.answers("Why?", "Written for another visit.")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    assert at.ends()[0] == 0
    assert ward.status == "declined"


def test_declining_is_offered_where_signing_is_and_takes_a_reason_and_no_more(
    terminal: Any, ward: Any
) -> None:
    at = terminal("review", "sign")
    at.answers("What does your signature mean?", "d")
    at.answers("Why?", "written from the wrong visit")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    at.sees("The draft is declined")
    assert at.ends()[0] == 0
    assert ward.status == "declined"


def test_who_thinks_better_of_declining_is_asked_again(terminal: Any, ward: Any) -> None:
    at = terminal("review", "sign")
    at.answers("What does your signature mean?", "d")
    at.answers("Why?", "")
    at.answers("What does your signature mean?", "q")
    assert at.ends()[0] == 4
    assert ward.status == "in_review"


@pytest.mark.usefixtures("own_policy")
def test_each_warning_that_the_site_says_is_asked_about_by_itself(
    run: Any, terminal: Any, ward: Any
) -> None:
    said = [s.id for s in ward.store.draft(ward.draft).statements if "otassium" in s.text]
    for name in said:
        assert run("review", "edit", name, "--remove", *BY).status == 0
    warned = ward.store.draft(ward.draft).omissions
    assert warned
    at = terminal("review", "sign", "--meaning", "review")
    for omission in warned:
        at.sees(omission.text[:30])
        at.answers("Have you taken note of this warning?", "")
        at.sees("Type one of k, d, q")
        at.types("k")
    at.sees("Passphrase for asha")
    at.types(PASSPHRASE)
    assert at.ends()[0] == 0
    signed = open_signed(ward.store, ward.draft)
    assert signed.acknowledged == tuple(f"o{n}" for n in range(1, len(warned) + 1))


@pytest.fixture
def own_policy(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that wants every warning acknowledged."""
    shipped = (root / "signoff" / "policy.toml").read_text(encoding="utf-8")
    own = tmp_path / "policy.toml"
    own.write_text(shipped.replace('from = "none"', 'from = "low"'), encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_POLICY", str(own))
