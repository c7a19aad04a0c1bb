"""The suite `abstention`: silence where the chart is silent, and only there (`inspect_ai`)."""

import random
from collections import defaultdict
from typing import Any

from inspect_ai import Task, task
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import TaskState

from chartside.evals.chart_questions.expected import Silent
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.saying import in_words
from chartside.evals.chart_questions.score import grade
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
def abstention(
    source: str = "", panel: int | None = None, seed: str = "0", reasoner: str = "extractive"
) -> Task:
    """Every question that a chart does not answer, and as many that it does."""
    asked = asked_of(Records(source, panel), str(seed))
    return Task(
        dataset=as_dataset(balanced(asked, str(seed))),
        solver=asking(source, panel, reasoner),
        scorer=silence(source, panel, str(seed)),
    )


def balanced(asked: dict[str, Question], seed: str) -> list[tuple[str, Question]]:
    """Of each patient all silent questions and as many others, mixed.

    Questions to which both "no" and silence are right are left out.
    """
    silent: dict[str, list[tuple[str, Question]]] = defaultdict(list)
    known: dict[str, list[tuple[str, Question]]] = defaultdict(list)
    for named, question in asked.items():
        if isinstance(question.expected, Silent):
            silent[question.patient].append((named, question))
        elif not getattr(question.expected, "silence", False):
            known[question.patient].append((named, question))
    chosen = []
    for patient, quiet in silent.items():
        rng = random.Random(f"{seed}:{patient}:abstention")  # noqa: S311 - a sample, no secret
        mine = quiet + rng.sample(known[patient], min(len(quiet), len(known[patient])))
        rng.shuffle(mine)
        chosen += mine
    return chosen


@scorer(metrics=[counted()])
def silence(source: str = "", panel: int | None = None, seed: str = "0") -> Scorer:
    """Whether there is an answer exactly where the chart has one.

    To say that a detail is not recorded counts as silence; a run that failed is neither.
    """
    records = Records(source, panel)
    asked = asked_of(records, seed)
    ward = Ward(records, "extractive")

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        question, draft = asked[str(state.sample_id)], answer_in(state)
        one = grade(question, draft)
        quiet = isinstance(question.expected, Silent)
        failed = failed_in(state)
        right = not failed and (one.exact if quiet else not one.abstained)
        counts: Counts = {"abstained" if quiet else "answered": (int(right), 1)}
        if right:
            return 1.0, counts, []
        _, chart = ward.at(question.patient)
        cited = [c.reference for s in draft.statements for c in s.citations] if draft else []
        row = {
            "asked": question.text,
            "said": f"failed: {failed}" if failed else one.text or "no answer",
            "expected": "silence" if quiet else in_words(question.expected),
            "sources": beside(chart, [*cited, *sorted(question.asked.sources)]),
        }
        return 0.0, counts, [row]

    return guarded(graded)
