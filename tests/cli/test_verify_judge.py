"""`verify --judge`: a model's opinion beside what cannot be checked, and nothing more."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NOTE = "DocumentReference/letter-cardiology-2019-11-26"
UNCLEAR = ("She was glad of it.", NOTE)
WRONG = ("Potassium was 6.9 mmol/L on 3 November 2026.", "Observation/potassium-2026-11-03")
RIGHT = ("Potassium was 5.9 mmol/L on 3 November 2026.", "Observation/potassium-2026-11-03")


@pytest.fixture
def judge(model_server: Callable[..., Any]) -> Any:
    cannot = json.dumps({"verdict": "cannot tell", "quote": ""})
    return model_server(cannot, "medgemma-27b-it")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    sentences = (UNCLEAR, WRONG, RIGHT)
    statements = [{"text": t, "citations": [{"reference": r}]} for t, r in sentences]
    held = {"patient": "Patient/nora-lindqvist", "sections": [{"statements": statements}]}
    path = tmp_path / "draft.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    return path


def test_a_model_is_asked_only_of_what_cannot_be_checked_and_is_named(
    run: Any, demo_file: Path, draft: Path, judge: Any
) -> None:
    judge.says = json.dumps({"verdict": "supported", "quote": "atrial fibrillation"})
    before = run("verify", demo_file, draft, "--json").json
    after = run("verify", demo_file, draft, "--json", "--judge", judge.reasoner).json
    assert len(judge.asked) == 1
    assert "She was glad of it." in json.dumps(judge.asked[0])
    assert after["counts"] == before["counts"]
    unclear, *others = after["statements"]
    assert others == before["statements"][1:]
    assert unclear["verdict"] == "not_checkable"
    assert unclear["reasons"][-1].startswith("a model (medgemma-27b-it) judged of")


def test_an_opinion_is_shown_on_a_line_of_its_own(
    run: Any, demo_file: Path, draft: Path, judge: Any
) -> None:
    shown = run("verify", demo_file, draft, "--judge", judge.reasoner).out
    flat = " ".join(shown.split())
    assert "and: a model (medgemma-27b-it) judged of the whole sentence: cannot tell" in flat
    assert "Look at s1, s2." in flat


def test_an_answer_that_rests_on_nothing_cited_is_no_opinion(
    run: Any, demo_file: Path, draft: Path, judge: Any
) -> None:
    judge.says = json.dumps({"verdict": "supported", "quote": "these words stand nowhere"})
    told = run("verify", demo_file, draft, "--json", "--judge", judge.reasoner).json
    assert "gave no usable answer" in told["statements"][0]["reasons"][-1]


def test_a_judge_that_is_no_model_is_refused(run: Any, demo_file: Path, draft: Path) -> None:
    assert run("verify", demo_file, draft, "--judge", "extractive").status == 2
