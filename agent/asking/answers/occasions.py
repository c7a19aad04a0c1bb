"""Answers about the time of a procedure or of a hospital stay: after it, before it, at its end.

What is asked is asked of those days. Where several such events are in the chart and the answer
hangs on which is meant, there is none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from chartside.agent.asking.answers.events import happened
from chartside.agent.asking.answers.in_order import in_order, order_asked
from chartside.agent.asking.answers.medicines import about_medicine
from chartside.agent.asking.answers.sought import Sought, exact
from chartside.agent.asking.answers.stops import ends_within
from chartside.agent.asking.concepts import RESULTS
from chartside.agent.asking.question import About, Circumstance, Link, Pick, Span, Want
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.clinical import encounters
from chartside.fhir.entry import Entry, Kind
from chartside.tools.encounters import is_admission
from chartside.tools.names import name_of

Rules = Callable[[Sought], list[Statement]]
_DAY: Final = timedelta(1)
_BY_DAY: Final = frozenset(
    {Want.VALUE, Want.WHEN, Want.COUNT, Want.LIST, Want.AVERAGE, Want.BEYOND, Want.EVER}
)
"""What can be asked of a run of days of a test or an event."""


@dataclass(frozen=True, slots=True)
class _Occasion:
    """An event: its first day, its last, and the sentence that says so."""

    first: date
    last: date
    source: Statement


def on_occasion(first: Sought, second: Sought, told: Circumstance, rules: Rules) -> list[Statement]:
    """The answer of the days that the event tells; nothing where it is not in the chart."""
    answers = [
        (answer, held)
        for held in _occasions(second)
        for answer in [_of_days(first, _days(held, told), told.link, rules)]
    ]
    given = [(answer, held) for answer, held in answers if answer]
    texts = {tuple(s.text for s in answer) for answer, _ in given}
    if len(texts) != 1:
        return []
    stops = first.question.want in {Want.WHY_STOPPED, Want.ENDED}
    within = stops and told.link in {Link.AT, Link.WHILE}
    if not within and len(given) != len(answers):
        return []  # after the one and not after the other: a stop alone tells which is meant
    answer, held = given[0 if told.link is Link.BEFORE else -1]
    return [*answer, held.source]


def _occasions(second: Sought) -> list[_Occasion]:
    question = second.question
    if question.about is About.ADMISSION:
        held: Iterable[Entry] = (e for e in encounters(second.chart) if is_admission(e))
    else:
        kinds = (Kind.PROCEDURE, Kind.IMAGING)
        named = {e.reference for m in second.meant for e in m.of(*kinds)}
        held = (e for e in happened(second.chart, kinds) if e.reference in named)
    dated = [e for e in second.timely(held) if e.when is not None]
    if question.pick in {Pick.FIRST, Pick.LATEST} and dated:
        dated = dated[:1] if question.pick is Pick.FIRST else dated[-1:]
    return [made for e in dated if (made := _occasion(e, question.about)) is not None]


def _occasion(entry: Entry, about: About) -> _Occasion | None:
    """An event with its days; None of a stay whose end nobody knows to the day."""
    if entry.when is None:
        return None
    begun, ended = entry.when.low.date(), (entry.when.high - timedelta(seconds=1)).date()
    if exact(entry.when):
        begun = ended = entry.when.date
    if about is About.ADMISSION:
        if not exact(entry.when) or not exact(entry.end) or entry.end is None:
            return None
        ended = entry.end.date
        text = f"{name_of(entry)} from {entry.when.words} to {entry.end.words}"
        if entry.end.day == entry.when.day:
            text = f"{name_of(entry)}{on(entry.when)}"
        return _Occasion(begun, ended, said(text, entry))
    return _Occasion(begun, ended, said(f"{name_of(entry)}{on(entry.when)}", entry))


def _days(held: _Occasion, told: Circumstance) -> Span:
    """The days that are asked about, told from the event."""
    words = told.question.text.lower()
    discharge = "discharge" in words
    if told.link is Link.AFTER:
        return Span(held.last + _DAY, None)
    if told.link is Link.BEFORE:
        return Span(None, (held.last if discharge else held.first) - _DAY)
    if told.link is Link.AT:
        day = held.last if discharge else held.first
        return Span(day, day)
    return Span(held.first, held.last)


def _of_days(first: Sought, span: Span, link: Link, rules: Rules) -> list[Statement]:
    """The first half, asked of these days by a rule that heeds them."""
    question = first.question
    if question.span or question.against:
        return []
    asked = replace(first, question=replace(question, span=span))
    kinds = {k for m in first.meant for k in m.kinds}
    if not kinds:
        what = order_asked(asked) if question.about is About.MEDICINE else ""
        return in_order(asked, what) if what and not question.subject else []
    if kinds == {Kind.MEDICATION}:
        return _of_a_medicine(first, span, link)
    return _of_moments(asked, kinds, link, rules)


_EVENTS: Final = frozenset({Kind.PROCEDURE, Kind.IMAGING, Kind.REPORT, Kind.IMMUNIZATION})


def _of_moments(asked: Sought, kinds: set[Kind], link: Link, rules: Rules) -> list[Statement]:
    """Results or events of these days: the first after, the last before, where one is asked for."""
    question = asked.question
    tests = kinds.issubset(RESULTS)
    if question.want not in _BY_DAY or not (tests or kinds <= _EVENTS) or (tests and asked.cut):
        return []
    pick = question.pick
    if question.want is Want.VALUE and pick is Pick.NONE and link in {Link.AFTER, Link.BEFORE}:
        pick = Pick.LATEST if link is Link.BEFORE else Pick.FIRST
    return plainly(rules(replace(asked, question=replace(question, pick=pick))))


def _of_a_medicine(first: Sought, span: Span, link: Link) -> list[Statement]:
    """Why it was stopped in these days, or how much of it was taken on the day beside them.

    By its orders alone: a note tells of a stop, and not always of the one that is asked about.
    """
    question = first.question
    day = {Link.AFTER: span.since, Link.BEFORE: span.until}.get(link)
    asked = replace(first, question=replace(question, span=span))
    if question.want is Want.DOSE and day is not None:
        asked = replace(first, question=replace(question, span=Span(day, day)))
    elif question.want is Want.ENDED:
        orders = first.read(e for m in first.meant for e in m.of(Kind.MEDICATION))
        over = [e for e in orders if e.end or e.status == "stopped"]
        if not over or not all(ends_within(asked, e) for e in over):
            return []
    elif question.want is not Want.WHY_STOPPED:
        return []
    return [s for m in first.meant for s in about_medicine(asked, m)]


def plainly(answer: list[Statement]) -> list[Statement]:
    """`First recorded` is true of the whole record; of a part of it only the value is told."""
    lead = "First recorded "
    return [
        replace(s, text=s.text[len(lead) :][:1].upper() + s.text[len(lead) + 1 :])
        if s.text.startswith(lead)
        else s
        for s in answer
    ]
