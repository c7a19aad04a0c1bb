"""Dates: another year, month or day, as precise as before."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from chartside.evals.injected_errors.corruptions.scene import Scene
from chartside.evals.injected_errors.facts import Fact, Shift

FIELDS: Final = ("day", "since", "until", "start", "end", "year")
MONTH, DAY = 2, 3
"""How many parts a date known to the month, or to the day, has."""


def year(fact: Fact, scene: Scene) -> Fact | None:
    """The year is another, never one to come."""
    now = scene.chart.as_of.year
    return _changed(fact, scene, 1, lambda p: _valid(_other_year(p[0], now, scene), *p[1:]))


def month(fact: Fact, scene: Scene) -> Fact | None:
    """The month is another."""
    others = list(range(1, 13))
    return _changed(fact, scene, MONTH, lambda p: _valid(p[0], _other(p[1], others, scene), *p[2:]))


def day(fact: Fact, scene: Scene) -> Fact | None:
    """The day of the month is another."""
    others = list(range(1, 29))
    return _changed(fact, scene, DAY, lambda p: _valid(p[0], p[1], _other(p[2], others, scene)))


def _other(number: int, options: list[int], scene: Scene) -> int:
    return scene.rng.choice([n for n in options if n != number])


def _other_year(number: int, now: int, scene: Scene) -> int:
    away = [number + n for n in (-10, -3, -2, -1, 1, 2, 3, 10)]
    return scene.rng.choice([n for n in away if n <= now])


def _valid(year: int, month: int = 0, day: int = 0) -> str:
    """The date as FHIR writes it; a day that the month lacks becomes its last."""
    if not month:
        return f"{year:04}"
    if not day:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{min(day, monthrange(year, month)[1]):02}"


def _changed(
    fact: Fact, scene: Scene, parts: int, change: Callable[[list[int]], str]
) -> Fact | None:
    held = [
        name
        for name in FIELDS
        if (said := getattr(fact, name, "")) and said.count("-") + 1 >= parts
    ]
    if not held:
        return None
    name = scene.rng.choice(held)
    changed: dict[str, Any] = {name: change([int(p) for p in getattr(fact, name).split("-")])}
    moved = replace(fact, **changed)
    return None if isinstance(moved, Shift) and moved.start >= moved.end else moved
