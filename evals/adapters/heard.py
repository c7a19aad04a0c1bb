"""What an answer in words says: days and times of day, numbers with what follows them, denials.

Dates of benchmarks lie in centuries to come (de-identified records are moved there), which is why
this does not share the reader of `chartside.evals.chart_questions`. A date of digits alone with
slashes is read month first, as the benchmarks write it, where that is a date.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_YEAR: Final = r"(?P<y>(?:1[89]|2[0-2])\d\d)"
_NAMED: Final = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NTH: Final = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DATES: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?<![\d-]){_YEAR}-(?P<n>\d\d)(?:-(?P<d>\d\d))?(?![\d-])(?:T(?=\d\d:))?",
        rf"(?<![\d/]){_NTH}(?:-| of | )?{_NAMED}[ ,-]+{_YEAR}\b",
        rf"\b{_NAMED} {_NTH},? {_YEAR}\b",
        rf"\b{_NAMED},? {_YEAR}\b",
        rf"(?<![\d/.])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/{_YEAR}\b",
        rf"(?<![\d/.])(?P<n>\d{{1,2}})/{_YEAR}\b",
        rf"\b(?:in|of|since|until|before|after|from|to|during|year) {_YEAR}\b"
        r"(?![.,]\d| ?(?:m?g|m?l|units)\b)",
    )
)
_YEARLESS: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (rf"\b{_NAMED} {_NTH}\b", rf"\b{_NTH} (?:of )?{_NAMED}(?!\w)")
)
"""A day of a year that is not said: no date to go by, and no number either."""
_CLOCK: Final = re.compile(
    r"(?<![\d:])(?P<h>[01]?\d|2[0-3]):(?P<min>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?(?:Z|[+-]\d\d:\d\d)?(?![\d:])",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"(?<![\w.])[-\u2212]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d]|\.\d)"
)
_RANGE: Final = re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s?[-\u2013]\s?\d+(?:\.\d+)?(?![\w.]*\d)")
_DENIED: Final = re.compile(
    r"\b(?:no|not|none|never|nothing|nobody|neither|without|absent)\b|n't\b|n\u2019t\b",
    re.IGNORECASE,
)
_UNKNOWN: Final = re.compile(
    r"(?:\b(?:no|not|none|nothing|never|neither)\b|n['\u2019]t\b)[^.;]{0,160}?\b(?:record(?:ed|s)?"
    r"|found|documented|available|(?<!\bno )known|stated|mentioned|listed|charted|chart"
    r"|information|data)\b"
    r"|\bunknown\b|\bunable to\b|\binsufficient\b|\bcan(?:not| not|['\u2019]t) (?:be )?"
    r"(?:answer|say|said|tell|determine|find|see)"
    r"|\bdoes(?: not|n['\u2019]t) (?:say|tell|hold|show)\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[:;]|\.(?:\s|$)|,\s")


@dataclass(frozen=True, slots=True)
class Said:
    """A number as it was written: its value, its digits after the point, the text behind it."""

    value: Decimal
    digits: int
    after: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A text: its days in order (`2019`, `2019-03`, `2019-03-02`), its times, the text without."""

    days: tuple[str, ...]
    clocks: tuple[str, ...]
    rest: str


def heard(text: str) -> Heard:
    """The days and times of day of a text.

    >>> heard("On 2 Jan 2150 at 3:04 pm, and since 2151").days
    ('2150-01-02', '2151')
    >>> heard("2150-08-20T13:00:00-05:00").clocks
    ('13:00',)
    """
    found: list[tuple[int, str]] = []
    rest = text
    for shape in _DATES:
        for match in shape.finditer(rest):
            if day := _day(match):
                found.append((match.start(), day))
        rest = shape.sub(lambda m: " " * len(m[0]) if _day(m) else m[0], rest)
    clocks = tuple(_clock(m) for m in _CLOCK.finditer(rest))
    rest = _CLOCK.sub(" ", rest)
    for shape in _YEARLESS:
        rest = shape.sub(" ", rest)
    return Heard(tuple(day for _, day in sorted(found)), clocks, rest)


def _day(match: re.Match[str]) -> str:
    """The date as ISO text; empty where the digits are none."""
    held = match.groupdict()
    month, day = held.get("n"), held.get("d")
    if held.get("m"):
        month = str(_MONTHS.index(held["m"][:3].lower()) + 1)
    if held.get("a"):
        month, day = (held["a"], held["b"]) if int(held["a"]) <= 12 else (held["b"], held["a"])  # noqa: PLR2004 - months
    if month is None:
        return str(held["y"])
    if not 1 <= int(month) <= 12 or (day is not None and not 1 <= int(day) <= 31):  # noqa: PLR2004 - a calendar
        return ""
    text = f"{held['y']}-{int(month):02}"
    return text if day is None else f"{text}-{int(day):02}"


def _clock(match: re.Match[str]) -> str:
    hour = int(match["h"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return f"{hour:02}:{match['min']}"


def numbers(rest: str) -> list[Said]:
    """The numbers of a text without days; of a range (3.5-5.1) none."""
    plain = _RANGE.sub(lambda m: "_" * len(m[0]), rest)
    found = []
    for match in _NUMBER.finditer(plain):
        digits = match[0].replace(",", "").replace("\u2212", "-")
        after = rest[match.end() : match.end() + 40]
        found.append(Said(Decimal(digits), len(digits.partition(".")[2]), after))
    return found


def denies(text: str) -> bool:
    """Whether the first clause says that something is not so, or not there."""
    return bool(_DENIED.search(_CLAUSE.split(text.strip(), maxsplit=1)[0]))


def says_unknown(text: str) -> bool:
    """Whether the first sentence says no more than that something is not known or not recorded.

    >>> says_unknown("No phone number is recorded."), says_unknown("No, it fell.")
    (True, False)
    """
    return bool(_UNKNOWN.search(re.split(r"\.(?:\s|$)", text.strip(), maxsplit=1)[0]))


def leads(text: str) -> bool | None:
    """The yes or no that a text begins with; None where it begins with neither."""
    found = re.match(r"\W*(yes|no)\b(?! \w)", text, re.IGNORECASE)
    return None if found is None else found[1].lower() == "yes"
