"""The suite `chart-questions`: answers against what the JSON of the record says (`inspect_ai`)."""

from typing import Any

from inspect_ai import Task, task
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import TaskState

from chartside.draft import Draft
from chartside.evals.chart_questions.questions import EACH
from chartside.evals.chart_questions.saying import in_words
from chartside.evals.chart_questions.score import Graded, grade
from chartside.evals.running.answering import (
    answer_in,
    as_dataset,
    asked_of,
    asking,
)
from chartside.evals.running.grading import beside, counted, guarded
from chartside.evals.running.patients import Records, Ward
from chartside.evals.running.work import failed_in
from chartside.evals.suite import Counts


@task
def chart_questions(
    source: str = "",
    panel: int | None = None,
    seed: str = "0",
    reasoner: str = "extractive",
    each: int = EACH,
) -> Task:
    """Questions about every patient with answers computed from the record's JSON."""
    asked = asked_of(Records(source, panel), str(seed), each)
    return Task(
        dataset=as_dataset(list(asked.items())),
        solver=asking(source, panel, reasoner),
        scorer=computed_answer(source, panel, str(seed), each),
    )


@scorer(metrics=[counted()])
def computed_answer(
    source: str = "", panel: int | None = None, seed: str = "0", each: int = EACH
) -> Scorer:
    """Whether an answer says what was computed; lenient in form, strict in fact."""
    records = Records(source, panel)
    asked = asked_of(records, seed, each)
    ward = Ward(records, "extractive")

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        question = asked[str(state.sample_id)]
        if code := failed_in(state):
            return 0.0, {"exact": (0, 1)}, [_wrong(f"failed: {code}", in_words(question.expected))]
        draft = answer_in(state)
        one = grade(question, draft)
        worst = []
        if not one.exact or one.unsupported:
            _, chart = ward.at(question.patient)
            sources = beside(chart, [*_cited(draft), *sorted(question.asked.sources)])
            said = one.text or "no answer"
            worst = [_wrong(said, in_words(question.expected), sources, question.text)]
        return float(one.exact), _counts(one), worst

    return guarded(graded)


def _counts(one: Graded) -> Counts:
    held = {"exact": (int(one.exact), 1)}
    if not one.abstained:
        held["unsupported"] = (int(one.unsupported), 1)
    if one.exact and one.sourced is not None:
        held["sourced"] = (int(one.sourced), 1)
    return held


def _cited(draft: Draft | None) -> list[str]:
    return [c.reference for s in draft.statements for c in s.citations] if draft else []


def _wrong(
    said: str, expected: str, sources: list[dict[str, str]] | None = None, question: str = ""
) -> dict[str, Any]:
    return {"asked": question, "said": said, "expected": expected, "sources": sources or []}
