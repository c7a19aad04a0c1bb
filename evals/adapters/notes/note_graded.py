"""A note that was written of a dialogue, held against the one that a person wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from inspect_ai.solver import TaskState

from chartside.draft import Verdict
from chartside.evals.adapters.notes.answers import COMPLETE, FAITHFUL
from chartside.evals.adapters.notes.rouge import overlaps
from chartside.evals.judging.judge import Judge, Rating
from chartside.evals.judging.kept import keep_rating, rating_in
from chartside.evals.suite import Counts

VERDICTS: Final = "verdicts"
_COMPLETE: Final = "judged-complete"
_JUDGED: Final = {"judged-faithful": FAITHFUL, _COMPLETE: COMPLETE}


def rouge_counts(reference: str, candidate: str) -> Counts:
    """ROUGE-1, -2 and -L as F1, and of ROUGE-1 its two halves."""
    found = overlaps(reference, candidate)
    counts: Counts = {name: one.f1 for name, one in found.items()}
    counts["rouge-1-recall"] = found["rouge-1"].recall
    counts["rouge-1-precision"] = found["rouge-1"].precision
    return counts


def keep_verdicts(
    state: TaskState, sentences: Sequence[str], verdicts: Sequence[Verdict | None]
) -> None:
    """Keep what the checker says of each sentence of the note."""
    told = [str(v or Verdict.NOT_CHECKABLE) for v in verdicts]
    state.store.set(VERDICTS, list(zip(sentences, told, strict=True)))


def grounded(state: TaskState) -> Counts:
    """How many sentences of the note the checker finds borne out by what was said.

    It is a lower bound: the checker reads a dialogue as it reads a note, and of the sentences that
    people wrote of these dialogues it finds half borne out. What it calls contradicted is not
    counted: "Any wheezing?" and "No." are to it a note of wheezing.
    """
    held: list[tuple[str, str]] = state.store.get(VERDICTS) or []
    return {"grounded": ([verdict for _, verdict in held].count(Verdict.SUPPORTED), len(held))}


async def have_rated(
    state: TaskState, judge: Judge | None, said: Mapping[str, str], note: str
) -> None:
    """Have a judge rate the note against what was said and against the reference.

    A note that was not written is complete by no point, and nobody is asked.
    """
    if judge is None:
        return
    if not note:
        state.store.set(_COMPLETE, asdict(Rating(0, "there is no note")))
        return
    for name, scale in _JUDGED.items():
        against = "dialogue" if scale is FAITHFUL else "reference note"
        material = {"note": note, against: said[against]}
        await keep_rating(state, name, judge.rate(scale, material))


def rated(state: TaskState) -> Counts:
    """The points that were given, of those that could be.

    Raises:
        Unjudged: The judge was asked, and gave none.
    """
    counts: Counts = {}
    for name, scale in _JUDGED.items():
        if (rating := rating_in(state, name)) is not None:
            counts[name] = (rating.points, max(scale.points))
    return counts
