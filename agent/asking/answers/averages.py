"""The average of a test: the arithmetic mean of all its results in the time asked about."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.agent.asking.answers.courses import Course, Reading
from chartside.agent.asking.answers.sought import Sought
from chartside.agent.authors.wording import said, unit_words
from chartside.draft import Statement
from chartside.fhir.when import parse_when

_DIGITS: Final = 3
"""Digits of an average: no more than a result has."""


def averaged(sought: Sought, course: Course) -> list[Statement]:
    """The mean, of how many results, from when to when; nothing where some were not read.

    One result is no average, and is told as measured once.
    """
    alike = course.comparable()
    numbers = alike.numbers
    if sought.cut or not numbers:
        return []
    if len(numbers) == 1:
        only = numbers[0]
        return [once(alike, only, "was measured")]
    unit = _unit(numbers)
    values = [r.number for r in numbers if r.number is not None]
    mean = sum(values, Decimal()) / len(values)
    entries = [e for r in numbers for e in r.entries]
    shown = f"{_rounded(mean):f} {unit}".strip()
    text = f"Average {alike.inner} {shown} over {len(numbers)} results{_times(numbers)}"
    return [said(text, *entries)]


def once(course: Course, reading: Reading, done: str) -> Statement:
    """A single result; its month is named, so that nobody takes it for the only one there is."""
    month = parse_when(reading.when.day[:7]) if reading.when else None
    when = f" in {month.words}" if month else ""
    return said(f"{course.name} {done} once{when}, {reading.words}{reading.day}", *reading.entries)


def _rounded(mean: Decimal) -> Decimal:
    places = max(0, _DIGITS - 1 - mean.adjusted()) if mean else 0
    return round(mean, min(places, _DIGITS))


def _unit(numbers: Sequence[Reading]) -> str:
    shown = numbers[-1].shown
    return unit_words(shown.unit or shown.ucum) if shown else ""


def _times(numbers: Sequence[Reading]) -> str:
    first, last = numbers[0].when, numbers[-1].when
    if first is None or last is None:
        return ""
    if first.day == last.day:
        return numbers[-1].day
    return f" from {first.words} to {last.words}"
