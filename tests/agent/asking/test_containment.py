"""No text of the record changes what is asked for a question, or of whom."""

import asyncio
from typing import Any

import pytest

from chartside.agent.asking.answerer import Asked
from chartside.agent.asking.extractive import ExtractiveAnswers
from chartside.agent.evidence import manifest_of
from chartside.agent.state import Call

QUESTIONS = (
    "What was her last potassium?",
    "Why was lisinopril stopped?",
    "What do the notes say about snoring?",
    "Is she allergic to penicillin?",
    "Which medicines was she on in May 2018?",
    "Has she ever had a stroke?",
)


def plan(chart: Any, question: str) -> list[Call]:
    asked = Asked(question, chart, manifest_of(chart))
    return list(asyncio.run(ExtractiveAnswers().plan(asked)).calls)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_hostile_note_changes_no_call(
    make: Any, resources: list[dict[str, Any]], attacks: dict[str, str], question: str
) -> None:
    plain = plan(make.chart(*resources), question)
    others = [r for r in resources if r["id"] != "n1"]
    for n, attack in enumerate(attacks.values()):
        if n % 8 == len(question) % 8:
            chart = make.chart(*others, make.note("n1", attack))
            assert plan(chart, question) == plain


def test_every_argument_is_a_code_a_date_a_kind_or_words_of_the_question(
    make: Any, resources: list[dict[str, Any]]
) -> None:
    chart = make.chart(*resources)
    for question in QUESTIONS:
        for call in plan(chart, question):
            for value in call["arguments"].values():
                own = value.lower() in question.lower()
                known = value in manifest_of(chart) or value == "2823-3" or value[:4].isdigit()
                assert own or known, (question, call)


def test_an_answer_cites_only_what_its_calls_read(ask: Any) -> None:
    draft = ask("Has she ever had a heart attack?")
    cited = {c.reference for s in draft.statements for c in s.citations}
    assert cited == {"Condition/mi"}
