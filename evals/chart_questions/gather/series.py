"""Results of one test over time, out of raw Observations."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from chartside.evals.chart_questions.names import TESTS
from chartside.evals.chart_questions.question import Named
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

CERTAIN = frozenset({"final", "amended", "corrected"})
"""A result that is preliminary, registered or cancelled is not one to ask for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value; `time` is the whole date and time as recorded, for the order."""

    number: Decimal
    units: tuple[str, ...]
    time: str
    reference: str
    body: Body

    @property
    def day(self) -> str:
        """The date."""
        return self.time[:10]


@dataclass(frozen=True, slots=True)
class Series:
    """The values of a test in the order of time: one unit, no bounds, one value at a time."""

    name: Named
    readings: tuple[Reading, ...]

    def of(self, year: str) -> list[Reading]:
        """The readings of a year."""
        return [r for r in self.readings if r.time[:4] == year]


def series_of(person: Person) -> list[Series]:
    """Every test whose values can be put in order without a doubt.

    A test is left out where a value has a comparator or no number, units differ, two values share a
    time, or another test of the record is called the same.
    """
    held: dict[str, list[Body]] = defaultdict(list)
    names: dict[str, Named] = {}
    for body in person.of("Observation"):
        key, name = _key(body)
        names[key] = name
        if body.get("status") in CERTAIN and past(day(body.get("effectiveDateTime"))):
            held[key].append(body)
    found = []
    others = {k for k in names if k and not k.startswith("test ")}
    for key, bodies in sorted(held.items()):
        if any(_alike(names[key], other) for other in others - {key}):
            continue
        readings = sorted(_readings(bodies), key=lambda r: r.time)
        if key and _orderly(readings) and len(readings) == len(bodies):
            found.append(Series(names[key], tuple(readings)))
    return found


def _key(body: Body) -> tuple[str, Named]:
    """What groups results into one test, and its name; an empty key where the name misleads."""
    known = next((n for n, t in enumerate(TESTS) if t.codes & codes(body.get("code"))), None)
    if known is not None:
        return f"test {known}", TESTS[known].name
    words = asked_as(label(body.get("code")))
    misleading = (
        words.lower() in _CALLED or "[" in words or _NO_TEST.search(label(body.get("code")))
    )
    return "" if misleading else words.lower(), Named((words,))


def _alike(name: Named, other: str) -> bool:
    """Whether a test of the record's own naming may be meant as well."""
    theirs = set(re.findall(r"[a-z0-9]+", other))
    ours = [set(re.findall(r"[a-z0-9]+", n.lower())) for n in (*name.known, *name.kept)]
    return any(o <= theirs or theirs <= o for o in ours if o and theirs)


_CALLED = frozenset(n.lower() for t in TESTS for n in (*t.name.known, *t.name.kept))
_NO_TEST = re.compile(r"percentile|\bcode\b|[a-z]\.[a-z]", re.IGNORECASE)
_TAIL = re.compile(
    r" \[(?:[^]]*/|Entitic|Presence|Ratio|Volume Fraction).*"
    r"| by .*| in (?:Serum|Blood|Plasma|Urine).*"
)


def asked_as(words: str) -> str:
    """A LOINC name as far as somebody would say it.

    >>> asked_as("MCH [Entitic mass] by Automated count"), asked_as("PULSE")
    ('MCH', 'pulse')
    """
    bare = _TAIL.sub("", words).strip()
    first = bare.split(" ")[0]
    shouted = bare.isupper() and len(bare) > 4  # noqa: PLR2004 - shorter is an abbreviation
    if shouted:
        return bare.lower()
    return bare[:1].lower() + bare[1:] if first[1:].islower() else bare


def _readings(bodies: list[Body]) -> Iterator[Reading]:
    for body in bodies:
        quantity = body.get("valueQuantity")
        number = at(quantity, "value")
        if isinstance(number, int | Decimal) and not at(quantity, "comparator"):
            units = tuple(u for k in ("unit", "code") if isinstance(u := at(quantity, k), str))
            time = body["effectiveDateTime"]
            yield Reading(Decimal(number), units, time, name_of(body), body)


def _orderly(readings: list[Reading]) -> bool:
    times = {r.time for r in readings}
    units = {r.units for r in readings}
    whole = all(len(r.time) >= 10 for r in readings)  # noqa: PLR2004 - the length of a whole date
    mixed = {len(r.time) > 10 for r in readings}  # noqa: PLR2004 - the length of a whole date
    days = {r.day for r in readings}
    return (
        bool(readings)
        and whole
        and len(units) == 1
        and len(times) == len(readings)
        and (len(mixed) == 1 or len(days) == len(readings))
    )


def outside(reading: Reading) -> bool | None:
    """Whether it lies outside its own range or is flagged; None where the record does not say."""
    body = reading.body
    flag = str(at(body, "interpretation", 0, "coding", 0, "code") or "")
    ranges = listed(body, "referenceRange")
    if len(ranges) != 1:
        return None
    low, high = at(ranges[0], "low", "value"), at(ranges[0], "high", "value")
    if low is None and high is None:
        return None
    beyond = (low is not None and reading.number < low) or (
        high is not None and reading.number > high
    )
    if flag and (flag in {"N"}) == beyond:
        return None  # the flag and the range disagree
    return beyond
