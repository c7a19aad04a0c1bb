"""Dates told from another day: "two weeks ago", "last month", "over the past year".

They are told from the chart's "now", or, for "a month earlier", from the date that stands before
them. What they may mean is a run of days: a calendar month for "last month", and for "three months
ago" about half a month on either side, because nobody counts the days.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3,
}  # fmt: skip
_DAYS: Final = {"day": 1, "week": 7, "fortnight": 14, "month": 30.44, "year": 365.25}
_SLACK: Final = {"day": 1, "week": 4, "fortnight": 4, "month": 16, "year": 183}
"""Days on either side of "three … ago" that are still that."""
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_N: Final = r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_UNIT: Final = r"day|week|fortnight|month|year"
RELATIVE: Final = rf"""
    (?P<ago>\b(?:about\s|some\s|around\s|nearly\s)?(?:{_N}|a\scouple\sof|a\sfew)\s(?:{_UNIT})s?
      \s(?:ago|back|earlier(?!\sthan)|prior(?!\sto)|previously|later(?!\sthan)
      |(?:before|after)(?=\s*(?:[.,;)]|$)))\b)
  | (?P<past>\b(?:(?:in|over|within|during|for)\s)?(?:the\s|this\s)?
      (?:last|past|previous|preceding)\s
      (?:(?:{_N}|few|couple\sof)\s(?:{_UNIT})s|year|month|week|fortnight)\b)
  | (?P<named>\b(?:today|yesterday|(?:earlier\s)?this\s(?:week|month|year))\b)
  | (?P<weekday>\b(?:last|on|this)\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b
      (?!,?\s(?:the\s)?(?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d)))
  | (?P<same>\b(?:that|the\ssame|the\sfollowing|the\snext)\s(?:month|year|day)\b)
"""
"""For the pattern of all dates, which is verbose and takes no heed of capitals."""
_WORDS = re.compile(r"[A-Za-z]+|\d+")
_LATER: Final = frozenset({"later", "after"})
_OF_ANOTHER: Final = frozenset({"earlier", "prior", "previously", "before", *_LATER})


@dataclass(frozen=True, slots=True)
class Back:
    """How a date is told from another.

    `of_another` where that is a date of the sentence rather than the chart's "now".
    """

    form: str
    words: tuple[str, ...]

    @property
    def of_another(self) -> bool:
        """Whether it is told from the date that stands before it."""
        return self.form == "same" or self.words[-1] in _OF_ANOTHER

    def is_as(self, other: "Back") -> bool:
        """Whether two say the same in other words: "in the last month", "over the past month"."""
        return self.form == other.form and self.gist == other.gist

    @property
    def gist(self) -> tuple[int, str]:
        """How many of what: `(3, "month")`; 0 where no number stands."""
        unit = next((u for w in self.words if (u := w.rstrip("s")) in _DAYS), self.words[-1])
        return next((n for w in self.words if (n := _count(w))), 0), unit

    def window(self, day: date) -> tuple[date, date]:
        """The first and the last day that it may mean, told from a day."""
        if self.form == "named":
            return _named(self.words, day)
        if self.form == "weekday":
            back = (day.weekday() - _WEEKDAYS.index(self.words[-1])) % 7 or 7
            return day - timedelta(back), day - timedelta(back)
        if self.form == "same":
            return _same(self.words, day)
        unit = next(u for w in self.words if (u := w.rstrip("s")) in _DAYS)
        count = next((_count(w) for w in self.words if _count(w)), 0)
        if self.form == "past":
            return _past(unit, count, day)
        span = round((count or 1) * _DAYS[unit])
        middle = day + timedelta(span if self.words[-1] in _LATER else -span)
        slack = timedelta(_SLACK[unit])
        return middle - slack, middle + slack


def back(form: str, said: str) -> Back:
    """A date that is told from another, taken apart."""
    return Back(form, tuple(w.lower() for w in _WORDS.findall(said)))


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS.get(word, 0)


def _named(words: tuple[str, ...], day: date) -> tuple[date, date]:
    last = words[-1]
    if last in {"today", "yesterday"}:
        one = day - timedelta(last == "yesterday")
        return one, one
    return _calendar(last, day) if last != "week" else (day - timedelta(6), day)


def _past(unit: str, count: int, day: date) -> tuple[date, date]:
    """`last month` is the month before; `the last three months` end today."""
    if count:
        return day - timedelta(round(count * _DAYS[unit]) + 1), day
    if unit == "month":
        return _calendar("month", day.replace(day=1) - timedelta(1))
    if unit == "year":
        first, last = _calendar("year", day.replace(month=1, day=1) - timedelta(1))
        return first, last
    return day - timedelta(2 * int(_DAYS[unit]) - 1), day - timedelta(1)


def _same(words: tuple[str, ...], day: date) -> tuple[date, date]:
    first, last = _calendar(words[-1], day)
    return _calendar(words[-1], last + timedelta(1)) if words[-2] in {"following", "next"} else (
        first, last,
    )  # fmt: skip


def _calendar(unit: str, day: date) -> tuple[date, date]:
    """The calendar month or year of a day; the day itself."""
    if unit == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day
