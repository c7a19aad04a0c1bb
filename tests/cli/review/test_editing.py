"""`review edit`: other words for a sentence, checked again at once, under the editor's name."""

from typing import Any

import pytest

BY = ("--identity", "asha", "--passphrase-env", "WARD")


def statements(ward: Any) -> dict[str, Any]:
    return {s.id: s for s in ward.store.draft(ward.draft).statements}


def test_an_edit_is_checked_at_once_and_the_answer_is_shown(run: Any, ward: Any) -> None:
    name = ward.sentence("Potassium")
    ran = run("review", "edit", name, "--text", "Potassium 4.1 mmol/L on 3 November 2026.", *BY)
    assert ran.status == 0
    assert "contradicted by the chart" in ran.out
    assert statements(ward)[name].verdict == "contradicted"


def test_an_edit_makes_a_new_version_and_reopens_the_review(run: Any, ward: Any) -> None:
    name = ward.sentence("hypertension")
    done = run(
        "review", "edit", ward.draft[:6], name, "--text", "She has gout.", "--json", *BY
    ).json
    assert done["version"] == 2
    assert done["statement"]["text"] == "She has gout."
    assert ward.status == "in_review"
    assert [v.by for v in ward.store.versions(ward.draft)][-1] == "asha"


def test_a_sentence_is_taken_out(run: Any, ward: Any) -> None:
    name = ward.sentence("Clear lungs")
    done = run("review", "edit", name, "--remove", "--json", *BY).json
    assert done["statement"] is None
    assert name not in statements(ward)


@pytest.mark.parametrize(
    "words",
    [
        ("s99", "--remove"),
        ("s1",),
        ("s1", "--remove", "--text", "Gout."),
        ("s1", "--text", "  "),
        ("a", "b", "s1", "--remove"),
    ],
)
def test_an_edit_that_says_nothing_clear_changes_nothing(
    run: Any, ward: Any, words: tuple[str, ...]
) -> None:
    before = statements(ward)
    assert run("review", "edit", *words, *BY).status == 2
    assert statements(ward) == before


def test_a_wrong_passphrase_edits_nothing_and_is_audited(
    run: Any, ward: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARD", "not the passphrase")
    ran = run("review", "edit", "s1", "--remove", *BY)
    assert ran.status == 4
    assert "passphrase" in ran.err
    assert ward.store.held(ward.draft).version == 1
    assert "unlock_refused" in run("audit", "show").out


def test_the_only_signer_need_not_be_named(run: Any, ward: Any) -> None:
    run("review", "edit", "s1", "--remove", "--passphrase-env", "WARD")
    assert ward.store.versions(ward.draft)[-1].by == "asha"


def test_without_a_terminal_the_passphrase_has_to_come_from_somewhere(run: Any, ward: Any) -> None:
    ran = run("review", "edit", "s1", "--remove", "--identity", "asha")
    assert ran.status == 2
    assert "--passphrase-env" in ran.err
    assert ward.store.held(ward.draft).version == 1


def test_a_draft_whose_record_has_gone_cannot_be_edited(run: Any, ward: Any) -> None:
    ward.record.unlink()
    ran = run("review", "edit", "s1", "--remove", *BY)
    assert ran.status == 5
    assert "--source" in ran.err


def test_a_sentence_is_given_other_sources_and_keeps_its_words(run: Any, ward: Any) -> None:
    name = ward.sentence("Potassium")
    before = statements(ward)[name]
    done = run("review", "edit", name, "--cite", "Condition/hypertension", "--json", *BY).json
    cited = done["statement"]["citations"]
    assert [c["reference"] for c in cited] == ["Condition/hypertension"]
    assert cited[0]["version"]
    assert done["statement"]["text"] == before.text
    assert done["statement"]["verdict"] != "supported"  # the checker decides


def test_words_and_sources_change_together(run: Any, ward: Any) -> None:
    name = ward.sentence("Potassium")
    words = ("--text", "Essential hypertension.", "--cite", "Condition/hypertension")
    done = run("review", "edit", name, *words, "--json", *BY).json
    assert done["statement"]["verdict"] == "supported"


@pytest.mark.parametrize("words", [("--cite", "Condition/gone"), ("--cite", "x", "--remove")])
def test_a_source_that_is_not_there_changes_nothing(
    run: Any, ward: Any, words: tuple[str, ...]
) -> None:
    before = statements(ward)
    assert run("review", "edit", "s1", *words, *BY).status == 2
    assert statements(ward) == before
