"""`chartside eval judge`: a judge held against people, as a script sees it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.evals.judging.trusted import trust


@pytest.fixture
def judging(model_server: Callable[..., Any]) -> Callable[..., Any]:
    """Starts a model that says true where the answer holds what is expected."""

    def start(*, silent_on: str = "") -> Any:
        def says(prompt: str) -> str:
            line = next(one for one in prompt.splitlines() if one.startswith('{"question"'))
            data = json.loads(line)
            if silent_on and data["answer"] == silent_on:
                return "Hm."
            ok = data["expected"] in data["answer"]
            return json.dumps({"reason": "Looked for it.", "agrees": ok})

        return model_server(says, "judge-7b")

    return start


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Two people on twelve answers; the judge is fooled by the last two."""
    said = [("4.1 mmol/L", True)] * 5 + [("It was 5.0.", False)] * 5 + [("not 4.1", False)] * 2
    rows = [
        {"id": n, "question": "K?", "expected": "4.1", "answer": a, "label": ok, "rater": rater}
        for n, (a, ok) in enumerate(said)
        for rater in ("ab", "cd")
    ]
    place = tmp_path / "labels.jsonl"
    place.write_text("\n".join(json.dumps(row) for row in rows) + "\n{oops\n", encoding="utf-8")
    return place


def test_a_judge_is_held_against_people_and_the_audit_is_laid_down(
    run: Callable[..., Any], judging: Callable[..., Any], labels: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "audit"
    words = ("eval", "judge", labels, "--judge", judging().reasoner, "--log-dir", folder)
    told = run(*words, "--parallel", 4, "--json")
    assert told.status == 0
    assert (told.json["cases"], told.json["labels"]) == (12, 24)
    assert told.json["set_aside"] == {"rows that are no JSON object, or far too long": 1}
    (block,) = told.json["kinds"]
    agreed, specificity = block["figures"]["agreed"], block["figures"]["specificity"]
    assert (agreed["hits"], agreed["out_of"], agreed["groups"]) == (20, 24, 12)
    assert (specificity["hits"], specificity["out_of"]) == (10, 14)
    assert block["kappa"]["value"] == pytest.approx(0.676, abs=0.001)
    low, high = block["kappa"]["interval"]
    assert low < block["kappa"]["value"] <= high
    assert block["between_people"][0]["kappa"]["value"] == 1
    assert told.json["by"] == ["judge-7b (judge_agrees 1)"]
    assert folder.stat().st_mode & 0o077 == 0  # the page holds what was judged
    assert {one.name for one in folder.iterdir()} == {
        "judge-audit.json",
        "judge-audit.md",
        "judge-audit.html",
    }
    assert "not 4.1" in (folder / "judge-audit.html").read_text(encoding="utf-8")
    assert "not 4.1" not in (folder / "judge-audit.md").read_text(encoding="utf-8")
    shown = run(*words)
    assert "20 of 24" in shown.out
    assert "ab and cd" in shown.out


def test_a_bound_on_kappa_is_held_by_the_lower_end_of_its_interval(
    run: Callable[..., Any], judging: Callable[..., Any], labels: Path, tmp_path: Path
) -> None:
    words = ("eval", "judge", labels, "--judge", judging().reasoner, "--log-dir", tmp_path / "a")
    assert run(*words, "--least-kappa", 0.05).status == 0
    assert run(*words, "--least-kappa", 0.67).status == 4  # kappa itself is above


def test_a_case_without_a_verdict_is_in_no_count_and_ends_with_its_own_status(
    run: Callable[..., Any], judging: Callable[..., Any], labels: Path, tmp_path: Path
) -> None:
    judge = judging(silent_on="not 4.1")
    told = run("eval", "judge", labels, "--judge", judge.reasoner, "--log-dir", tmp_path, "--json")
    assert told.status == 5
    assert told.json["failed"] == {"off-schema": 2}
    agreed = told.json["kinds"][0]["figures"]["agreed"]
    assert (agreed["hits"], agreed["out_of"]) == (20, 20)


def test_what_cannot_be_audited_is_refused(
    run: Callable[..., Any], labels: Path, tmp_path: Path
) -> None:
    judge = ("--judge", "http://127.0.0.1:9/v1#m")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    for words in (
        (tmp_path / "none.jsonl", *judge),
        (tmp_path, *judge),
        (empty, *judge),
        (labels, "--judge", "extractive"),
        (labels,),
    ):
        assert run("eval", "judge", *words).status == 2


def test_a_report_can_say_in_a_line_how_far_its_judge_was_met_by_people(
    run: Callable[..., Any], judging: Callable[..., Any], labels: Path, tmp_path: Path
) -> None:
    named = judging().reasoner
    folder = tmp_path / "a"
    assert run("eval", "judge", labels, "--judge", named, "--log-dir", folder).status == 0
    told = trust(folder, named)
    assert told.startswith("agrees: met 20 of 24 labels of people, kappa 0.68 (")
    with pytest.raises(UsageError, match="another judge"):
        trust(folder, "http://127.0.0.1:9/v1#m")
    with pytest.raises(UsageError, match="is not an audit"):
        trust(labels, named)
