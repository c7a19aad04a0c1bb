"""Verdicts in a case of Inspect's: asked for in a solver, read by a grader (`inspect_ai`).

A solver waits for a judge, which a grader cannot; so verdicts are kept in the state between them.
What a judge takes is not the work of the case: ask it outside of `at_work`, and within
`noted(state, "judge")`, so that a replay has its answers.
"""

from collections.abc import Awaitable
from dataclasses import asdict
from typing import Final

from inspect_ai.solver import TaskState

from chartside.errors import ModelError
from chartside.evals.judging.judge import Judgement, Rating

_FAILED: Final = "failed"


class Unjudged(Exception):
    """The judge gave no verdict: a grader that lets it pass leaves the case ungraded, not wrong."""


async def keep_judgement(state: TaskState, name: str, asked: Awaitable[Judgement]) -> None:
    """Wait for a verdict and keep it under a name; where the judge fails, that it did."""
    try:
        state.store.set(name, asdict(await asked))
    except ModelError as failure:
        state.store.set(name, {_FAILED: failure.code})


async def keep_rating(state: TaskState, name: str, asked: Awaitable[Rating]) -> None:
    """The same for points."""
    try:
        state.store.set(name, asdict(await asked))
    except ModelError as failure:
        state.store.set(name, {_FAILED: failure.code})


def judgement_in(state: TaskState, name: str) -> Judgement | None:
    """The verdict of this name; None where no judge was asked.

    Raises:
        Unjudged: It was asked, and gave none.
    """
    held = state.store.get(name)
    if held and _FAILED in held:
        raise Unjudged(held[_FAILED])
    return Judgement(**held) if held else None


def rating_in(state: TaskState, name: str) -> Rating | None:
    """The points of this name, as `judgement_in`."""
    held = state.store.get(name)
    if held and _FAILED in held:
        raise Unjudged(held[_FAILED])
    return Rating(**held) if held else None
