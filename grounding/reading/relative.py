"""Dates told from another day: "two weeks ago", "last month", "over the past year".

They are told from the chart's "now", or, for "a month earlier", from the date that stands before
them. What they may mean is a run of days: a calendar month for "last month", and for "three months
ago" about half a month on either side, because nobody counts the days.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3,
    "several": 4, "eighteen": 18, "fifteen": 15, "twenty": 20, "thirty": 30, "dozen": 12,
}  # fmt: skip
_DAYS: Final = {
    "day": 1, "week": 7, "fortnight": 14, "month": 30.44, "year": 365.25, "decade": 3652.5,
}  # fmt: skip
_SHORT: Final = {
    "d": "day", "dy": "day", "w": "week", "wk": "week", "mo": "month", "mth": "month",
    "mnth": "month", "yr": "year", "y": "year",
}  # fmt: skip
_OF: Final = {"7": "day", "52": "week", "12": "month"}
"""Clipped units; `3/7`, `6/52` and `2/12` are days, weeks and months of British notes."""
_SLACK: Final = {
    "day": 1, "week": 4, "fortnight": 4, "month": 16, "year": 183, "decade": 730,
}  # fmt: skip
"""Days on either side of "three … ago" that are still that."""
_WEEK: Final = 7
_ROUGH: Final = frozenset({"about", "some", "around", "nearly", "almost", "roughly", "few", "over"})
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_N: Final = (
    r"\d{4,5}(?=\sdays\b)|\d{1,3}(?:\.5)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|eighteen|twenty|thirty|several"
)
_UNIT: Final = r"day|week|fortnight|month|year|decade"
_CLIPPED: Final = r"(?:d|dy|wk|w|mo|mth|mnth|yr|y)s?\.?"
_MANY: Final = rf"(?:(?:{_N})(?:\sand\sa\shalf)?|a\scouple(?:\sof)?|a\sfew|half\san?)"
_LONG: Final = rf"(?:{_MANY}\s(?:full\s|good\s)?(?:{_UNIT})s?(?:\sand\sa\shalf)?)"
_BRIEF: Final = rf"(?:\d{{1,3}}\s?{_CLIPPED}|\d{{1,3}}/(?:7|52|12))"
RELATIVE: Final = rf"""
    (?P<dayago>\b(?:the\s)?(?P<unitago>day|week|month|year)\s(?:before\s(?:yesterday|last)
      |prior\sto\slast)\b)
  | (?P<thistime>\b(?:(?:at\s)?(?:this|the\ssame)\stime\slast\s(?:year|month|week)
      |(?:a\s)?(?:year|month|week)\sago\s(?:today|yesterday))\b)
  | (?P<ago>\b(?:about\s|some\s|around\s|nearly\s|almost\s|roughly\s|over\s|just\sover\s)?
      (?:{_LONG}|{_BRIEF})
      \s(?:ago|back|since(?=\s*(?:[.,;)]|$))|earlier(?!\sthan)|prior(?!\sto)|previously
      |later(?!\sthan)|(?:before|after|on)(?=\s*(?:[.,;)]|$)))(?!\w))
  | (?P<sinceago>\bsince\s(?:{_LONG})\b(?!\s(?:ago|back|earlier|before|prior)))
  | (?P<past>\b(?:(?:in|over|within|during|for)\s)?(?:the\s|this\s)?
      (?:last|past|previous|preceding)\s
      (?:(?:{_N}|few|couple\sof)\s(?:{_UNIT})s|year|month|week|fortnight|decade)\b
      (?!\sof\s(?:his|her|their|the\spatient's|life)\b))
  | (?P<named>\b(?:today|yesterday|tomorrow|tonight|last\snight
      |(?:earlier\s)?this\s(?:week|month|year|morning|afternoon|evening))\b)
  | (?P<weekday>\b(?:last|on|this)\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b
      (?!,?\s(?:the\s)?(?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d)))
  | (?P<season>\b(?:last|this|this\spast)\s(?:spring|summer|autumn|fall|winter)\b)
  | (?P<same>\b(?:that|the\ssame|the\sfollowing|the\snext)\s(?:month|year|day)\b)
"""
"""For the pattern of all dates, which is verbose and takes no heed of capitals."""
HINTS: Final = (
    "ago", "back", "since", "last", "past", "previous", "preceding", "earlier", "later", "prior",
    "before", "after", "day", "tomorrow", "night", "this", "that", "same", "following", "next",
    "years on", "months on", "weeks on",
)  # fmt: skip
"""One of these stands in every time that is told from another day: a quick look, before all."""
RELATIVES: Final = frozenset(
    {"ago", "dayago", "sinceago", "past", "thistime", "named", "weekday", "season", "same"}
)
_WORDS = re.compile(r"[A-Za-z]+|\d+(?:\.5)?")
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
    def gist(self) -> tuple[float, str]:
        """How many of what: `(3, "month")`; 0 where no number stands."""
        unit = next((u for w in self.words if (u := w.rstrip("s")) in _DAYS), self.words[-1])
        count = next((n for w in self.words if (n := _count(w))), 0.0)
        if "half" in self.words:  # "half a year", "a year and a half"
            count = count + 0.5 if "and" in self.words else 0.5
        return count, unit

    def window(self, day: date) -> tuple[date, date]:
        """The first and the last day that it may mean, told from a day."""
        if self.form in _BY_WORDS:
            return _BY_WORDS[self.form](self.words, day)
        count, unit = self.gist
        if self.form in _BY_UNIT:
            return _BY_UNIT[self.form](unit, int(count), day)
        span = round((count or 1) * _DAYS[unit])
        middle = day + timedelta(span if self.words[-1] in _LATER else -span)
        slack = timedelta(self._slack(unit, span))
        return middle - slack, middle + slack

    def _slack(self, unit: str, span: int) -> int:
        """Days on either side; none of a few days, which are counted."""
        if unit == "day" and span < _WEEK and not _ROUGH.intersection(self.words):
            return 0
        return min(_SLACK[unit], span // 2 or 1)


def back(form: str, said: str) -> Back:
    """A date that is told from another, taken apart."""
    words = [w.lower() for w in _WORDS.findall(_PARTED.sub(_spelled, said))]
    return Back(form, tuple(_SHORT.get(w, _SHORT.get(w.rstrip("s"), w)) for w in words))


_PARTED = re.compile(r"(?P<n>\d+)/(?P<of>7|52|12)")


def _spelled(found: re.Match[str]) -> str:
    return f"{found['n']} {_OF[found['of']]}"


def _count(word: str) -> float:
    return float(word) if word[0].isdigit() else _COUNTS.get(word, 0)


_TODAY: Final = frozenset({"today", "tonight", "morning", "afternoon", "evening"})


def _named(words: tuple[str, ...], day: date) -> tuple[date, date]:
    last = words[-1]
    if last in _TODAY:
        return day, day
    if last in {"yesterday", "night"}:  # a night has two days
        return day - timedelta(1), day - timedelta(last == "yesterday")
    if last == "tomorrow":
        return day + timedelta(1), day + timedelta(1)
    return _calendar(last, day) if last != "week" else (day - timedelta(6), day)


def _weekday(words: tuple[str, ...], day: date) -> tuple[date, date]:
    back = (day.weekday() - _WEEKDAYS.index(words[-1])) % 7 or 7
    return day - timedelta(back), day - timedelta(back)


def _before_last(unit: str, _: int, day: date) -> tuple[date, date]:
    """`The day before yesterday`, `the month before last`."""
    if unit in {"day", "week"}:
        days = int(_DAYS[unit])
        return day - timedelta(3 * days - 1 if unit == "week" else 2), day - timedelta(
            days + 1 if unit == "week" else 2
        )
    last = _past(unit, 0, day)[0]
    return _past(unit, 0, last)


def _this_time(unit: str, _: int, day: date) -> tuple[date, date]:
    """`This time last year`: a season's width about the day."""
    middle = day - timedelta(round(_DAYS[unit]))
    slack = timedelta({"year": 46, "month": 8}.get(unit, 1))
    return middle - slack, middle + slack


_BEGINS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def _season(words: tuple[str, ...], day: date) -> tuple[date, date]:
    """`Last summer`: the last one that is over; `this summer`: the last one that has begun."""
    over = timedelta(_SEASON if "last" in words else 0)
    years = (day.year, day.year - 1, day.year - 2)
    begun = (date(y, _BEGINS[words[-1]], 1) for y in years)
    first = next(d for d in begun if d + over <= day)
    return first, first + timedelta(_SEASON)


_SEASON: Final = 112
"""Days from the first of a season by the calendar to its last by the sun."""


def _past(unit: str, count: int, day: date) -> tuple[date, date]:
    """`last month` is the month before; `the last three months` end today."""
    if count:
        return day - timedelta(round(count * _DAYS[unit]) + 1), day
    if unit == "month":
        return _calendar("month", day.replace(day=1) - timedelta(1))
    if unit == "year":
        first, last = _calendar("year", day.replace(month=1, day=1) - timedelta(1))
        return first, last
    if unit == "decade":
        return day - timedelta(int(_DAYS[unit])), day
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


_BY_WORDS: Final[Mapping[str, Callable[[tuple[str, ...], date], tuple[date, date]]]] = {
    "named": _named, "weekday": _weekday, "same": _same, "season": _season,
}  # fmt: skip
_BY_UNIT: Final[Mapping[str, Callable[[str, int, date], tuple[date, date]]]] = {
    "past": _past, "dayago": _before_last, "thistime": _this_time,
}  # fmt: skip
