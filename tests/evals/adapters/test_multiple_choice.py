"""Questions with options: files read, answers understood, a model graded."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.evals.adapters import medmcqa, medqa, pubmedqa
from chartside.evals.adapters.multiple_choice.parsing import chosen
from chartside.evals.adapters.multiple_choice.reading import read_questions
from chartside.evals.adapters.multiple_choice.samples import by_article
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)


def _forms() -> Any:
    place = Path(__file__).with_name("answer_forms.py")
    found = importlib.util.spec_from_file_location("answer_forms", place)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


FORMS = _forms()
ROW = {
    "question": "Which?",
    "options": {"A": "this", "B": "that", "C": "both", "D": "neither"},
    "answer_idx": "B",
    "meta_info": "step1",
}
MCQ = {
    "id": "q1",
    "question": "Which?",
    **dict(zip(("opa", "opb", "opc", "opd"), "wxyz", strict=True)),
    "cop": 4,
    "subject_name": "Anatomy",
}


def written(place: Path, *rows: Any) -> Path:
    text = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    place.write_text("\n".join(text), encoding="utf-8")
    return place


def folder(place: Path, name: str) -> Path:
    made = place / name
    made.mkdir()
    return made


@pytest.mark.parametrize(("said", "options", "meant"), FORMS.SEEN)
def test_a_form_that_the_parser_was_built_on(said: str, options: Any, meant: str | None) -> None:
    assert chosen(said, options) == meant


@pytest.mark.parametrize(("said", "options", "meant"), FORMS.HELD_OUT)
def test_a_form_that_was_put_aside(said: str, options: Any, meant: str | None) -> None:
    assert chosen(said, options) == meant


@pytest.mark.parametrize(("said", "options", "meant"), FORMS.LATER)
def test_a_form_that_came_later(said: str, options: Any, meant: str | None) -> None:
    assert chosen(said, options) == meant


def test_a_hostile_answer_is_read_in_no_time() -> None:
    said = "Final Answer: " * 20_000 + "(" * 50_000
    assert chosen(said, FORMS.DRUGS) is None


def test_rows_that_cannot_be_asked_are_set_aside_and_counted(tmp_path: Path) -> None:
    asked = read_questions(
        written(
            tmp_path / "q.jsonl",
            ROW,
            "{not json",
            {**ROW, "question": ""},
            {**ROW, "answer_idx": "E"},
            {**ROW, "options": ["this", "that"]},
            "x" * 5_000_000,
        ),
        medqa.understood,
    )
    assert [q.right for q in asked.cases] == ["B"]
    assert asked.cases[0].listed == "(A) this (B) that (C) both (D) neither"
    assert asked.aside == {
        "rows that are no JSON object, or far too long": 2,
        "rows without question": 1,
        "rows whose right option is none of theirs": 1,
        "rows without options": 1,
    }


def test_a_file_without_a_question_says_what_is_wrong_and_nothing_of_what_it_holds(
    tmp_path: Path,
) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"question": "caf\xe9"}')
    for place, why in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.jsonl", "no such file"),
        (tmp_path / "latin.jsonl", "UTF-8"),
        (written(tmp_path / "empty.jsonl", ""), "it is empty"),
        (written(tmp_path / "secret.jsonl", {"question": "Ann Smith"}), "1 rows without options"),
    ):
        with pytest.raises(UsageError, match=why) as wrong:
            read_questions(place, medqa.understood)
        assert "Ann" not in str(wrong.value)


def test_options_that_count_from_zero_are_told_from_those_that_count_from_one(
    tmp_path: Path,
) -> None:
    ones = medmcqa.read(written(tmp_path / "authors.json", MCQ, {**MCQ, "id": "q2", "cop": 1}))
    assert [q.right for q in ones.cases] == ["D", "A"]
    rows = ({**MCQ, "cop": 3}, {**MCQ, "id": "q2", "cop": "0"}, {**MCQ, "id": "q3", "cop": -1})
    zeros = medmcqa.read(written(tmp_path / "copy.json", *rows))
    assert [q.right for q in zeros.cases] == ["D", "A"]
    assert zeros.aside == {"rows without a right option": 1}
    with pytest.raises(UsageError, match="counted from 0 or from 1"):
        medmcqa.read(written(tmp_path / "few.json", {**MCQ, "cop": 2}))
    with pytest.raises(UsageError, match="0 in some rows and 4 in others"):
        medmcqa.read(written(tmp_path / "both.json", MCQ, {**MCQ, "cop": 0}))


def test_an_id_that_stands_twice_is_asked_once(tmp_path: Path) -> None:
    asked = medmcqa.read(written(tmp_path / "twice.json", MCQ, MCQ))
    assert len(asked.cases) == 1
    assert asked.aside == {"rows with an id that another has": 1}


def test_the_published_test_set_is_the_one_of_the_ground_truth(tmp_path: Path) -> None:
    asked = pubmedqa.read(by_article())
    assert len(asked.cases) == 4
    assert len(pubmedqa.read(by_article() / "ori_pqal.json").cases) == 5
    first = asked.cases[0]
    assert first.text.endswith("diabetes clinic?")
    assert "reduced missed visits" not in first.text  # the conclusion would give it away
    assert first.listed == "(A) yes (B) no (C) maybe"
    with pytest.raises(UsageError, match=r"test_ground_truth\.json"):
        pubmedqa.read(tmp_path)


def test_an_article_of_the_test_set_without_a_question_is_set_aside(tmp_path: Path) -> None:
    written(tmp_path / "ori_pqal.json", {"1": {"QUESTION": "Does it?", "CONTEXTS": ["It did."]}})
    written(tmp_path / "test_ground_truth.json", {"1": "yes", "2": "no"})
    asked = pubmedqa.read(tmp_path)
    assert [(q.id, q.right) for q in asked.cases] == [("1", "A")]
    assert asked.aside == {"rows without QUESTION": 1}


@pytest.mark.usefixtures("no_leftovers")
@pytest.mark.parametrize(
    ("name", "right", "of"), [("medqa", 2, 6), ("medmcqa", 1, 6), ("pubmedqa", 1, 4)]
)
def test_a_model_is_asked_in_the_published_form_and_graded_by_its_option(
    name: str, right: int, of: int, model_server: Callable[..., Any], tmp_path: Path
) -> None:
    served = model_server("<unused94>thought\nSecond.<unused95>Final Answer: (B)")
    ran = run(Asked((name,), reasoner=served.reasoner), tmp_path).suites[0]
    assert ran.sample
    assert sum(c.counts["right"][0] for c in ran.cases) == right
    assert sum(c.counts["parsed"][0] for c in ran.cases) == len(ran.cases) == of
    asked = served.asked[0]
    told = asked["messages"][0]["content"]
    assert told.startswith("SYSTEM INSTRUCTION: think silently if needed.")
    assert "(A) " in told.splitlines()[-1]
    assert (asked["max_tokens"], asked["temperature"]) == (10_000, 0)


@pytest.mark.usefixtures("no_leftovers")
def test_what_chooses_nothing_is_wrong_and_counted_apart_from_what_failed(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    vague = model_server("It depends on the patient.")
    ran = run(Asked(("medqa",), reasoner=vague.reasoner, limit=2), folder(tmp_path, "a")).suites[0]
    assert [c.counts for c in ran.cases] == [{"right": (0, 1), "parsed": (0, 1)}] * 2
    cut = model_server("<unused94>thought\nLet me think")
    ran = run(Asked(("medqa",), reasoner=cut.reasoner, limit=2), folder(tmp_path, "b")).suites[0]
    assert [c.counts for c in ran.cases] == [{"right": (0, 1)}] * 2
    assert ran.failed == {"truncated": 2}
    half = model_server("The drug is one that")
    half.finish = "length"
    ran = run(Asked(("medqa",), reasoner=half.reasoner, limit=1), folder(tmp_path, "c")).suites[0]
    assert ran.failed == {"truncated": 1}


@pytest.mark.usefixtures("no_leftovers")
def test_set_aside_rows_are_said_in_the_report(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    place = written(tmp_path / "q.jsonl", ROW, {**ROW, "question": None})
    served = model_server("B")
    asked = Asked(("medqa",), reasoner=served.reasoner, data={"medqa": str(place)})
    ran = run(asked, folder(tmp_path, "logs")).suites[0]
    assert not ran.sample
    assert ran.set_aside == {"rows without question": 1}
    assert [c.kind for c in ran.cases] == ["step1"]
