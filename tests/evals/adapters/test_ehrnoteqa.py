"""EHRNoteQA: its file read, notes that do not fit cut, choices graded, open answers judged."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.evals.adapters.notes.samples import ehrnote_sample
from chartside.evals.adapters.notes.summaries_asked import Asked as Case
from chartside.evals.adapters.notes.summaries_asked import asked_of, fitted
from chartside.evals.reports.report import figures
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ehrnote_sample().read_text().splitlines()]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[list[Any]], str]:
    def write(held: list[Any]) -> str:
        path = tmp_path / "EHRNoteQA_processed.jsonl"
        lines = [one if isinstance(one, str) else json.dumps(one) for one in held]
        path.write_text("\n".join(lines))
        return str(path)

    return write


def case_asked_in(prompt: str) -> Case:
    return next(case for case in asked_of("").cases if case.question in prompt)


def test_a_file_or_the_folder_that_has_it_is_read(
    written: Callable[[list[Any]], str],
) -> None:
    path = written(rows())
    for named in (path, str(Path(path).parent)):
        held = asked_of(named)
        assert [len(case.notes) for case in held.cases] == [2, 1, 2, 1, 1, 3]
        assert held.cases[0].expected == "Metoprolol, because of a slow heart rate"
        assert not held.aside


def test_bad_rows_are_set_aside_and_counted(written: Callable[[list[Any]], str]) -> None:
    held = rows()
    held[1]["answer"] = "F"
    del held[2]["choice_E"]
    held[3]["patient_id"] = held[0]["patient_id"]
    found = asked_of(written([*held, "{not json", "[1, 2]", "[" * 5000]))
    assert [case.id for case in found.cases] == ["1", "5", "6"]
    assert found.aside == {
        "rows whose answer is none of the letters A to E": 1,
        "rows without a question or one of its five choices": 1,
        "rows with an id that another has": 1,
        "rows that are no JSON object, or far too long": 3,
    }


def test_the_published_file_has_no_notes_and_the_message_says_what_writes_them(
    written: Callable[[list[Any]], str],
) -> None:
    bare = [{k: v for k, v in row.items() if not k.startswith("note_")} for row in rows()]
    with pytest.raises(UsageError, match="preprocessing first") as refused:
        asked_of(written(bare))
    assert "Metoprolol" not in str(refused.value)


@pytest.mark.parametrize("octets", [b"", b"\xff\xfe\x00", b"null"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(octets)
    with pytest.raises(UsageError, match=r"x\.jsonl"):
        asked_of(str(path))
    with pytest.raises(UsageError, match="no such file"):
        asked_of(str(tmp_path / "none.jsonl"))


def test_notes_that_fit_are_whole_and_of_others_the_longest_is_cut_first() -> None:
    text, whole = fitted(["a" * 10, "b" * 10], 20)
    assert whole
    assert (
        text
        == f"[note 1 start]\n{'a' * 10}\n[note 1 end]\n\n[note 2 start]\n{'b' * 10}\n[note 2 end]"
    )
    text, whole = fitted(["a" * 10, "b" * 500, "c" * 400], 210)
    assert not whole
    assert [text.count(letter * 10) for letter in "a"] == [1]
    assert ("b" * 100 in text, "b" * 101 in text) == (True, False)
    assert ("c" * 100 in text, "c" * 101 in text) == (True, False)
    assert text.count("cut off") == 2


def test_without_a_judge_only_choices_are_asked(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    def answer(prompt: str) -> str:
        case = case_asked_in(prompt)
        if case.id == "1":
            return "I cannot tell."
        letter = "A" if case.id == "2" else case.right
        return f"<unused94>thought\nA or B?<unused95>It says so.\n\n**Final Answer: ({letter})**"

    served = model_server(answer)
    ran = run(Asked(("ehrnoteqa",), reasoner=served.reasoner), tmp_path).suites[0]
    assert (len(ran.cases), ran.crashed, ran.unscored, ran.sample) == (6, 0, 0, True)
    told = {m.name: figures(ran, m)["all"] for m in ran.measures}
    assert (told["right"]["hits"], told["right"]["out_of"]) == (4, 6)
    assert (told["told"]["hits"], told["told"]["out_of"]) == (5, 6)
    assert (told["whole"]["hits"], told["whole"]["out_of"]) == (6, 6)
    assert told["judged-right"]["out_of"] == 0
    first = next(asked for asked in served.prompts if "Metoprolol, because" in asked)
    assert "[note 2 start]" in first
    assert "B. Metoprolol, because of a slow heart rate" in first


def test_open_answers_are_judged_and_a_judge_without_a_verdict_leaves_them_ungraded(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    def answer(prompt: str) -> str:
        case = case_asked_in(prompt)
        assert "A." in prompt or case.expected not in prompt.replace("\n", " ")
        return "Final Answer: (B)" if "Choices:" in prompt else f"answer {case.id}"

    def verdict(prompt: str) -> str:
        if "answer 6" in prompt:
            return "I would rather not."
        agrees = "answer 1" in prompt or "answer 2" in prompt
        return json.dumps({"reason": "as it says", "agrees": agrees})

    served, judge = model_server(answer), model_server(verdict)
    asked = Asked(("ehrnoteqa",), reasoner=served.reasoner, judge=judge.reasoner)
    ran = run(asked, tmp_path).suites[0]
    told = {m.name: figures(ran, m)["all"] for m in ran.measures}
    assert (told["judged-right"]["hits"], told["judged-right"]["out_of"]) == (2, 5)
    assert (ran.unscored, ran.crashed) == (1, 0)
    assert told["right"]["out_of"] == 6
    assert len(served.asked) == 12
    wrong = next(case for case in ran.cases if case.id == "3/open")
    assert wrong.worst[0]["said"] == "answer 3"


def test_a_model_that_fails_is_wrong_and_its_code_is_kept(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    served = model_server(lambda _: "")
    served.status = 400
    ran = run(Asked(("ehrnoteqa",), reasoner=served.reasoner, limit=2), tmp_path).suites[0]
    assert ran.failed == {"endpoint": 2}
    assert [case.counts["right"] for case in ran.cases] == [(0, 1)] * 2


def test_it_is_not_run_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="asks a model"):
        run(Asked(("ehrnoteqa",)), tmp_path)
