"""The items of the instrument, read from `instrument.toml`: scales that a judge is asked."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from chartside.evals.judging.judge import Scale

MOST: Final = 5
"""Points of a rated item at most, from 1."""
STIGMATIZING: Final = "stigmatizing"
SYNTHESIZED: Final = "synthesized"


@cache
def items() -> dict[str, Scale]:
    """The eight items of 1 to 5 points, by name."""
    return {scale.name: scale for scale in map(_scale, _held()["items"])}


@cache
def abstraction() -> Scale:
    """Whether there is anything to bring together; where not, `synthesized` does not apply."""
    return _scale(_held()["abstraction"])


@cache
def stigmatizing() -> Scale:
    """The ninth item, of yes (1) or no (0)."""
    return _scale(_held()[STIGMATIZING])


def _held() -> dict[str, Any]:
    place = files("chartside.evals.adapters.pdsqi").joinpath("instrument.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))


def _scale(said: dict[str, Any]) -> Scale:
    points = {int(number): words for number, words in said["points"].items()}
    return Scale(said["name"], said["asks"].strip(), points)
