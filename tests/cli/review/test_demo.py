"""`chartside demo`: the main job on the bundled record, with a person and without."""

from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Status
from chartside.signoff import SignoffStore, open_signed, verify
from chartside.signoff.identity import identities

PASSPHRASE = "Zebrastripes over nine hills"
NEXT = "What next?"
FATE = "What shall become of it?"


def store(home: Path) -> SignoffStore:
    return SignoffStore(home / "signoff.db")


def attests_what_is_left(at: Any, until: str) -> None:
    """Answer for each flagged sentence by itself until the terminal says this."""
    while at.child.expect_exact([FATE, until]) == 0:
        at.sees("> ")
        at.types("a")


def makes_a_signer(at: Any) -> None:
    at.sees("Your name, as it stands under a signature")
    at.types("Asha Rao, MD")
    at.sees("Choose a passphrase")
    at.types(PASSPHRASE)
    at.sees("The same again")
    at.types(PASSPHRASE)


def test_without_a_terminal_it_ends_at_the_unsigned_draft_and_says_how_to_sign(
    run: Any, home: Path
) -> None:
    ran = run("demo")
    order = ["UNSIGNED DRAFT", "KEY POINTS", "SOURCES", "EXPORT", "Refused", "TO SIGN IT"]
    places = [ran.out.index(words) for words in order]
    (held,) = store(home).drafts()
    assert ran.status == 0
    assert places == sorted(places)
    assert "not signed" in ran.out.partition("EXPORT")[2]
    assert f"chartside review sign {held.draft.id[:12]}" in ran.out
    assert held.status is Status.DRAFT


def test_the_commands_that_it_prints_work_as_printed(run: Any, home: Path) -> None:
    run("demo")
    (held,) = store(home).drafts()
    shown = run("review", "show", held.draft.id[:12], "--json")
    assert shown.status == 0
    assert shown.err == ""
    assert shown.json["seen"]
    assert run("export", held.draft.id[:12]).status == 4


def test_conflicts_and_what_could_not_be_read_are_shown(run: Any) -> None:
    said = run("demo").out
    assert "penicillin" in said.partition("CONFLICTS IN THE CHART")[2]
    assert "its content is" in said.partition("COULD NOT BE READ")[2]


def test_running_it_twice_works_and_leaves_one_open_draft(run: Any, home: Path) -> None:
    assert run("demo").status == 0
    assert run("demo").status == 0
    assert [h.status for h in store(home).drafts()] == [Status.DRAFT, Status.SUPERSEDED]


def test_a_data_folder_that_cannot_be_written_is_a_sentence(run: Any, home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    ran = run("demo")
    assert ran.status == 5
    assert "Traceback" not in ran.err


def test_a_person_looks_at_a_source_edits_resolves_signs_and_sees_a_whole_chain(
    terminal: Any, home: Path
) -> None:
    at = terminal("demo")
    at.sees("UNSIGNED DRAFT", "KEY POINTS")
    at.answers(NEXT, "l")
    at.answers("Which?", "s1")
    at.sees("source", "version", "date")
    at.answers(NEXT, "e")
    at.answers("Which sentence?", "s2")
    at.sees("Correct the sentence", "> ")
    at.types("\x15Potassium 4.1 mmol/L on 3 November 2026.")  # Ctrl-U: away with the old words
    makes_a_signer(at)
    at.sees("Checked again", "contradicted by the chart")
    at.answers(NEXT, "f")
    at.sees("Conflicts in the chart".upper(), "s2", "contradicted by the chart")
    at.answers(FATE, "r")
    at.sees("s2 was taken out")
    attests_what_is_left(at, NEXT)
    at.sees("> ")
    at.types("s")
    at.sees("a shows all")
    at.types("a")
    at.answers("What does your signature mean?", "r")
    at.sees("Passphrase for demo")
    at.types(PASSPHRASE)
    at.sees("as reviewer by Asha Rao, MD", str(home / "documents"), "chain verified")
    status, _ = at.ends()
    (held,) = store(home).drafts()
    assert status == 0
    assert "s2" not in {s.id for s in open_signed(store(home), held.draft.id).draft.statements}
    assert verify(store(home)).ok


def test_passphrases_that_differ_or_are_too_easy_make_no_signer(terminal: Any, home: Path) -> None:
    at = terminal("demo")
    at.answers(NEXT, "d")
    at.answers("Why?", "Only a look.")
    at.sees("Your name")
    at.types("")
    at.sees("Choose a passphrase")
    at.types(PASSPHRASE)
    at.sees("The same again")
    at.types("something else entirely")
    at.sees("The two differ", "Choose a passphrase")
    at.types("aaaaaaaa")
    at.sees("The same again")
    at.types("aaaaaaaa")
    at.sees("too easy to guess")
    assert not (home / "identities").exists()
    at.sees("Choose a passphrase")  # and not the name again: a passphrase there would be shown
    at.types(PASSPHRASE)
    at.sees("The same again")
    at.types(PASSPHRASE)
    assert at.ends()[0] == 0
    (signer,) = identities(home / "identities")
    assert signer.name == "Demo Clinician"
    assert [h.status for h in store(home).drafts()] == [Status.DECLINED]


@pytest.mark.parametrize(("leave", "status"), [("quits", 0), ("interrupts", 130), ("leaves", 0)])
def test_leaving_in_the_middle_keeps_the_draft_unsigned(
    terminal: Any, home: Path, leave: str, status: int
) -> None:
    at = terminal("demo")
    at.sees(NEXT, "> ")
    at.types("q") if leave == "quits" else getattr(at, leave)()
    ended, said = at.ends()
    (held,) = store(home).drafts()
    assert ended == status
    assert said.index("identity create me") < said.index(f"review sign {held.draft.id[:12]}")
    assert held.status is Status.DRAFT
    assert not (home / "identities").exists()


def test_an_edit_that_was_broken_off_is_said_to_be_lost(terminal: Any, home: Path) -> None:
    at = terminal("demo")
    at.answers(NEXT, "e")
    at.answers("Which sentence?", "s2")
    at.sees("Correct the sentence", "> ")
    at.child.send("half a sentence")
    at.sees("half a sentence")  # on the screen: whoever waits for keys can now be interrupted
    at.interrupts()
    status, said = at.ends()
    assert status == 130
    assert "kept, unsigned, as it was written. What was being typed is lost." in " ".join(
        said.split()
    )
    assert store(home).drafts()[0].version == 1


def test_a_sentence_that_was_emptied_is_taken_out_only_when_the_person_says_so(
    terminal: Any, home: Path
) -> None:
    at = terminal("demo")
    for answer in ("n", "y"):
        at.answers(NEXT, "e")
        at.answers("Which sentence?", "s2")
        at.sees("Correct the sentence", "> ")
        at.types("\x15")
        at.answers("Take s2 out?", answer)
    makes_a_signer(at)
    at.sees("s2 was taken out")
    at.answers(NEXT, "q")
    assert "with 1 edit" in at.ends()[1]
    assert "s2" not in {s.id for s in store(home).drafts()[0].draft.statements}


def test_whoever_stops_reading_is_told_what_a_signature_needs(terminal: Any) -> None:
    at = terminal("demo", size=(24, 80))
    at.answers(NEXT, "s")
    at.sees("q stops")
    at.types("q")
    at.sees("read to its", "Nothing was signed")
    at.answers(NEXT, "q")
    assert at.ends()[0] == 0


def test_several_sources_are_read_a_screen_at_a_time(terminal: Any) -> None:
    at = terminal("demo", size=(16, 80))
    at.answers(NEXT, "l")
    at.answers("Which?", "s1")
    at.sees("more line", "q stops")
    at.types("q")
    at.answers(NEXT, "q")
    assert at.ends()[0] == 0
