"""How FHIR search compares values: dates and numbers are ranges, strings are folded.

Source: FHIR R4 search, https://hl7.org/fhir/R4/search.html, sections "prefixes", "date", "number",
"string".
"""

import re
import unicodedata
from datetime import MAXYEAR, UTC, datetime, timedelta
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import NamedTuple

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_NUMBER = re.compile(r"[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LEAP_SECOND = 60
_DAY = 86_400_000_000
_MONTHS_PER_YEAR = 12
EARLIEST, LATEST = -(2**62), 2**62


class Span(NamedTuple):
    """A stretch of time in microseconds since 1970 UTC, `high` excluded."""

    low: int
    high: int


def fold(text: str) -> str:
    """Text as string search compares it: no case, no accents, single blanks.

    >>> fold("  Müller-Łoś  ")
    'muller-łos'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


@lru_cache(maxsize=65536)
def span(text: str) -> Span | None:
    """The stretch that a date, dateTime or instant covers at the precision it is written in.

    A time without an offset is read as UTC. None where the text is not a FHIR date.

    >>> span("2019-03").high - span("2019-03").low == 31 * 86_400 * 1_000_000
    True
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return _clock(match) if match[4] else _calendar(match)
    except (ValueError, OverflowError):  # month 13, 30 February, year 0
        return None


def _calendar(match: re.Match[str]) -> Span:
    year, month, day = int(match[1]), match[2], match[3]
    low = datetime(year, int(month or 1), int(day or 1), tzinfo=UTC)
    if day:
        return Span(micros(low), micros(low) + _DAY)
    if month and low.month < _MONTHS_PER_YEAR:
        return Span(micros(low), micros(low.replace(month=low.month + 1)))
    if year == MAXYEAR:
        return Span(micros(low), LATEST)
    return Span(micros(low), micros(datetime(year + 1, 1, 1, tzinfo=UTC)))


def _clock(match: re.Match[str]) -> Span:
    year, month, day, hour, minute = (int(match[i]) for i in range(1, 6))
    seconds, fraction, offset = match[6], match[7], match[8]
    if int(seconds or 0) > _LEAP_SECOND:
        raise ValueError
    low = micros(datetime(year, month, day, hour, minute, tzinfo=UTC)) - _shift(offset)
    if seconds is None:
        return Span(low, low + 60_000_000)
    low += int(seconds) * 1_000_000
    if fraction is None:
        return Span(low, low + 1_000_000)
    digits = fraction[1:7]
    step = 10 ** (6 - len(digits))
    low += int(digits) * step
    return Span(low, low + step)


def _shift(offset: str | None) -> int:
    if offset is None or offset == "Z":
        return 0
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    if hours > 14 or minutes > 59:  # noqa: PLR2004 - the widest offset that FHIR allows is 14:00
        raise ValueError
    size = (hours * 60 + minutes) * 60_000_000
    return -size if offset[0] == "-" else size


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


class Measure(NamedTuple):
    """A number as a search names it: the exact value, and half of its last digit."""

    value: Decimal
    half: Decimal


def measure(text: str) -> Measure | None:
    """A number with the precision it is written in; None where it is not one.

    `5.40` may stand for 5.395 up to, not including, 5.405.

    >>> measure("5.40")
    Measure(value=Decimal('5.40'), half=Decimal('0.005'))
    """
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 40:  # noqa: PLR2004 - a FHIR decimal has 18 digits
        return None
    try:
        value = Decimal(text)
    except DecimalException:
        return None
    last = int(match[3] or 0) - len(match[2] or "")
    return Measure(value, Decimal(5).scaleb(last - 1))
