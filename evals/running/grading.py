"""What a grade holds for Inspect: counts, and what went wrong beside its sources (`inspect_ai`)."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from inspect_ai.scorer import (
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    Value,
    metric,
)
from inspect_ai.solver import TaskState

from chartside.evals.chart_questions.question import HALVES
from chartside.evals.running.cost import measured
from chartside.evals.running.work import noted
from chartside.evals.suite import Counts
from chartside.fhir.chart import Chart

_BESIDE: Final = 4
_LONGEST: Final = 600

Grade = tuple[float, Counts, list[dict[str, Any]]]
"""Whether a case is right (1 or 0, or a share), what is counted, and what went wrong."""

Grader = Callable[[TaskState], Grade | Awaitable[Grade]]
"""Grades a case by code at once, or asks somebody."""


@metric
def counted() -> Metric:
    """Each figure's hits over its cases; what no grader could grade is in neither."""

    def shares(scores: list[SampleScore]) -> Value:
        hits: Counter[str] = Counter()
        out_of: Counter[str] = Counter()
        for one in scores:
            for name, (hit, of) in (one.score.metadata or {}).get("counts", {}).items():
                hits[name] += hit
                out_of[name] += of
        return {name: hits[name] / of for name, of in out_of.items() if of}

    return shares


def guarded(grader: Grader) -> Scorer:
    """A scorer by this grader. A grader that fails leaves a case unscored, never wrong."""

    async def score(state: TaskState, target: Target) -> Score:
        del target
        with noted(state, "grading") as found:
            try:
                with measured() as judging:
                    value, counts, worst = await _graded(grader, state)
            except Exception as error:  # noqa: BLE001 - whatever a grader raises is its own fault
                return Score.unscored(reason=f"the grader failed: {_kind(error)}")
            found.update(value=value, counts=counts)
        shown = worst if state.metadata.get("half") != HALVES[1] else []
        held = {"counts": counts, "worst": shown, "judging": judging.to_json()}
        return Score(value=value, answer=state.output.completion, metadata=held)

    return score


def _kind(error: Exception) -> str:
    """The class of a builtin error or of ours; a name of others may be made of anything."""
    module = type(error).__module__
    known = module == "builtins" or module.startswith("chartside.errors")
    return type(error).__name__ if known else "an error"


async def _graded(grader: Grader, state: TaskState) -> Grade:
    grade = grader(state)
    return await grade if isinstance(grade, Awaitable) else grade


def beside(chart: Chart, references: Iterable[str]) -> list[dict[str, str]]:
    """The text of what is cited, a few and cut short, for a reader to hold a sentence against."""
    found = []
    for reference in list(dict.fromkeys(references))[:_BESIDE]:
        entry = chart.get(reference)
        day = f"{entry.when.day} " if entry and entry.when else ""
        said = f"{day}{entry.text}" if entry else "not in this chart"
        found.append({"reference": reference, "text": said[:_LONGEST]})
    return found


def in_turn(by_patient: Iterable[list[Any]]) -> list[Any]:
    """The cases of all patients in turn, so that the first few are of many patients."""
    held = [list(cases) for cases in by_patient]
    longest = max((len(cases) for cases in held), default=0)
    return [cases[n] for n in range(longest) for cases in held if n < len(cases)]
