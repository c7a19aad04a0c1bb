"""Summaries rated item by item by a judge, one verdict a call (`inspect_ai`)."""

from collections.abc import Mapping
from typing import Any, Final

from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from chartside.evals.adapters.pdsqi.instrument import (
    MOST,
    STIGMATIZING,
    SYNTHESIZED,
    abstraction,
    items,
    stigmatizing,
)
from chartside.evals.adapters.pdsqi.summaries import Summarised, of_draft
from chartside.evals.capsule.notes import digest
from chartside.evals.judging.judge import Rating, Scale, open_judge
from chartside.evals.judging.kept import Unjudged, keep_rating, rating_in
from chartside.evals.running.grading import counted, guarded
from chartside.evals.running.patients import Records, Ward, people_of
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in, noted
from chartside.evals.suite import Counts

OURS: Final = "our summary"
_POOR: Final = 2
"""Points up to which an item is shown as a mistake."""
_SHOWN: Final = 2_000
_NOTES_SHOWN: Final = 4


def rating_all(
    given: tuple[Summarised, ...],
    aside: Mapping[str, int],
    *,
    judge: str,
    own: Records | None,
    reasoner: str,
) -> Task:
    """The task over these summaries, and over ours of every patient of `own`."""
    held = {one.id: one for one in given}
    samples = [_sample(one.id, one.specialty, digest(one)) for one in given]
    if own is not None:
        samples += [_sample(person.reference, OURS) for person in people_of(own)]
    return Task(
        dataset=MemoryDataset(samples),
        solver=rated(held, own, judge=judge, reasoner=reasoner),
        scorer=points(held),
        metadata=set_aside(aside),
    )


def _sample(named: str, kind: str, of: str = "") -> Sample:
    """What is rated is told by its digest; ours is written in the run."""
    about = {"patient": named, "kind": kind}
    return Sample(input="Rate the summary.", target=of, id=named, metadata=about)


def scales() -> dict[str, Scale]:
    """Everything that a judge is asked of one summary, by name."""
    return {**items(), abstraction().name: abstraction(), STIGMATIZING: stigmatizing()}


@solver
def rated(held: dict[str, Summarised], own: Records | None, *, judge: str, reasoner: str) -> Solver:
    """Write the summary where it is ours, then ask the judge for each item by itself."""
    asked = open_judge(judge)
    ward = Ward(own, reasoner) if own is not None else None

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        one = held.get(str(state.sample_id))
        with at_work(state):
            if one is None and ward is not None:
                assistant, chart = ward.at(state.metadata["patient"])
                draft = await assistant.summarize(chart, "summary")
                one = of_draft(str(state.sample_id), draft, chart)
            state.output.completion = one.summary if one else ""
        if one is not None:
            with noted(state, "judge"):
                for name, scale in scales().items():
                    await keep_rating(state, name, asked.rate(scale, one.material))
        return state

    return solve


@scorer(metrics=[counted()])
def points(held: dict[str, Summarised]) -> Scorer:
    """Points of possible by item; a verdict that the judge did not give is in none of them."""

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        if code := failed_in(state):
            none: Counts = {"points": (0, MOST * len(items()))}
            return 0.0, none, [_shown(state, "", f"failed: {code}", "a summary", None)]
        given = {name: _rating(state, name) for name in scales()}
        told = {name: one for name, one in given.items() if one is not None}
        if not told:
            raise Unjudged
        one = held.get(str(state.sample_id))
        counts = _counts(told) | _against(told, one.raters if one else {})
        counts["rated"] = (len(told), len(given))
        worst = [
            _shown(state, f"{name}: {rating.points}", state.output.completion, rating.reason, one)
            for name, rating in told.items()
            if _is_poor(name, rating, counts)
        ]
        hits, of = counts["points"]
        return (hits / of if of else 0.0), counts, worst

    return guarded(graded)


def _rating(state: TaskState, name: str) -> Rating | None:
    try:
        return rating_in(state, name)
    except Unjudged:
        return None


def _counts(told: Mapping[str, Rating]) -> Counts:
    """Points of the items, the last only where there was anything to bring together."""
    wanted = told.get(abstraction().name)
    rated = {
        name: (one.points, MOST)
        for name, one in told.items()
        if name in items() and (name != SYNTHESIZED or (wanted is not None and wanted.points))
    }
    counts: Counts = dict(rated)
    counts["points"] = (sum(hit for hit, _ in rated.values()), sum(of for _, of in rated.values()))
    if one := told.get(STIGMATIZING):
        counts[STIGMATIZING] = (one.points, 1)
    return counts


def _against(told: Mapping[str, Rating], raters: Mapping[str, int]) -> Counts:
    """The judge beside the raters, where both have an item."""
    steps = [abs(told[name].points - number) for name, number in raters.items() if name in told]
    if not steps:
        return {}
    of = len(steps)
    return {"same": (steps.count(0), of), "near": (sum(step <= 1 for step in steps), of)}


def _is_poor(name: str, rating: Rating, counts: Counts) -> bool:
    if name == STIGMATIZING:
        return rating.points == 1
    return name in items() and name in counts and rating.points <= _POOR


def _shown(
    state: TaskState, asked: str, said: str, why: str, one: Summarised | None
) -> dict[str, Any]:
    notes = list(one.notes.items())[:_NOTES_SHOWN] if one else []
    return {
        "asked": asked or state.metadata["kind"],
        "said": said[:_SHOWN],
        "expected": f"the judge: {why}" if asked else why,
        "sources": [{"reference": f"Note {name}", "text": text[:_SHOWN]} for name, text in notes],
    }
