"""How near two texts must be to be about one thing: for each model another number.

A nearest passage exists in every chart, also in one that is silent. So a model is shown questions
of invented charts and passages about other things (`pairs.toml`), and what it takes nearly all of
those for is the floor below which it has found nothing.

With all-MiniLM-L6-v2 it is 0.33: of the questions and passages that do belong together in that file
four of five lie above it, and one of a hundred that do not.
"""

import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any, Final

UNRELATED: Final = 0.99
"""The share of unrelated pairs that must stay below the floor."""

Embed = Callable[[Sequence[str]], Any]
"""Texts to unit vectors, an array with a row for each."""


def pairs() -> tuple[tuple[str, str], ...]:
    """Questions, each with the passage that answers it and none of the others."""
    source = files("chartside.models.embeddings").joinpath("pairs.toml")
    held = tomllib.loads(source.read_text(encoding="utf-8"))["pair"]
    return tuple((question, passage) for question, passage in held)


def floor_of(query: Embed, passage: Embed) -> float:
    """The least cosine, -1 to 1, of a question and a passage that may be about one thing."""
    held = pairs()
    near = query([question for question, _ in held]) @ passage([answer for _, answer in held]).T
    apart = sorted(
        float(near[row][column])
        for row in range(len(held))
        for column in range(len(held))
        if row != column
    )
    return apart[int(UNRELATED * len(apart))]
