"""EHRSQL 2024 as a measure of silence where nothing answers, and of answers where something does.

The benchmark asks for a query over a whole database. Here the assistant is asked at one open chart,
so what is kept of it is whether it is silent where it should be, and whether what it says is right
(`inspect_ai`).
"""

from dataclasses import dataclass
from functools import lru_cache
from math import nan
from pathlib import Path
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.errors import UsageError
from chartside.evals.adapters.bedside import Bedside, Charts, charts_of
from chartside.evals.adapters.comparing import compare
from chartside.evals.adapters.ehrsql.reading import Asked, Question, read_folder, truths
from chartside.evals.adapters.ehrsql.sample import lay_down
from chartside.evals.adapters.ehrsql.scoring import points_of, scored
from chartside.evals.adapters.ehrsql.whose import Put, drawn, numbers_of, put, years_asked
from chartside.evals.adapters.heard import says_unknown
from chartside.evals.adapters.paired import paired
from chartside.evals.adapters.values import Truth
from chartside.evals.running.grading import beside, counted, guarded, in_turn
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts


@task
def ehrsql_2024(data: str = "", source: str = "", reasoner: str = "extractive") -> Task:
    """Every question that one chart of the record can be asked, patients in turn, mixed."""
    held = questions_of(data, source)
    by_patient: dict[str, list[Sample]] = {}
    for one in sorted(held.put.values(), key=lambda one: drawn(one.question.id)):
        truth = held.known.get(one.question.id)
        by_patient.setdefault(one.patient, []).append(_sample(one, truth))
    return Task(
        dataset=MemoryDataset(in_turn(by_patient.values())),
        solver=at_one_chart(data, source, reasoner),
        scorer=reliable(data, source),
        metadata=set_aside(held.aside),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """The questions that are put by their ids, what is known to be true, what was set aside."""

    put: dict[str, Put]
    known: dict[str, Truth]
    aside: dict[str, int]


@lru_cache(maxsize=1)
def questions_of(data: str, source: str) -> Held:
    """The questions that one chart of the record can be asked.

    Solver and scorer are told where they lie, not what they hold: Inspect writes what they are told
    into its log.

    Raises:
        UsageError: There is no such folder or record, or no question is about one of its patients.
        SourceError: One of them cannot be read.
    """
    folder, record = paired(data, source, lay_down, "folder")
    asked = read_folder(Path(folder))
    held, aside = _put(asked, charts_of(record))
    known = truths((one.question for one in held), asked.database)
    return Held({one.question.id: one for one in held}, known, {**asked.aside, **aside})


def _put(asked: Asked, charts: Charts) -> tuple[list[Put], dict[str, int]]:
    """The questions with their charts; a chart is opened here only where a year is asked of it.

    Raises:
        UsageError: No question is about a patient of the record.
    """
    whose = numbers_of(charts.patients())
    if not whose:
        raise UsageError("the record at --source has no patient")
    first = [one for one in put(asked.questions, whose, {})[0] if one.question.answerable]
    if not first:
        raise UsageError("no question names a patient by a number of the record at --source")
    dated = {one.patient for one in first if years_asked(one.text)}
    return put(asked.questions, whose, {patient: charts.years(patient) for patient in dated})


def _sample(one: Put, truth: Truth | None) -> Sample:
    answerable = one.question.answerable
    return Sample(
        input=one.text,
        target=truth.printed if truth else "an answer" if answerable else "silence",
        id=one.question.id,
        metadata={
            "patient": one.patient,
            "kind": "answerable" if answerable else "unanswerable",
        },
    )


@solver
def at_one_chart(data: str = "", source: str = "", reasoner: str = "extractive") -> Solver:
    """Ask the assistant at the chart that a question is put to."""
    questions = questions_of(data, source).put
    charts = charts_of(paired(data, source, lay_down, "folder")[1])
    ward = Bedside(charts, reasoner)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        one = questions[str(state.sample_id)]
        cited: list[str] = []
        chart = charts.chart(one.patient)
        with at_work(state):
            draft = await ward.ask(chart, one.text, set())
            cited = [c.reference for s in draft.statements for c in s.citations]
            state.store.set("draft", draft.to_json())
            state.output.completion = " ".join(s.text for s in draft.statements)
        state.store.set("beside", beside(chart, cited))
        return state

    return solve


@scorer(metrics=[counted()])
def reliable(data: str = "", source: str = "") -> Scorer:
    """Whether there is an answer where there is one to give, and what it is worth.

    A run that failed is neither silence nor a right answer: it costs what a wrong one costs.
    """
    held = questions_of(data, source)
    questions, known = held.put, held.known

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        one, said = questions[str(state.sample_id)], state.output.completion
        failed, truth = failed_in(state), known.get(one.question.id)
        right = False if failed else _is_right(one.question, truth, said)
        answered = bool(failed or right or (said.strip() and not says_unknown(said)))
        answerable = one.question.answerable
        points = points_of(answerable=answerable, answered=answered, right=right)
        points = None if answerable and truth is None else points
        counts: Counts = scored(points, len(questions))
        if answerable:
            counts["answered"] = (int(answered and not failed), 1)
            if right is not None and answered:
                counts["right"] = (int(right), 1)
        else:
            counts["abstained"] = (int(not answered), 1)
        worst = {
            "asked": one.question.text,
            "said": f"failed: {failed}" if failed else said or "no answer",
            "expected": str(state.target.text),
            "sources": state.store.get("beside") or [],
        }
        good = points == 1 or points is None
        return nan if points is None else float(points == 1), counts, [] if good else [worst]

    return guarded(graded)


def _is_right(question: Question, truth: Truth | None, said: str) -> bool | None:
    """Whether an answer is the true one; None where code cannot tell, or nobody knows the truth."""
    if truth is None or not question.answerable:
        return None
    found = compare(truth, question.text, said, question.sql)
    return None if found == "undecided" else found == "right"
