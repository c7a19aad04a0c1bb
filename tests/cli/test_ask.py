"""Questions at the terminal and for a program."""

from pathlib import Path
from typing import Any

import pytest

from chartside.signoff import SignoffStore


def test_an_answer_is_a_draft_with_sources(run: Any, demo_file: Path, home: Path) -> None:
    done = run("ask", demo_file, "What was her last potassium?", "--json")
    assert done.status == 0
    (section,) = done.json["sections"]
    (sentence,) = section["statements"]
    assert sentence["text"].startswith("Potassium 5.9 mmol/L on 3 November 2026")
    assert sentence["verdict"] == "supported"
    assert sentence["citations"][0]["reference"] == "Observation/potassium-2026-11-03"
    assert done.json["kind"] == "answer"
    assert SignoffStore(home / "signoff.db").draft(done.json["id"]).status.value == "draft"


def test_a_silent_chart_ends_with_what_was_looked_for(run: Any, demo_file: Path) -> None:
    done = run("ask", demo_file, "What was her ceruloplasmin?")
    assert (done.status, done.out) == (3, "")
    assert "looked for: search_notes(query=ceruloplasmin): 0 found" in done.err
    told = run("ask", demo_file, "What was her ceruloplasmin?", "--json")
    assert told.status == 3
    assert told.json["error"]["code"] == "nothing-to-say"
    assert told.json["looked_for"] == ["search_notes(query=ceruloplasmin): 0 found"]


def test_a_question_can_be_asked_as_of_a_past_day(run: Any, demo_file: Path) -> None:
    done = run("ask", demo_file, "Latest potassium?", "--as-of", "2020-01-01", "--json")
    text = done.json["sections"][0]["statements"][0]["text"]
    assert text == "Potassium 4.6 mmol/L on 3 December 2019."


def test_an_answer_tells_only_the_conflicts_that_its_sources_are_part_of(
    run: Any, demo_file: Path
) -> None:
    allergy = run("ask", demo_file, "Is she allergic to penicillin?", "--json").json
    assert any("amoxicillin" in c["text"].lower() for c in allergy["conflicts"])
    assert not any("smok" in c["text"].lower() for c in allergy["conflicts"])
    assert run("ask", demo_file, "Latest sodium?", "--json").json["conflicts"] == []


@pytest.mark.parametrize(
    "question",
    [
        "Can I give her amoxicillin?",
        "Can we prescribe Bactrim?",
        "May I increase the spironolactone?",
        "Which drugs lower her potassium?",
    ],
)
def test_what_may_be_done_is_nothing_that_a_chart_answers(
    question: str, run: Any, demo_file: Path
) -> None:
    done = run("ask", demo_file, question)
    assert (done.status, done.out) == (3, "")


def test_a_medicine_on_hold_is_neither_taken_nor_stopped(run: Any, demo_file: Path) -> None:
    done = run("ask", demo_file, "Is the semaglutide still being taken?", "--json")
    texts = [s["text"] for s in done.json["sections"][0]["statements"]]
    assert all("on hold" in text for text in texts)
    assert not [text for text in texts if text.startswith(("Yes", "No"))]


def test_a_day_that_is_none_is_a_mistake_of_the_call(run: Any, demo_file: Path) -> None:
    assert run("ask", demo_file, "Latest potassium?", "--as-of", "2020").status == 2


def test_an_empty_question_is_a_mistake_of_the_call(run: Any, demo_file: Path) -> None:
    assert run("ask", demo_file, " ").status == 2


def test_a_person_reads_the_answer_with_its_sources(run: Any, demo_file: Path) -> None:
    done = run("ask", demo_file, "Why was lisinopril stopped?")
    assert done.status == 0
    assert "Dry cough" in done.out
    assert "MedicationRequest/lisinopril" in done.out
