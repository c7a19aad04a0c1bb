"""Questions about results and vital signs."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Final

from chartside.evals.chart_questions.expected import (
    Count,
    Direction,
    Measured,
    Span,
    Words,
    YesNo,
)
from chartside.evals.chart_questions.gather.series import (
    CERTAIN,
    Reading,
    Series,
    outside,
    series_of,
)
from chartside.evals.chart_questions.question import Asked, Named
from chartside.evals.chart_questions.raw import (
    Body,
    Person,
    at,
    codes,
    day,
    label,
    listed,
    name_of,
    past,
)

_NOTABLE: Final = Decimal("0.03")
"""Share of a value below which nobody speaks of up or down."""


def results(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Every question about every test."""
    for series in series_of(person):
        for gather in (_ends, _extremes, _on_days, _course, _counts, _limits, _abnormal):
            yield from gather(series, rng)
    yield from _pressure(person)
    yield from _smoking(person)


def _measured(readings: list[Reading]) -> Measured:
    """These share a value; any of their days is right."""
    return Measured((readings[0].number,), readings[0].units, frozenset(r.day for r in readings))


def _ask(kind: str, series: Series, readings: list[Reading], **slots: str) -> Asked:
    days = {k: v for k, v in slots.items() if k in {"day", "other"}}
    rest = {k: v for k, v in slots.items() if k not in days}
    sources = frozenset(r.reference for r in readings)
    return Asked(kind, _measured(readings), series.name, days, rest, sources)


def _ends(series: Series, _: random.Random) -> Iterator[Asked]:
    yield _ask("latest value", series, [series.readings[-1]])
    if len(series.readings) > 1:
        yield _ask("first value", series, [series.readings[0]])


def _extremes(series: Series, rng: random.Random) -> Iterator[Asked]:
    for kind, of in (("highest value", max), ("lowest value", min)):
        if len(series.readings) > 1:
            yield _ask(kind, series, _at_extreme(series.readings, of))
    years = [y for y, n in Counter(r.time[:4] for r in series.readings).items() if n > 1]
    if years:
        year = rng.choice(sorted(years))
        yield _ask("highest in a year", series, _at_extreme(series.of(year), max), year=year)


def _at_extreme(
    readings: list[Reading] | tuple[Reading, ...], of: Callable[..., Decimal]
) -> list[Reading]:
    number = of(r.number for r in readings)
    return [r for r in readings if r.number == number]


def _on_days(series: Series, rng: random.Random) -> Iterator[Asked]:
    days = Counter(r.day for r in series.readings)
    single = [r for r in series.readings if days[r.day] == 1]
    if single:
        one = rng.choice(single)
        yield _ask("value on a day", series, [one], day=one.day)
    if len(single) > 1:
        place = rng.randrange(1, len(single))
        before = [r for r in series.readings if r.day < single[place].day]
        yield _ask("last before a day", series, [before[-1]], day=single[place].day)
    pair = sorted(rng.sample(single, 2), key=lambda r: r.time) if len(single) > 1 else []
    if pair and (up := _moved(*pair)) is not None:
        both = frozenset(r.reference for r in pair)
        days_of = {"day": pair[0].day, "other": pair[1].day}
        yield Asked("between two days", Direction(up), series.name, days_of, {}, both)


def _moved(first: Reading, second: Reading) -> bool | None:
    """Up, down, or None where the two are so near that nobody would say either."""
    change = second.number - first.number
    if not first.number or abs(change) < _NOTABLE * abs(first.number):
        return None
    return change > 0


def _course(series: Series, _: random.Random) -> Iterator[Asked]:
    held = series.readings
    if len(held) > 1 and (up := _moved(held[-2], held[-1])) is not None:
        both = frozenset(r.reference for r in held[-2:])
        yield Asked("against the one before", Direction(up), series.name, sources=both)
    if (up := _trend(held)) is not None:
        every = frozenset(r.reference for r in held)
        yield Asked("trend", Direction(up), series.name, sources=every)
    if len(held) > 1 and held[0].day < held[-1].day:
        days = Decimal(_apart(held[0].day, held[-1].day))
        ends = frozenset({held[0].reference, held[-1].reference})
        yield Asked("time between results", Span(days, days), series.name, sources=ends)


def _trend(held: tuple[Reading, ...]) -> bool | None:
    """Up or down where every look agrees: ends, last step, and nine in ten of all pairs."""
    if len(held) < 3 or not held[0].number:  # noqa: PLR2004 - two are a comparison
        return None
    up = held[-1].number > held[0].number
    far = abs(held[-1].number - held[0].number) >= Decimal("0.15") * abs(held[0].number)
    if not far or _moved(held[-2], held[-1]) is not up:
        return None
    steps = [(b.number > a.number) is up and b.number != a.number for a, b in combinations(held, 2)]
    return up if sum(steps) >= Decimal("0.9") * len(steps) else None


def _apart(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def _counts(series: Series, rng: random.Random) -> Iterator[Asked]:
    days = Counter(r.day for r in series.readings)
    if max(days.values()) > 1:
        return  # "how many times" might mean days
    every = frozenset(r.reference for r in series.readings)
    yield Asked("number of results", Count(len(series.readings)), series.name, sources=every)
    year = rng.choice(sorted({r.time[:4] for r in series.readings}))
    these = series.of(year)
    held = frozenset(r.reference for r in these)
    yield Asked("number in a year", Count(len(these)), series.name, {}, {"year": year}, held)


def _limits(series: Series, rng: random.Random) -> Iterator[Asked]:
    numbers = [r.number for r in series.readings]
    for kind, extreme, sign in (("ever above", max(numbers), 1), ("ever below", min(numbers), -1)):
        yes = rng.random() < 0.5  # noqa: PLR2004 - as often yes as no
        factor = Decimal(1) + sign * (Decimal("-0.1") if yes else Decimal("0.1"))
        limit = _round(extreme * factor)
        over = [r for r in series.readings if (r.number - limit) * sign > 0]
        if limit in numbers or bool(over) != yes or extreme <= 0:
            continue
        unit = (" " + series.readings[0].units[0]) if series.readings[0].units else ""
        held = frozenset(r.reference for r in over or series.readings)
        expected = YesNo(yes, days=frozenset(r.day for r in over))
        yield Asked(kind, expected, series.name, {}, {"limit": f"{limit}{unit}"}, held)


def _round(number: Decimal) -> Decimal:
    """To two digits, as somebody would say it."""
    if not number:
        return number
    step = Decimal(1).scaleb(number.adjusted() - 1)
    rounded = (number / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return Decimal(format(rounded.normalize(), "f"))


def _abnormal(series: Series, _: random.Random) -> Iterator[Asked]:
    last = series.readings[-1]
    beyond = outside(last)
    if beyond is not None:
        held = frozenset({last.reference})
        expected = YesNo(beyond, days=frozenset({last.day}))
        yield Asked("outside its range", expected, series.name, sources=held)


def _pressure(person: Person) -> Iterator[Asked]:
    held: dict[str, Body] = {}
    for body in person.of("Observation"):
        when = body.get("effectiveDateTime")
        right = codes(body.get("code")) & {"85354-9", "55284-4"}
        if right and body.get("status") in CERTAIN and past(day(when)):
            if str(when) in held:
                return
            held[str(when)] = body
    parts: list[Decimal] = []
    if not held:
        return
    last = held[max(held)]
    for code in ("8480-6", "8462-4"):
        parts += [
            Decimal(value)
            for c in listed(last, "component")
            if code in codes(at(c, "code"))
            and isinstance(value := at(c, "valueQuantity", "value"), int | Decimal)
        ]
    same = [k for k in held if k[:10] == max(held)[:10]]
    if len(parts) == 2 and len(same) == 1:  # noqa: PLR2004 - systolic and diastolic
        days = frozenset({max(held)[:10]})
        expected = Measured(tuple(parts), ("mmHg", "mm[Hg]"), days)
        yield Asked("latest pressure", expected, sources=frozenset({name_of(last)}))


def _smoking(person: Person) -> Iterator[Asked]:
    held = [
        (str(b["effectiveDateTime"]), label(b.get("valueCodeableConcept")), name_of(b))
        for b in person.of("Observation")
        if "72166-2" in codes(b.get("code"))
        and past(day(b.get("effectiveDateTime")))
        and b.get("status") in CERTAIN
    ]
    if held and max(held)[1]:
        words = Words((max(held)[1],))
        yield Asked("smoking", words, Named(("",)), sources=frozenset({max(held)[2]}))
