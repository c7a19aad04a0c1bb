"""The span of time within which a result is called the highest, lowest, first or latest.

"The highest since 2019", "between 2012 and 2020 the lowest", "the last before June", "the highest
in the last five years", "its highest in four years": those dates bound what the result is compared
with, and are not the date of the result itself, which has to lie in the span.

Comparison of HL7 FHIR R4 Observation.effective as a period: a search for `ge` and `lt`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry
from chartside.fhir.when import When
from chartside.grounding.binding import readings
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.course import course_of, in_time
from chartside.grounding.judges.dates import holds
from chartside.grounding.judges.numbers import loinc_of, number_matches
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_OPEN: Final = Caseless(
    r"\b(?P<way>since|after|by|until|till|up to|before|prior to)\s(?:(?:the\s)?(?:end|start"
    r"|beginning)\sof\s)?$",
)
_TO: Final = Caseless(r"\s?(?:and|to|through|until|till|-|\u2013)\s?")
_FROM: Final = Caseless(
    r"\b(?:(?:between|from|in|over|during|for|within)\s)?(?:the\s)?(?:period|years?|time|span)\s"
    r"(?:(?:of|from|between)\s)?$|\b(?:between|from|in|over|during)\s$|^$",
)
_PLACE: Final = "place"


def within(when: When, periods: Sequence[Dated], text: str) -> bool:
    """Whether a day lies in one of these periods, or `between 2012 and 2020`, or `since 2019`."""
    open_ended = [(d, way) for d in periods if d.when and (way := opened(d, text))]
    if open_ended:
        return all(_beyond(when, d.when, way) for d, way in open_ended if d.when)
    for one, other in _pairs(periods, text):
        if one.when and other.when:
            return one.when.low <= when.low < other.when.high
    return any(holds(d, when) for d in periods)


def since_then(when: When, periods: Sequence[Dated], text: str) -> bool:
    """Whether a day lies in what "since" names: "147 in 2025, the highest since 2020".

    That of a value with a date of its own may mean that the year named had a higher one.
    """
    return any(
        opened(d, text) == "since" and d.is_period and holds(d, when) for d in periods if d.when
    )


def _beyond(when: When, bound: When, way: str) -> bool:
    if way == "since":
        return when.low >= bound.low
    if way == "after":
        return when.low >= bound.high
    return when.low < (bound.low if way in {"before", "prior to"} else bound.high)


def opened(dated: Dated, text: str) -> str:
    """`since`, `after`, `by`, `until` or `before`, where a date only bounds the time; else ""."""
    said = _OPEN.search(text[: dated.start])
    return said["way"].lower() if said else ""


def _pairs(dates: Sequence[Dated], text: str) -> list[tuple[Dated, Dated]]:
    """`between 2012 and 2020`, `from March to May 2019`, and `2012-2020` that begins a text."""
    return [
        (one, other)
        for one, other in pairwise(dates)
        if _TO.fullmatch(text[one.end : other.start])
        and _FROM.search(text[max(0, one.start - 40) : one.start])
    ]


def spanned(claim: Claim, scope: Scope) -> Claim:
    """A claim of a place in a series, with the dates that bound the series told apart."""
    text = scope.sentence.bare
    bounded = any(is_never(r.quantity, text) for r in claim.readings)
    if not bounded and not any(c.kind == _PLACE for c in claim.cues):
        return claim
    found = _bounds(claim, text)
    if not found:
        return claim
    starts = {d.start for d in found}
    left = tuple(d for d in claim.dates if d.dated.start not in starts)
    numbers = [r.quantity for r in claim.readings]
    again = readings(scope.sentence, numbers, [d.dated for d in left])
    return replace(claim, dates=left, readings=tuple(again), spans=tuple(found))


_NEVER: Final = Caseless(
    r"(?:\b(?:no(?!\s(?:longer|doubt|change))|none|never|at no time|not (?:once|ever|one|a single)"
    r"|nor|neither|(?:has|have|had|did|does|do) not)|n't)\b"
    r"(?:[^.;\d]|\d{4}\b|\b[A-Za-z]+\d+)*(?:\d[\d.,]*\s?[^\s\d.;,]*\s(?:or|nor)\s[^.;\d]*)?$",
)
_ALWAYS: Final = Caseless(
    r"\b(?:stayed|stays|staying|remained|remains|kept|always|consistently|throughout)\b"
    r"(?:[^.;\d]|\d{4}\b)*$",
)


def is_never(quantity: Quantity, text: str) -> bool:
    """Whether a bound holds of every result: `never above 150`, `stayed below 5`."""
    ahead = text[: quantity.start]
    if quantity.sign in {"<=", ">="} and _NEVER.search(ahead):
        return True
    return bool(quantity.sign) and _ALWAYS.search(ahead) is not None


def judge_never(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """A result of the chart beyond what the sentence says that none lies beyond.

    Of a single day it is judged of the result that is cited.
    """
    if not profiles[0].measures:
        return []
    text = scope.sentence.bare
    course = course_of(profiles[0].entry, scope)
    days = any(not d.dated.is_period for d in claim.dates)
    found = []
    for quantity in (r.quantity for r in claim.readings if is_never(r.quantity, text)):
        held = [e for e in course.entries if e.live] if course and not days else []
        if claim.spans:
            held = [e for e in held if e.when and within(e.when, claim.spans, text)]
        over = next((e for e in in_time(held, claim.dates) if not fits(quantity, e)), None)
        if over is not None:
            reason = f"{over.reference} lies beyond; the sentence says {quantity.text} of none"
            found.append(contradicted("place", quantity.start, Severity.MODERATE, reason))
    return found


def fits(quantity: Quantity, entry: Entry) -> bool:
    """Whether the one number of an entry is as a quantity says; true of an entry without one."""
    return (
        entry.value is None
        or entry.value.number is None
        or number_matches(quantity, quantity.number, entry.value, loinc_of(entry))
    )


def _bounds(claim: Claim, text: str) -> list[Dated]:
    dates = [d.dated for d in claim.dates]
    plain = [r for r in claim.readings if r.role in {"", "earlier"}]
    moves = any(c.kind == "trend" and c.value != "before" for c in claim.cues)
    numbered = moves and len(dates) == len(claim.readings)
    found = [d for d in dates if opened(d, text) and (d.is_period or not numbered)]
    one_number = len(plain) == 1 and plain[0].quantity.other is None
    for pair in _pairs(dates, text):
        if not moves and (one_number or _ends(claim)):
            found += pair
    if len(dates) > 1 or len(plain) == 1:
        found += [d for d in dates if d.back and d.back.form == "past"]
    return sorted({d.start: d for d in found}.values(), key=_place)


def _place(dated: Dated) -> int:
    return dated.start


def _ends(claim: Claim) -> bool:
    """`Between 2018 and 2026 the lowest was 137 and the highest 152`."""
    return {"top", "bottom"} <= {c.value for c in claim.cues}


_YEARS: Final = Caseless(
    r"\s(?:[\w-]+\s){0,3}?(?:in|for)\s(?:(?:over|more than|about|nearly|almost|some|at least)\s)?"
    r"(?P<count>\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s"
    r"(?P<unit>year|month|week|day)s?\b",
)
_COUNTS: Final = ("", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
                  "eleven", "twelve")  # fmt: skip
_DAYS: Final = {"year": 365.25, "month": 30.44, "week": 7, "day": 1}


def run_up(text: str, end: int, day: date | None) -> tuple[date, date] | None:
    """`Its highest in over four years`: the years before the result itself, behind that word."""
    said = _YEARS.match(text, end)
    if said is None or day is None:
        return None
    count = said["count"].lower()
    number = int(count) if count.isdigit() else _COUNTS.index(count) if count in _COUNTS else 1
    return day - timedelta(int(number * _DAYS[said["unit"].lower()])), day
