"""Parts of a year or month: "early 2019", "the spring of 2019", "Q1 2020", "the week of 3 March".

Each is a run of days, and a wide one, because nobody says where "early" ends: the first five months
of a year, the first half of a month. A season is that of the northern hemisphere by the calendar of
meteorology or of astronomy, whichever is wider; the winter of a year may be either of its two. A
fiscal year begins in April to October of the year before it, as in the United Kingdom, Australia
and the United States.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from chartside.fhir.when import When
from chartside.grounding.reading.caseless import Caseless

_LINK: Final = r"[\s,/-]{1,2}(?:(?:of|in)\s)?(?:the\s)?(?:year\s)?$"
_EARLY: Final = r"(?:very\s)?early(?:\s(?:in|part\sof))?|(?:start|beginning|outset)\sof"
_LATE: Final = r"(?:very\s)?late(?:\sin)?|(?:end|close|tail\send)\sof"
_NTH: Final = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "last": 4, "final": 4,
}  # fmt: skip
_PART: Final = Caseless(
    rf"""\b(?:the\s)?(?:
    (?P<early>{_EARLY})|(?P<late>{_LATE})|(?P<mid>mid(?:dle)?(?:\sof)?|midway\sthrough)
  | (?:(?:early|late|mid)[\s-])?(?P<season>spring|summer|autumn|fall|winter)(?:time)?
  | Q(?P<q>[1-4])|(?P<nthq>{"|".join(_NTH)})\squarter
  | H(?P<h>[12])|(?P<nthh>first|1st|second|2nd|last|latter)\shalf
  | (?P<nthw>first|second|third|fourth|last)\s(?:few\s|couple\sof\s)?(?:weeks?|days)
  | week\s(?P<isoweek>\d{{1,2}})
  | (?P<fiscal>FY|(?:fiscal|financial)\syear)
  | (?P<week>week\s(?:of|commencing|beginning|starting|from)|w/c|wc)
  | (?P<ending>week\s(?:ending|to)|w/e)
    ){_LINK}|\bFY(?P<fy>)$""",
    re.VERBOSE,
)
_BEHIND: Final = Caseless(r"[\s/-]?Q(?P<q>[1-4])\b|[\s/-]H(?P<h>[12])\b")
_SEASONS: Final = {
    "spring": (3, 1, 6, 21), "summer": (6, 1, 9, 23), "autumn": (9, 1, 12, 21),
    "fall": (9, 1, 12, 21),
}  # fmt: skip
_ROUGHLY: Final = {"early": (1, 5), "late": (8, 12), "mid": (4, 9)}
_WEEKS: Final = {
    "first": (1, 10), "second": (6, 17), "third": (13, 24), "fourth": (20, 31), "last": (20, 31),
}  # fmt: skip
_REACH: Final = 40
"""Characters before a date in which its part is looked for."""
Window = tuple[date, date]


def part_of(when: When, ahead: str, behind: str) -> tuple[int, int, Window] | None:
    """How far the words of a part reach before and behind a date, and what part they mean.

    >>> from chartside.fhir.when import parse_when
    >>> part_of(parse_when("2020"), "seen in Q1 ", "")
    (3, 0, (datetime.date(2020, 1, 1), datetime.date(2020, 3, 31)))
    """
    if found := _PART.search(ahead[-_REACH:]):
        window = _window(found, when)
        return (len(found[0]), 0, window) if window else None
    if when.precision == "year" and (found := _BEHIND.match(behind)):
        return 0, len(found[0]), _months(when.date.year, *_third(found))
    return None


def decade_of(said: str) -> Window:
    """`The 1990s`, `the late 1990s`: ten years, or the part of them with a year of slack."""
    first = int(next(n for n in re.findall(r"\d{4}", said)))
    lower = said.lower()
    begin = 4 if "late" in lower else 3 if "mid" in lower else 0
    end = 5 if "early" in lower else 6 if "mid" in lower else 9
    return date(first + begin, 1, 1), date(first + end, 12, 31)


def two_years(said: str) -> Window:
    """`2018/19`: both years."""
    first = int(said[:4])
    return date(first, 1, 1), date(first + 1, 12, 31)


def _window(found: re.Match[str], when: When) -> Window | None:
    if when.precision in {"day", "time"}:
        return _week(found, when.date)
    if when.precision == "month":
        return _of_month(found, when.date)
    return _of_year(found, when.date.year)


def _week(found: re.Match[str], day: date) -> Window | None:
    """The week that begins or ends on a day, or, of `the week of`, that the day lies in."""
    if found["week"]:
        inside = found["week"].lower().endswith("of")
        return day - timedelta(day.weekday() if inside else 0), day + timedelta(6)
    return (day - timedelta(6), day) if found["ending"] else None


def _of_month(found: re.Match[str], first: date) -> Window | None:
    last = monthrange(first.year, first.month)[1]
    if found["early"]:
        return first, first.replace(day=15)
    if found["late"]:
        return first.replace(day=16), first.replace(day=last)
    if found["mid"]:
        return first.replace(day=8), first.replace(day=23)
    if found["nthw"]:
        begin, end = _WEEKS[found["nthw"].lower()]
        return first.replace(day=begin), first.replace(day=min(end, last))
    if found["nthh"]:
        begins = _NTH.get(found["nthh"].lower(), 2) == 1
        return (first, first.replace(day=16)) if begins else (
            first.replace(day=15), first.replace(day=last),
        )  # fmt: skip
    return None


def _of_year(found: re.Match[str], year: int) -> Window | None:
    if found["season"]:
        return _season(found["season"].lower(), year)
    if found["isoweek"]:
        return _week_of_year(int(found["isoweek"]), year)
    if found["fiscal"] or found["fy"] is not None:
        return date(year - 1, 4, 1), date(year + 1, 6, 30)
    for name, (first, last) in _ROUGHLY.items():
        if found[name]:
            return _months(year, first, last)
    third = _third(found)
    return _months(year, *third) if third[1] else None


def _week_of_year(week: int, year: int) -> Window | None:
    """A numbered week, by ISO 8601 or by the count of the United States, a few days apart."""
    if not 1 <= week <= 53:  # noqa: PLR2004 - ISO 8601: at most 53 weeks
        return None
    first = date(year, 1, 1) + timedelta(7 * (week - 1))
    return first - timedelta(6), first + timedelta(12)


def _third(found: re.Match[str]) -> tuple[int, int]:
    """The months of a quarter or a half."""
    said = {k: v for k, v in found.groupdict().items() if v}
    if quarter := said.get("q") or _NTH.get(said.get("nthq", "").lower(), 0):
        return 3 * int(quarter) - 2, 3 * int(quarter)
    half = said.get("h") or (said.get("nthh") and _NTH.get(said["nthh"].lower(), 2))
    if not half:
        return 0, 0
    return (1, 6) if int(half) == 1 else (7, 12)


def _months(year: int, first: int, last: int) -> Window:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _season(name: str, year: int) -> Window:
    if name == "winter":
        return date(year - 1, 12, 1), date(year + 1, 3, 20)
    month, day, until, last = _SEASONS[name]
    return date(year, month, day), date(year, until, last)
