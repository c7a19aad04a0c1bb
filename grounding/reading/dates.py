"""Dates as clinicians write them, each as precise as it was written, told with their neighbours.

A weekday belongs to its date, "the spring of" to its year, and a day or month that stands without
its year takes the one that stands with it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from chartside.fhir.when import When, parse_when
from chartside.grounding.reading.calendar import (
    MONTH,
    NUMBER,
    YEAR,
    DateOrder,
    either_way,
    is_capital,
    month_in,
    when_of,
)
from chartside.grounding.reading.date_forms import date_matches
from chartside.grounding.reading.parts import decade_of, part_of, two_years
from chartside.grounding.reading.relative import RELATIVES, Back, back
from chartside.grounding.reading.weekdays import weekday_beside
from chartside.grounding.reading.years import is_year

_THIS: Final = "this "


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a text.

    `when` is None where it cannot be read for certain (`03/02/2019`, 31 February). `yearless` is
    month and day where no year stands beside them, the day 0 where none does either. `back` is how
    it is told from another day, `window` the first and the last day that this may mean.
    """

    start: int
    end: int
    text: str
    when: When | None = None
    yearless: tuple[int, int] | None = None
    back: Back | None = None
    window: tuple[date, date] | None = None

    @property
    def unreadable(self) -> bool:
        """Whether nobody can say what day it is."""
        return self.when is None and self.yearless is None and self.window is None

    @property
    def is_period(self) -> bool:
        """Whether it is a year, a month or a run of days rather than one day."""
        if self.window:
            return self.window[0] != self.window[1]
        return bool(self.when and self.when.precision in {"year", "month"})

    def resolved(self, today: date) -> "Dated":
        """A relative date as the run of days that it may mean."""
        if self.back is None or self.window is not None:
            return self
        return replace(self, window=self.back.window(today))

    def in_year(self, year: "Dated") -> "Dated":
        """A day or month without a year in a year that is told from today."""
        if self.yearless is None or year.window is None:
            return self
        month, day = self.yearless
        said = f"{year.window[0].year}-{month:02}" + (f"-{day:02}" if day else "")
        return replace(
            self,
            end=year.end,
            text=f"{self.text} {year.text}",
            when=parse_when(said),
            yearless=None,
        )

    def passed(self, today: date) -> "Dated":
        """A day or month without a year as the last one that has begun, which its text tells."""
        if self.yearless is None:
            return self
        month, day = self.yearless
        year = today.year - ((month, day) > (today.month, today.day))
        when = parse_when(f"{year}-{month:02}" + (f"-{day:02}" if day else ""))
        if _of_now(self):
            return replace(self, when=when, yearless=None)
        return replace(self, text=f"{self.text}, which without a year is of {year}", when=when)


def resolved(dates: Sequence[Dated], today: date) -> list[Dated]:
    """Dates as they are meant on a day: "on 22 May" is the last one, where no year is told."""
    told = any(d.when for d in dates)
    found: list[Dated] = []
    for dated in (d.resolved(today) for d in dates):
        ahead = found[-1] if found else None
        if ahead and ahead.yearless and _is_year_of(ahead, dated):
            found[-1] = ahead.in_year(dated)
        else:
            found.append(dated)
    return [d if d.when or (told and not _of_now(d)) else d.passed(today) for d in found]


def _of_now(dated: Dated) -> bool:
    """`This June` has its year, whatever year another date has."""
    return dated.text[: len(_THIS)].lower() == _THIS


def _is_year_of(ahead: Dated, dated: Dated) -> bool:
    """`April this year`, `in June of last year`."""
    if dated.back is None or dated.window is None or not dated.text.lower().endswith("year"):
        return False
    return dated.start - ahead.end <= _OF_YEAR and dated.window[0].year == dated.window[1].year


_OF_YEAR: Final = 4
"""Characters between a month and its year: " of "."""


def dates_in(text: str, order: DateOrder = "") -> list[Dated]:
    """Every date of a text, in order."""
    found = [d for m in date_matches(text) if (d := _read(m, order)) is not None]
    if found and _DAY_NAME.search(text):
        found = [_with_weekday(d, text) for d in found]
    found = [_in_part(_with_year(d, found[n + 1 :], text), text) for n, d in enumerate(found)]
    return [_told_from(d, found[:n]) for n, d in enumerate(found)]


_DAY_NAME = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)")


def _with_weekday(dated: Dated, text: str) -> Dated:
    """`Thursday, 5 March 2015` is one date, and none where that day was no Thursday.

    `Tuesday 9/4/2018` is the one of its two days that was a Tuesday.
    """
    found = weekday_beside(text, dated.start, dated.end)
    if found is None or dated.back is not None:
        return dated
    when = _on_weekday(dated, found.number)
    if when is None and dated.when and not found.whole:
        return dated  # "O2 Sat 3 March 2019": a saturation
    said = text[found.start : found.end]
    return replace(dated, start=found.start, end=found.end, text=said, when=when)


def _on_weekday(dated: Dated, weekday: int) -> When | None:
    """The day, where it fell on that day of the week."""
    if dated.when is None:
        ways = either_way(dated.text) if _NUMBERS_ONLY.fullmatch(dated.text) else ()
    elif dated.when.precision in {"day", "time"}:
        ways = (dated.when,)
    else:
        return dated.when
    right = [w for w in ways if w.date.weekday() == weekday]
    return right[0] if len(right) == 1 else None


_NUMBERS_ONLY = re.compile(r"\d{1,2}\D{1,3}\d{1,2}\D{1,3}\d{2,4}")


def _in_part(dated: Dated, text: str) -> Dated:
    """`The spring of 2019`, `Q1 2020`, `the week of 3 March 2019`: the part as a run of days."""
    if dated.when is None:
        return dated
    part = part_of(
        dated.when, text[max(0, dated.start - 40) : dated.start], text[dated.end : dated.end + 8]
    )
    if part is None:
        return dated
    start, end = dated.start - part[0], dated.end + part[1]
    return replace(dated, start=start, end=end, text=text[start:end], window=part[2])


def _told_from(dated: Dated, before: list[Dated]) -> Dated:
    """`A month earlier`, `that month`: told from the date that stands before it."""
    if dated.back is None or not dated.back.of_another:
        return dated
    known = [d.when for d in before if d.when]
    if not known:
        return dated
    first, last = dated.back.window(known[-1].date)
    if known[-1].precision == "year":  # "39 in 2012 and 34 a year later"
        first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    return replace(dated, window=(first, last))


def _with_year(dated: Dated, dates: list[Dated], text: str) -> Dated:
    """A month whose year stands later, and a day that a range with a year begins with.

    `3.8 kg in June, 5.5 kg in August and 6.7 kg in November 2019`.
    """
    behind = next((d for d in dates if d.when), None)
    if dated.yearless is None or behind is None or behind.when is None or _of_now(dated):
        return dated
    month, day = dated.yearless
    if not day:
        return replace(dated, when=parse_when(f"{behind.when.day[:4]}-{month:02}"), yearless=None)
    last = behind.when.date
    if behind is not dates[0] or not _TO.fullmatch(text[dated.end : behind.start]):
        return dated
    year = last.year - ((month, day) > (last.month, last.day))  # "28 December to 3 January 2019"
    return replace(dated, when=parse_when(f"{year}-{month:02}-{day:02}"), yearless=None)


_TO = re.compile(r"\s?(?:to|until|till|through|-|\u2013|and)\s?(?:the\s)?", re.IGNORECASE)


def _read(match: re.Match[str], order: DateOrder) -> Dated | None:
    form, said = str(match.lastgroup), match[0]
    start, end = match.span()
    reader = _READERS.get(form)
    if reader:
        return reader(match)
    if form in RELATIVES:
        return Dated(start, end, said, back=back(form, said))
    return Dated(start, end, said, when_of(form, said, order))


def _read_year(match: re.Match[str]) -> Dated | None:
    return Dated(*match.span(), match[0], parse_when(match[0])) if is_year(match) else None


def _read_decade(match: re.Match[str]) -> Dated | None:
    return Dated(*match.span(), match[0], window=decade_of(match[0]))


def _read_two_years(match: re.Match[str]) -> Dated | None:
    said = match[0]
    follows = int(said[5:]) == (int(said[:4]) + 1) % 100
    return Dated(*match.span(), said, window=two_years(said)) if follows else None


def _read_shared(match: re.Match[str]) -> Dated | None:
    behind = match.string[match.end() : match.end() + 40]
    return Dated(*match.span(), match[0], _shared(str(match.lastgroup), match[0], behind))


def _read_month(match: re.Match[str]) -> Dated | None:
    if not match[0][0].isupper():
        return None
    this = match.string[: match.start()].lower().endswith(_THIS)
    begin = match.start() - len(_THIS) if this else match.start()
    said = match.string[begin : match.end()]
    return Dated(begin, match.end(), said, yearless=(month_in(match[0]), 0))


def _read_day(match: re.Match[str]) -> Dated | None:
    said = match[0]
    shared = match.lastgroup == "openday"  # "from 7 to 8 June"
    if not shared and not is_capital(said):
        return None
    month = month_in(match.string[match.end() : match.end() + 20] if shared else said)
    return Dated(*match.span(), said, yearless=(month, int(_first(said))))


_READERS: Final[Mapping[str, Callable[[re.Match[str]], Dated | None]]] = {
    "year": _read_year, "decade": _read_decade, "twoyears": _read_two_years,
    "sharedday": _read_shared,
    "sharedmonth": _read_shared, "month": _read_month, "dm": _read_day, "md": _read_day,
    "openday": _read_day,
}  # fmt: skip


_YEAR = re.compile(YEAR)


def _shared(form: str, said: str, behind: str) -> When | None:
    """`10 to 16 February 2024`, `March and June 2019`: month or year stand once, behind."""
    year = _YEAR.search(behind)
    if year is None:
        return None
    if form == "sharedmonth":
        return when_of("my", f"{said} {year[0]}")
    month = behind[: year.start()]
    return when_of("dmy", f"{_first(said)} {_MONTH.findall(month)[-1]} {year[0]}")


_MONTH = re.compile(MONTH, re.IGNORECASE)


def _first(said: str) -> str:
    return str(NUMBER.findall(said)[0])
