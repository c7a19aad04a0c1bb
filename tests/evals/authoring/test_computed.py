"""What was computed of a record, written as an author would, is graded as it was computed."""

import json
from collections import Counter

from chartside.errors import NothingToSay
from chartside.evals.authoring.case import Answer
from chartside.evals.authoring.cases import Asking, cases_of
from chartside.evals.authoring.computed import expect_of
from chartside.evals.authoring.grading import unmet
from chartside.evals.chart_questions.score import grade
from chartside.evals.running.answering import asked_of
from chartside.evals.running.patients import Records, Ward

RECORDS = Records(panel=0)
EACH = 2


async def test_a_computed_answer_written_as_a_case_is_graded_alike() -> None:
    ward = Ward(RECORDS, "extractive")
    kinds: Counter[str] = Counter()
    for question in asked_of(RECORDS, "0").values():
        expect = expect_of(question.expected)
        if expect is None or kinds[type(question.expected).__name__] == EACH:
            continue
        asked = {"id": "a", "kind": question.kind, "ask": question.text, "expect": expect}
        (case,), wrong = cases_of([("line 1", json.loads(json.dumps(asked)))], Asking("ask", False))
        assert not wrong
        assistant, chart = ward.at(question.patient)
        try:
            draft = await assistant.ask(chart, question.text)
        except NothingToSay:
            draft = None
        said = draft.statements if draft else ()
        answer = Answer(" ".join(s.text for s in said), said)
        assert (not unmet(case, answer)) is grade(question, draft).exact, question.kind
        kinds[type(question.expected).__name__] += 1
    assert set(kinds) >= {"Measured", "OnDay", "Names", "YesNo", "Direction", "Silent", "Words"}
