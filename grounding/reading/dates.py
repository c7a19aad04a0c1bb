"""Dates as clinicians write them, each as precise as it was written.

`03/02/2019` is 3 February to most of the world and 2 March to the United States: it is read only
where both readings are one, where one is impossible, or where the caller says which is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from chartside.fhir.when import When, parse_when
from chartside.grounding.reading.relative import RELATIVE, Back, back

DateOrder = Literal["", "dmy", "mdy"]
"""What `03/02/2019` means: empty where nobody has said."""

_MONTH_NAMES: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTHS: Final = {name[:n]: k for k, name in enumerate(_MONTH_NAMES, 1) for n in (3, len(name))} | {
    "sept": 9
}
_M: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = re.compile(
    rf"""\b(?=[\da-z])(?:
    (?P<iso>\b(?:1[89]|2[01])\d\d-\d\d(?:-\d\d)?(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?\b)
  | (?P<slash>\b\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)(?:(?:1[89]|2[01])\d\d|\d\d)\b(?![/.-]\d))
  | (?P<dmy>\b\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of[ ])?{_M}\.?,?[ -](?:1[89]|2[01])\d\d\b)
  | (?P<mdy>\b{_M}\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ](?:1[89]|2[01])\d\d\b)
  | (?P<my>\b{_M}\.?,?(?:[ ]of)?[ /-](?:1[89]|2[01])\d\d\b)
  | (?P<slashmy>\b(?:0?[1-9]|1[0-2])/(?:1[89]|2[01])\d\d\b)
  | (?P<sharedday>(?<![\d.,/])\b\d{{1,2}}(?:st|nd|rd|th)?(?=\s?(?:to|and|or|-|\u2013)\s?
      \d{{1,2}}(?:st|nd|rd|th)?[ ]{_M}[ ](?:1[89]|2[01])\d\d\b))
  | (?P<openday>(?:(?<=\bfrom[ ])|(?<=\bbetween[ ])|(?<=\bthe[ ]))\d{{1,2}}(?:st|nd|rd|th)?
      (?=\s?(?:to|and|-|\u2013)\s?\d{{1,2}}(?:st|nd|rd|th)?[ ]{_M}\b(?![ ]\d)))
  | (?P<sharedmonth>\b{_M}(?=[ ](?:to|and|or|-|\u2013)[ ]{_M},?[ ](?:1[89]|2[01])\d\d\b))
  | (?P<dm>\b\d{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{_M}\b
      (?![ ]\d{{1,4}}(?![\d.]|\s?[%a-zA-Z\u00b0\u00b5\u03bc])))
  | (?P<md>\b{_M}\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?\b(?![/.]?\d))
  | (?P<year>(?<![\d./,-])\b(?:1[89]|20)\d\d\b(?![\d/%-]|[.,]\d|[ ]?(?:mg|mcg|g|ml|mL|units?|IU
      |kcal|cells|ng|pg|[munp\u00b5]?mol|U|kg|cm|mIU|steps|copies)\b))
  | (?P<month>(?:(?<=\bin[ ])|(?<=\bof[ ])|(?<=\bby[ ])|(?<=early[ ])|(?<=late[ ])|(?<=mid[ ])
      |(?<=mid-)|(?<=from[ ])|(?<=since[ ])|(?<=until[ ])|(?<=during[ ])|(?<=last[ ])|(?<=to[ ])
      |(?<=and[ ])|(?<=the[ ])|(?<=between[ ])|(?<=,[ ])){_M}\b(?![ ]\d))
  |{RELATIVE}
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[A-Za-z]+")


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
        return replace(self, end=year.end, text=f"{self.text} {year.text}", when=parse_when(said))

    def passed(self, today: date) -> "Dated":
        """A day or month without a year as the last one that has begun."""
        if self.yearless is None:
            return self
        month, day = self.yearless
        year = today.year - ((month, day) > (today.month, today.day))
        return replace(self, when=parse_when(f"{year}-{month:02}" + (f"-{day:02}" if day else "")))


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
    return found if told else [d if d.when else d.passed(today) for d in found]


def _is_year_of(ahead: Dated, dated: Dated) -> bool:
    """`April this year`, `in June of last year`."""
    if dated.back is None or dated.window is None or not dated.text.lower().endswith("year"):
        return False
    return dated.start - ahead.end <= _OF_YEAR and dated.window[0].year == dated.window[1].year


_OF_YEAR: Final = 4
"""Characters between a month and its year: " of "."""


def dates_in(text: str, order: DateOrder = "") -> list[Dated]:
    """Every date of a text, in order."""
    found = [d for m in _DATE.finditer(text) if (d := _read(m, order)) is not None]
    if found and _DAY_NAME.search(text):
        found = [_with_weekday(d, text) for d in found]
    found = [_with_year(d, found[n + 1 :]) for n, d in enumerate(found)]
    return [_told_from(d, found[:n]) for n, d in enumerate(found)]


_DAY_NAME = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_AHEAD = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:(?:s|nes|rs|ur)?day|s|rs?)?\.?,?\s(?:the\s)?$"
)


def _with_weekday(dated: Dated, text: str) -> Dated:
    """`Thursday, 5 March 2015` is one date, and none where that day was no Thursday."""
    ahead = _WEEKDAY_AHEAD.search(text, max(0, dated.start - 16), dated.start)
    if ahead is None or dated.back is not None:
        return dated
    start, when = ahead.start(), dated.when
    if when and when.precision in {"day", "time"}:
        right = when.date.weekday() == _WEEKDAYS.index(ahead[1].lower())
        when = when if right else None
    return replace(dated, start=start, text=text[start : dated.end], when=when)


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


def _with_year(dated: Dated, dates: list[Dated]) -> Dated:
    """A month whose year stands later.

    `3.8 kg in June, 5.5 kg in August and 6.7 kg in November 2019`.
    """
    if dated.yearless is None:
        return dated
    year = next((d.when.day[:4] for d in dates if d.when), "")
    month, day = dated.yearless
    if not year or day:
        return dated
    return replace(dated, when=parse_when(f"{year}-{month:02}"), yearless=None)


def _read(match: re.Match[str], order: DateOrder) -> Dated | None:
    form, said = str(match.lastgroup), match[0]
    start, end = match.span()
    if form == "year":
        return Dated(start, end, said, parse_when(said)) if _is_year(match) else None
    if form in {"sharedday", "sharedmonth"}:
        return Dated(start, end, said, _shared(form, said, match.string[end : end + 40]))
    if form in {"ago", "past", "named", "weekday", "same"}:
        return Dated(start, end, said, back=back(form, said))
    if form == "month":
        return Dated(start, end, said, yearless=(_month(said), 0)) if said[0].isupper() else None
    if form in {"dm", "md", "openday"}:
        shared = form == "openday"  # "from 7 to 8 June"
        month = _month(match.string[end : end + 20] if shared else said)
        may = shared or _may_stand(match)
        return Dated(start, end, said, yearless=(month, int(_first(said)))) if may else None
    return Dated(start, end, said, _when(form, said, order))


def _when(form: str, said: str, order: DateOrder) -> When | None:
    numbers = _NUMBER.findall(said)
    if form == "iso":
        return parse_when(said) or parse_when(said[:10])
    if form == "slash":
        return _slashed([int(n) for n in numbers], order)
    if form == "slashmy":
        return parse_when(f"{numbers[1]}-{int(numbers[0]):02}")
    if form == "my":
        return parse_when(f"{numbers[-1]}-{_month(said):02}")
    return parse_when(f"{numbers[-1]}-{_month(said):02}-{int(numbers[0]):02}")


_YEAR = re.compile(r"\b(?:1[89]|2[01])\d\d\b")


def _shared(form: str, said: str, behind: str) -> When | None:
    """`10 to 16 February 2024`, `March and June 2019`: month or year stand once, behind."""
    year = _YEAR.search(behind)
    if year is None:
        return None
    if form == "sharedmonth":
        return parse_when(f"{year[0]}-{_month(said):02}")
    return parse_when(f"{year[0]}-{_month(behind[: year.start()]):02}-{int(_first(said)):02}")


def _slashed(numbers: list[int], order: DateOrder) -> When | None:
    one, other, year = numbers
    if year < 100:  # noqa: PLR2004 - two digits: this century up to 2049, as ISO C's %y does for most
        year += 2000 if year < 50 else 1900  # noqa: PLR2004 - the same
    day_first = parse_when(f"{year}-{other:02}-{one:02}")
    month_first = parse_when(f"{year}-{one:02}-{other:02}")
    if order:
        return day_first if order == "dmy" else month_first
    if day_first is None or month_first is None or one == other:
        return day_first or month_first
    return None


_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|the|for|over|throughout|since|from|until|till|to|by|of|during|around|circa"
    r"|ca\.?|before|after|through|and"
    r"|early|late|mid|ordered|dated|date|at|between|onset|resolved|inactive|on|year|summer|winter|spring|autumn|fall)"
    r"|[,(:;\u2013-])\s*$",
    re.IGNORECASE,
)


_CLOSED = re.compile(r"\s*[:,;)]")
_LISTED = re.compile(r"[A-Za-z]{3,}\s(?:1[89]|20)\d\d[,;]")
_NAME_BEFORE = re.compile(r"[A-Za-z]{3,}\)?\s$|\bbx\s$")


def _is_year(match: re.Match[str]) -> bool:
    """A bare number is a year at the start, or after a word or mark that dates follow."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    closed = _CLOSED.match(match.string, match.end()) or (
        _LISTED.search(match.string[: match.start()])
    )
    if closed and _NAME_BEFORE.search(before):
        return True
    return not before.strip() or _BEFORE_YEAR.search(before) is not None


def _may_stand(match: re.Match[str]) -> bool:
    """`may 2` in "it may 2"... only a capital makes a month out of May, March or Mar."""
    found = _WORD.search(match[0].lstrip("0123456789").lstrip("stndrh "))
    name = next((w for w in _WORD.findall(match[0]) if w.lower() in MONTHS), found and found[0])
    return bool(name) and str(name)[0].isupper()


def _month(said: str) -> int:
    return next(MONTHS[w] for w in (x.lower() for x in _WORD.findall(said)) if w in MONTHS)


def _first(said: str) -> str:
    return str(_NUMBER.findall(said)[0])
