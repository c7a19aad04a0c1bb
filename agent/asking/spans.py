"""The time that a question speaks of, told from the chart's "now"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chartside.agent.asking.question import EVERY_TIME, Span
from chartside.grounding.reading.dates import Dated, dates_in

_MONTHS: Final = (
    "january|february|march|april|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_SMALL_MONTH = re.compile(
    rf"\b(?:(?:{_MONTHS})\b|may(?=\s+(?:of\s+)?\d)|(?<=\bin )may\b|(?<=\bsince )may\b)"
    rf"|(?<=\d )may\b"
)
_SINCE = re.compile(
    r"\b(?:since|from|starting(?: in| from| on)?|beginning(?: in| on)?|onwards? from|on or after"
    r"|no(?:t)? (?:earlier|sooner) than)\s*$"
)
_AFTER = re.compile(r"\b(?:(?<!or )after|(?<!no )(?<!not )later than|following)\s*$")
_BEFORE = re.compile(
    r"\b(?:(?<!or )before|prior to|(?<!no )(?<!not )earlier than|preceding|ahead of|leading up to"
    r"|in the run-?up to)\s*$"
)
_UNTIL = re.compile(
    r"\b(?:until|till|up to|up until|by|through|as late as|ending(?: in| on)?|on or before"
    r"|up to and including|no(?:t)? later than|finishing(?: in| on)?)\s*$"
)
_BETWEEN = re.compile(r"\b(?:between|from)\s*$")
_AND = re.compile(r"^\s*(?:and|to|through|until|till|up to|up until|thru|-|\N{EN DASH})\s*$")
_TO = re.compile(r"^\s*(?:to|through|until|till|up to|up until|thru|-|\N{EN DASH})\s*$")
_COMPARES = re.compile(r"\b(?:compar\w*|differ\w*|versus|vs|change[ds]?|than)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:\b(?:as of|as at|on or after|on or before|no earlier than|no later than|not earlier than"
    r"|not later than|ending|finishing|dated|spanning|leading up to|preceding"
    r"|back in|sometime in|in|on|at|during|of|within|around|about|over|the"
    r"|year|month of|between|from|since|starting|beginning|after|later than|following|before|prior"
    r" to|earlier than|until|till|up to|up until|by|through|as|ever)\s*)+$"
)
_BARE_YEAR = re.compile(
    r"(?<!than )(?<!above )(?<!below )(?<!over )(?<!under )(?<![\d.,/<>=-])(?<![<>=] )"
    r"\b((?:1[89]|2[0-2])\d\d)\b(?![\d/%-]|[.,]\d|\s?(?:mg|mcg|g|ml|units?|iu|cells)\b)",
    re.IGNORECASE,
)
_BEFORE_A_YEAR = re.compile(
    r"(?:\b(?:in|since|from|after|before|until|till|to|through|by|of|during|and|between|than|year"
    r"|\d\d?|" + _MONTHS + r"|may|early|late|mid)|[-/,])\s*$",
    re.IGNORECASE,
)
_DECADE = re.compile(r"\b(?:in |during |over )?(?:the )?(?:last|past) decade\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Timed:
    """A question's spans in order, its words without them, and dates that nobody can read."""

    spans: tuple[Span, ...]
    rest: str
    unread: tuple[str, ...] = ()

    @property
    def first(self) -> Span:
        """The only time, or the first."""
        return self.spans[0] if self.spans else EVERY_TIME


def timed(text: str, today: date) -> Timed:
    """Take the times out of a question.

    >>> found = timed("Highest potassium since 2019?", date(2026, 1, 1))
    >>> found.first.since, found.rest.split()
    (datetime.date(2019, 1, 1), ['Highest', 'potassium', '?'])
    """
    said = _DECADE.sub("in the last 10 years", _SMALL_MONTH.sub(lambda m: m[0].capitalize(), text))
    said = _BARE_YEAR.sub(lambda m: _with_in(m, today), said)
    every = [d.resolved(today) for d in dates_in(said)]
    dates = [d for d in every if _days(d, today) and d.text.lower() != "today"]
    spans: list[Span] = []
    gone: list[tuple[int, int]] = []
    at = 0
    while at < len(dates):
        span, cut, used = _span(said, dates[at:], today)
        spans.append(span)
        gone.append(cut)
        at += used
    unread = tuple(d.text for d in every if not _days(d, today))
    return Timed(_met(spans), _without(said, gone), unread)


def _met(spans: Sequence[Span]) -> tuple[Span, ...]:
    """`After 3 March but before 5 June`: a beginning and an end are one run of days."""
    if len(spans) != len(("begin", "end")):
        return tuple(spans)
    first, last = spans
    if first.until is not None or last.since is not None or not (first.since and last.until):
        return tuple(spans)
    return (Span(first.since, last.until, f"{first.words} to {last.words}"),)


def _with_in(match: re.Match[str], today: date) -> str:
    """A year without a word before it is told as one: `Potassium 2020 vs 2022`.

    One that is yet to come is a number: `a platelet count of 2150` of a patient of today.
    """
    led = _BEFORE_A_YEAR.search(match.string[: match.start()])
    last = max(today.year, _THIS_CENTURY)
    return match[1] if led or int(match[1]) > last else f"in {match[1]}"


_THIS_CENTURY: Final = 2099


def _span(text: str, dates: Sequence[Dated], today: date) -> tuple[Span, tuple[int, int], int]:
    """The time that begins with the first date, where it stands, and how many dates it took."""
    first = dates[0]
    before = text[: first.start].lower()
    lead = _LEAD.search(before)
    start = lead.start() if lead else first.start
    low, high = _known(first, today)
    if len(dates) > 1 and _joined(text, before, first, dates[1]):
        end = _known(dates[1], today)[1]
        words = text[start : dates[1].end].strip()
        return Span(low, end, words), (start, dates[1].end), 2
    words = text[start : first.end].strip()
    span = _bounded(before, low, high, words, first)
    return span, (start, first.end), 1


def _joined(text: str, before: str, first: Dated, second: Dated) -> bool:
    between = text[first.end : second.start].lower()
    if _TO.match(between) and not _COMPARES.search(text):
        return not (_BEFORE.search(before) or _AFTER.search(before))
    return bool(_BETWEEN.search(before) and _AND.match(between))


def _bounded(before: str, low: date, high: date, words: str, said: Dated) -> Span:
    if _SINCE.search(before):
        return Span(low, None, words)
    if _AFTER.search(before):
        return Span(high + timedelta(1), None, words)
    if _BEFORE.search(before):
        return Span(None, low - timedelta(1), words)
    if _UNTIL.search(before):
        return Span(None, high, words)
    loose = said.back is not None and said.back.form == "ago"
    near = low + (high - low) / 2 if loose else None
    return Span(low, high, words, near)


def _known(dated: Dated, today: date) -> tuple[date, date]:
    found = _days(dated, today)
    assert found is not None  # noqa: S101 - only such dates were kept
    return found


def _days(dated: Dated, today: date) -> tuple[date, date] | None:
    """First and last day of what was said; a month without its year is the last such month."""
    if dated.when is not None:
        return dated.when.low.date(), (dated.when.high - timedelta(seconds=1)).date()
    if dated.window is not None:
        return dated.window
    return _last_such(*dated.yearless, today) if dated.yearless else None


def _last_such(month: int, day: int, today: date) -> tuple[date, date] | None:
    year = today.year if (month, day or 1) <= (today.month, today.day) else today.year - 1
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    after = date(year + month // 12, month % 12 + 1, 1)
    return first, after - timedelta(1)


def _without(text: str, gone: Sequence[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in gone:
        kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]])
