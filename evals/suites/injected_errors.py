"""The suite `injected-errors`: true and corrupted sentences put to the checker (`inspect_ai`)."""

from collections import defaultdict
from functools import lru_cache
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.draft import Verdict
from chartside.evals.injected_errors.cases import Case, cases
from chartside.evals.injected_errors.run import FLAGGED
from chartside.evals.running.cost import measured
from chartside.evals.running.grading import beside, counted, guarded, in_turn
from chartside.evals.running.patients import Records, charts_of
from chartside.evals.suite import Counts
from chartside.grounding import check

SENTENCES: Final = 40
"""True sentences of one patient; corrupted ones come beside them."""

TRUE: Final = "true sentence"


@lru_cache(maxsize=2)
def cases_of(records: Records, seed: str, sentences: int) -> dict[str, Case]:
    """Every case by its id; the same for the same seed."""
    numbers: dict[str, int] = defaultdict(int)
    found = {}
    for case in cases(charts_of(records), seed, sentences):
        patient = case.chart.patient.reference
        found[f"{patient}/{numbers[patient]}"] = case
        numbers[patient] += 1
    return found


@task
def injected_errors(
    source: str = "",
    panel: int | None = None,
    seed: str = "0",
    sentences: int = SENTENCES,
) -> Task:
    """True sentences made from every chart, and twins that are false in a known way."""
    by_patient = defaultdict(list)
    for named, case in cases_of(Records(source, panel), str(seed), sentences).items():
        patient = case.chart.patient.reference
        by_patient[patient].append(
            Sample(
                input=case.statement.text,
                target="flagged" if case.kind else "not flagged",
                id=named,
                metadata={
                    "patient": patient,
                    "half": case.half,
                    "kind": case.kind or TRUE,
                },
            )
        )
    return Task(
        dataset=MemoryDataset(in_turn(by_patient.values())),
        solver=checking(source, panel, str(seed), sentences),
        scorer=flagged(source, panel, str(seed), sentences),
    )


@solver
def checking(
    source: str = "", panel: int | None = None, seed: str = "0", sentences: int = SENTENCES
) -> Solver:
    """Have the checker judge the sentence."""
    held = cases_of(Records(source, panel), seed, sentences)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = held[str(state.sample_id)]
        with measured() as cost:
            judged = check(case.statement, case.chart)
        state.output.completion = str(judged.verdict)
        state.store.set("cost", cost.to_json())
        return state

    return solve


@scorer(metrics=[counted()])
def flagged(
    source: str = "", panel: int | None = None, seed: str = "0", sentences: int = SENTENCES
) -> Scorer:
    """Whether a corrupted sentence was flagged, and a true one was not."""
    held = cases_of(Records(source, panel), seed, sentences)

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        case = held[str(state.sample_id)]
        verdict = Verdict(state.output.completion)
        hit = verdict in FLAGGED
        name = "detected" if case.kind else "false-alarms"
        counts: Counts = {
            name: (int(hit), 1),
            "unchecked": (int(verdict is Verdict.NOT_CHECKABLE), 1),
        }
        right = hit is bool(case.kind)
        return float(right), counts, [] if right else [_wrong(case, verdict)]

    return guarded(graded)


def _wrong(case: Case, verdict: Verdict) -> dict[str, Any]:
    cited = [c.reference for c in case.statement.citations]
    return {
        "asked": f"{case.kind or TRUE}: {verdict}",
        "said": case.statement.text,
        "expected": _expected(case),
        "sources": beside(case.chart, cited),
    }


def _expected(case: Case) -> str:
    if not case.kind:
        return "not flagged"
    return f"flagged; true is: {case.before}" if case.before else "flagged"
