"""How a test or a sign went over time: numbers in one unit, oldest first; data, no drawing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Final

from pydantic import WithJsonSchema

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import Series, in_unit_of, is_abnormal, series, trend
from chartside.fhir.clinical.same import loincs
from chartside.fhir.entry import Component, Entry, Kind, Range, Value, shown_number, shown_unit
from chartside.tools.names import name_of

Exact = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A number with all of its digits, in JSON too (`chartside.signoff.exact`)."""
RESULTS: Final = (Kind.LAB, Kind.VITAL, Kind.SURVEY, Kind.OBSERVATION)
"""Kinds of entries that may have a course."""
_FEWEST: Final = 2
"""Numbers that make a course."""


@dataclass(frozen=True, slots=True)
class Point:
    """A result of a course. `number` is in the unit of the course; `words` as the source has it."""

    reference: str
    when: str
    at: str
    number: Exact
    words: str
    flag: str


@dataclass(frozen=True, slots=True)
class Course:
    """Numbers of one test or sign, oldest first; `part` is which of a panel (`Systolic …`).

    `low` and `high` are the range of the newest, in `unit`. `left_out` are results that are no
    number or cannot be carried over into the unit. `direction` is `rising`, `falling`, `stable`,
    `varying`, or empty where there are too few.
    """

    label: str
    part: str
    unit: str
    low: Exact | None
    high: Exact | None
    points: tuple[Point, ...]
    left_out: int
    direction: str = ""


def trend_of(chart: Chart, entry: Entry) -> tuple[Course, ...]:
    """How the test or sign of an entry went; a blood pressure has two courses."""
    for held in series(chart.of(entry.kind)):
        if any(e.reference == entry.reference for e in held.entries):
            return courses_of(held)
    return ()


def trend_by_loinc(chart: Chart, loinc: str) -> tuple[Course, ...]:
    """How the test with this LOINC code went, with all that counts as the same test."""
    held = (s for s in _all_series(chart) if any(loinc in loincs(e.code) for e in s.entries))
    return next((courses_of(one) for one in held), ())


def _all_series(chart: Chart) -> Iterator[Series]:
    for kind in RESULTS:
        yield from series(chart.of(kind))


def courses_of(held: Series) -> tuple[Course, ...]:
    """One course, or one for each part of a panel that has numbers."""
    if held.latest.components and held.latest.value is None:
        parts = (_part_course(held, c) for c in held.latest.components)
        found = [course for course in parts if course is not None]
        return tuple(found)
    course = _course(held, "", [(e, e.value) for e in held.entries])
    if course is None:
        return ()
    told = trend(held)
    return (replace(course, direction=told.direction),) if told else (course,)


def _part_course(held: Series, part: Component) -> Course | None:
    values = [(e, _value_of(e, part)) for e in held.entries]
    return _course(held, part.code.label, values)


def _value_of(entry: Entry, part: Component) -> Value | None:
    codes, label = set(loincs(part.code)), part.code.label
    return next(
        (
            c.value
            for c in entry.components
            if (codes & set(loincs(c.code)) if codes else c.code.label == label)
        ),
        None,
    )


def _course(held: Series, part: str, values: list[tuple[Entry, Value | None]]) -> Course | None:
    numbers = [(e, v) for e, v in values if v and v.number is not None and not v.comparator]
    if len(numbers) < _FEWEST:
        return None
    newest = numbers[-1][1]
    points = [p for e, v in numbers if (p := _point(e, v, newest, part)) is not None]
    if len(points) < _FEWEST:
        return None
    limits = newest.range or Range()
    return Course(
        label=name_of(held.latest),
        part=part,
        unit=shown_unit(newest.unit or newest.ucum),
        low=limits.low,
        high=limits.high,
        points=tuple(points),
        left_out=len(values) - len(points),
    )


def _point(entry: Entry, value: Value, goal: Value, part: str) -> Point | None:
    if entry.when is None:
        return None
    number = value.number if part else in_unit_of(entry, goal)
    if part and (value.ucum or value.unit) != (goal.ucum or goal.unit):
        number = None
    if number is None:
        return None
    return Point(
        reference=entry.reference,
        when=entry.when.text,
        at=entry.when.low.isoformat(),
        number=Decimal(shown_number(number)),
        words=value.words,
        flag=is_abnormal(entry),
    )
