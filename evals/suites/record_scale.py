"""The suite `record-scale`: the same questions on longer and longer records (`inspect_ai`)."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.draft import Draft
from chartside.errors import ChartsideError, NothingToSay
from chartside.evals.chart_questions.saying import in_words
from chartside.evals.chart_questions.score import grade
from chartside.evals.padding.sameness import says_the_same
from chartside.evals.padding.trial import AS_IT_IS, Case, Trial, sizes_of, trial_of
from chartside.evals.running.answering import answer_in
from chartside.evals.running.grading import beside, counted, guarded, in_turn
from chartside.evals.running.patients import Records, Ward
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in, noted
from chartside.evals.suite import Counts

SIZES: Final = (1000, 5000, 20000)
PATIENTS: Final = 2
"""Patients whose records are padded: opening and searching a long one is what takes the time."""
QUESTIONS: Final = 20
"""Of each patient, at each length."""

_WAY: Final = "as it is"
_BEFORE: Final = "before"


@task
def record_scale(  # noqa: PLR0913, PLR0917 - what Inspect's command line may set
    source: str = "",
    panel: int | None = None,
    seed: str = "0",
    reasoner: str = "extractive",
    sizes: int | Sequence[int] = SIZES,
    patients: int = PATIENTS,
    questions: int = QUESTIONS,
) -> Task:
    """Questions about a record as it is, and padded by what answers none of them."""
    records = Records(source, panel)
    trial = trial_of(records, str(seed), sizes_of(sizes), patients, questions)
    ward = Ward(records, reasoner)
    by_patient: dict[str, list[Sample]] = defaultdict(list)
    for named, case in trial.cases.items():
        by_patient[case.question.patient].append(_sample(named, case))
    return Task(
        dataset=MemoryDataset(in_turn(by_patient.values())),
        solver=asking_at_length(trial, ward),
        scorer=exact_at_length(trial, ward),
        metadata=set_aside({"questions whose answer padding changes": trial.changed}),
    )


def _sample(named: str, case: Case) -> Sample:
    size = _WAY if case.size == AS_IT_IS else f"{case.size:,} resources"
    return Sample(
        input=case.question.text,
        target=in_words(case.question.expected),
        id=named,
        metadata={"patient": case.question.patient, "half": case.question.half, "kind": size},
    )


@solver
def asking_at_length(trial: Trial, ward: Ward) -> Solver:
    """Ask the assistant at this length, and once a question what it says of the record as it is."""
    before: dict[str, str | None] = {}

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = trial.cases[str(state.sample_id)]
        # Opening a record, once, is no part of what an answer takes.
        ward.at(case.question.patient, _place(case, case.size))
        with at_work(state):
            draft = await _asked(ward, case, case.size)
            state.store.set("draft", draft.to_json())
            state.output.completion = _text(draft)
        if case.size == AS_IT_IS:
            before[case.asked] = None if failed_in(state) else state.output.completion
            return state
        if case.asked not in before:  # this case came first, or the run was resumed
            before[case.asked] = await _said(ward, case, state)
        state.store.set(_BEFORE, before[case.asked])
        return state

    return solve


def _place(case: Case, size: int) -> Path | None:
    return None if size == AS_IT_IS else case.place


async def _asked(ward: Ward, case: Case, size: int) -> Draft:
    assistant, chart = ward.at(case.question.patient, _place(case, size))
    return await assistant.ask(chart, case.question.text)


async def _said(ward: Ward, case: Case, state: TaskState) -> str | None:
    """What is said of the record as it is; None where that run fails."""
    with noted(state, _WAY) as found:
        try:
            said: str | None = _text(await _asked(ward, case, AS_IT_IS))
        except NothingToSay:
            said = ""
        except ChartsideError:
            said = None
        found[_WAY] = said
    return said


def _text(draft: Draft) -> str:
    return " ".join(s.text for s in draft.statements)


@scorer(metrics=[counted()])
def exact_at_length(trial: Trial, ward: Ward) -> Scorer:
    """Whether the answer is what was computed, and what it was on the record as it is."""

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        case = trial.cases[str(state.sample_id)]
        failed = failed_in(state)
        draft = None if failed else answer_in(state)
        right = not failed and grade(case.question, draft).exact
        counts: Counts = {"exact": (int(right), 1), **_at_size(case, right=right)}
        same = _unchanged(state)
        if same is not None and not failed:
            counts["unchanged"] = (int(same), 1)
        if right and same is not False:
            return 1.0, counts, []
        return float(right), counts, [_wrong(state, case, ward, draft)]

    return guarded(graded)


def _at_size(case: Case, *, right: bool) -> Counts:
    if case.size not in {AS_IT_IS, *SIZES}:
        return {}
    return {f"exact-{case.size or 'as-it-is'}": (int(right), 1)}


def _unchanged(state: TaskState) -> bool | None:
    """None where there is nothing to hold it against."""
    before = state.store.get(_BEFORE)
    return None if before is None else says_the_same(before, state.output.completion)


def _wrong(state: TaskState, case: Case, ward: Ward, draft: Draft | None) -> dict[str, Any]:
    """What was said, beside its sources and those of the right answer."""
    _, chart = ward.at(case.question.patient, _place(case, case.size))
    cited = [c.reference for s in draft.statements for c in s.citations] if draft else []
    before = state.store.get(_BEFORE)
    said = f"failed: {code}" if (code := failed_in(state)) else state.output.completion
    shown = f"; as it is: {before or 'no answer'}" if before is not None else ""
    return {
        "asked": case.question.text,
        "said": said or "no answer",
        "expected": f"{in_words(case.question.expected)}{shown}",
        "sources": beside(chart, [*cited, *sorted(case.question.asked.sources)]),
    }
