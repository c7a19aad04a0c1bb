"""What an answer is made from: the question, what its names are in the chart, and what was read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from chartside.agent.asking.concepts import Meant
from chartside.agent.asking.question import Question, Span
from chartside.agent.authors.author import Evidence
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.when import When


@dataclass(frozen=True)
class Sought:
    """A question beside its evidence. `cut` where the budget left something unread."""

    question: Question
    evidence: Evidence
    meant: tuple[Meant, ...]
    cut: bool = False

    @property
    def chart(self) -> Chart:
        """The open chart."""
        return self.evidence.chart

    @property
    def today(self) -> date:
        """The chart's own day."""
        return self.chart.as_of.date()

    def read(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Those that were read and may be cited."""
        return self.evidence.only(e for e in entries if e.live)

    def timely(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Those that were read and lie in the time asked about, not after the chart's "now"."""
        held = (e for e in self.read(entries) if not _ahead(e, self.chart.as_of))
        return tuple(e for e in held if in_span(e.when, self.question.span))


_EVER = re.compile(r"\b(?:ever|at any (?:time|point)|previously|in the past)\b", re.IGNORECASE)


def asks_ever(sought: Sought) -> bool:
    """Whether any time is asked about: what was over once and is there again was over too."""
    return _EVER.search(sought.question.text) is not None


def _ahead(entry: Entry, now: datetime) -> bool:
    return entry.when is not None and entry.when.low > now


def in_span(when: When | None, span: Span) -> bool:
    """Whether a time may lie in the days asked about; what has no date lies in no bounded span."""
    if when is None:
        return not span
    first, last = when.date, _last(when)
    return (span.since is None or last >= span.since) and (
        span.until is None or first <= span.until
    )


def _last(when: When) -> date:
    """The last calendar day it may mean."""
    if when.precision in {"day", "time"}:
        return when.date
    return (when.high - timedelta(seconds=1)).date()


def as_when(span: Span) -> When:
    """A bounded span as one time, for questions about a day, a month or a year."""
    low = datetime.combine(span.since or date.min, datetime.min.time(), UTC)
    high = datetime.combine(span.until or date(9998, 1, 1), datetime.min.time(), UTC)
    return When(low, high + timedelta(1), (span.since or span.until or date.min).isoformat())


_MONTHS_A_YEAR: Final = 12
_WEEKS: Final = 60
_YEARS: Final = 24


def lasted(begin: date, end: date) -> str:
    """How long it is from one day to another, as coarse as a person says it.

    >>> lasted(date(2020, 1, 1), date(2020, 1, 6)), lasted(date(2020, 1, 1), date(2023, 3, 1))
    ('5 days', '3 years')
    """
    days = (end - begin).days
    if days < _WEEKS:
        return _counted(days, "day")
    months = _months(begin, end)
    if months < _YEARS:
        return _counted(months, "month")
    return _counted(months // _MONTHS_A_YEAR, "year")


def _months(begin: date, end: date) -> int:
    months = (end.year - begin.year) * _MONTHS_A_YEAR + end.month - begin.month
    return months - (end.day < begin.day)


_UNIT_ASKED = re.compile(r"\bhow many (day|week|month|year)s\b", re.IGNORECASE)
_A_WEEK: Final = 7
_HALF: Final = 5
"""Months over whole years from which on a length is no number of years."""


def since(sought: Sought, begin: date) -> str:
    """How long it is from a day to the chart's "now", in the unit that the question asks for.

    Whole ones: of 13 days one week has passed. Of more than half a year over, months are told:
    nobody takes 33 months for 2 years.
    """
    asked = _UNIT_ASKED.search(sought.question.text)
    unit, days = asked[1].lower() if asked else "", (sought.today - begin).days
    if unit == "day" or (not unit and days < _WEEKS):
        return _counted(days, "day")
    if unit == "week":
        return _counted(days // _A_WEEK, unit)
    months = _months(begin, sought.today)
    years, over = divmod(months, _MONTHS_A_YEAR)
    if unit == "month" or over > _HALF or (not unit and months < _YEARS):
        return _counted(months, "month")
    return _counted(years, "year")


_OF_AN_END = re.compile(
    r"\b(?:stop\w*|discontinu\w+|ceas\w+|came off|taken off|withdrawn|ended|complet\w+"
    r"|finish\w*|resol\w+|cured|healed|discharged?)\b",
    re.IGNORECASE,
)


def asks_of_end(sought: Sought) -> bool:
    """Whether the time is counted from the end of something: `since metformin was stopped`."""
    return _OF_AN_END.search(sought.question.text) is not None


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def exact(when: When | None) -> bool:
    """Whether a time is known to the day."""
    return when is not None and when.precision in {"day", "time"}
