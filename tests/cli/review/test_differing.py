"""`review show --diff`: the author's own text beside what people made of it."""

from dataclasses import replace
from typing import Any

import pytest

BY = ("--identity", "asha", "--passphrase-env", "WARD")


def edited(run: Any, ward: Any, text: str) -> str:
    name = ward.sentence("Potassium")
    assert run("review", "edit", name, "--text", text, *BY).status == 0
    return name


def test_each_change_is_shown_word_for_word_with_who_made_it(run: Any, ward: Any) -> None:
    name = edited(run, ward, "Potassium was measured on 3 November 2026.")
    ran = run("review", "show", "--diff")
    assert ran.status == 0
    flat = " ".join(ran.out.split())
    assert f"{name} Potassium [-" in flat
    assert "{+was measured" in flat
    assert "1 " in flat
    assert "written by the extractive author" in flat
    assert "edited by asha" in flat


def test_the_two_texts_and_every_version_are_there_as_json(run: Any, ward: Any) -> None:
    before = next(s.text for s in ward.store.draft(ward.draft).statements if "Potassium" in s.text)
    name = edited(run, ward, "Potassium was measured on 3 November 2026.")
    said = run("review", "show", "--diff", "--json").json
    (change,) = said["changes"]
    assert (change["statement"], change["before"]) == (name, before)
    assert change["after"] == "Potassium was measured on 3 November 2026."
    assert change["words_changed"] == said["words_changed"] > 0
    assert [v["origin"] for v in said["versions"]] == ["author", "edit"]


@pytest.mark.usefixtures("ward")
def test_a_draft_that_nobody_changed_says_so(run: Any) -> None:
    assert "0 words changed" in run("review", "show", "--diff").out


def test_drafts_that_took_each_others_place_can_be_followed_both_ways(run: Any, ward: Any) -> None:
    ward.store.propose(replace(ward.store.draft(ward.draft), id="later"))
    old = run("review", "show", ward.draft, "--diff", "--json").json
    new = run("review", "show", "later", "--diff", "--json").json
    assert (old["status"], old["superseded_by"]) == ("superseded", "later")
    assert new["supersedes"] == [ward.draft]
    assert "took the place of draft" in run("review", "show", "later", "--diff").out


@pytest.mark.usefixtures("ward")
def test_a_difference_is_of_the_whole_draft(run: Any) -> None:
    assert run("review", "show", "--diff", "--sentence", "s1").status == 2
