"""All results of one kind in a chart, as numbers that can be compared."""

from collections.abc import Sequence
from decimal import Decimal

from chartside.fhir.clinical import Series, in_unit_of, measured, series
from chartside.fhir.entry import Entry, Value
from chartside.grounding.binding import DateSaid
from chartside.grounding.judges.dates import holds
from chartside.grounding.judges.scope import Scope


def course_of(entry: Entry, scope: Scope) -> Series | None:
    """The results that measure what an entry does, oldest first, replaced ones left out."""
    key = measured(entry)
    return next((s for s in _courses(entry, scope) if s.key == key), None)


def _courses(entry: Entry, scope: Scope) -> tuple[Series, ...]:
    held = scope.index.courses.get(entry.kind)
    if held is None:
        held = scope.index.courses[entry.kind] = series(scope.index.chart.of(entry.kind))
    return held


def in_time(entries: Sequence[Entry], dates: Sequence[DateSaid]) -> list[Entry]:
    """Those of the year, month or span of days that a sentence names; all where it names none."""
    starts = [d.dated.when for d in dates if d.dated.when]
    if len(starts) == 2:  # noqa: PLR2004 - from one day to another
        low, high = min(starts), max(starts)
        return [e for e in entries if e.when and low.low <= e.when.low < high.high]
    if len(dates) == 1 and dates[0].role == "start" and starts:  # since then
        return [e for e in entries if e.when and e.when.low >= starts[0].low]
    periods = [d.dated for d in dates if d.dated.is_period]
    if not periods:
        return list(entries)
    return [e for e in entries if e.when and any(holds(p, e.when) for p in periods)]


def numbers_of(entries: Sequence[Entry], goal: Value | None) -> list[Decimal]:
    """Their numbers in the unit of a value; those that cannot be carried over are left out."""
    return [n for e in entries if (n := number_in(e, goal)) is not None]


def number_in(entry: Entry, goal: Value | None) -> Decimal | None:
    """The number of a result in the unit of another: carried over only where the two differ."""
    value = entry.value
    if value and goal and (value.ucum or value.unit) == (goal.ucum or goal.unit):
        return value.number
    return in_unit_of(entry, goal)


def of_the_time(rivals: Sequence[Entry], scope: Scope) -> Sequence[Entry]:
    """`peaked at 148 and came down to 127`: the highest of the time that the cited results span."""
    cited = {p.entry.reference for p in scope.cited}
    held = [e for e in rivals if e.reference in cited and e.when]
    if len(held) < 2:  # noqa: PLR2004 - a span has two ends
        return rivals
    low, high = held[0].when, held[-1].when
    return [e for e in rivals if e.when and low and high and low <= e.when <= high]
