"""Answers to two conditions at once: a test while a medicine was taken, a medicine at a low test.

The circumstance becomes the days that the first half is asked of, and its own sources are told
beside the answer, so that a reader sees what it rests on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from chartside.agent.asking.answers.courses import Reading, courses
from chartside.agent.asking.answers.limits import beyond
from chartside.agent.asking.answers.medicines import taken_now
from chartside.agent.asking.answers.occasions import on_occasion, plainly
from chartside.agent.asking.answers.sought import Sought
from chartside.agent.asking.answers.stops import end_word
from chartside.agent.asking.concepts import meant
from chartside.agent.asking.question import (
    EVERY_TIME,
    About,
    Circumstance,
    Event,
    Link,
    Pick,
    Span,
    Want,
)
from chartside.agent.authors.wording import on, said
from chartside.draft import Statement
from chartside.fhir.clinical.same_medicine import by_drug
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of

Rules = Callable[[Sought], list[Statement]]


@dataclass(frozen=True, slots=True)
class _Course:
    """An order of a medicine with the days it covers; `last` None where it is still taken."""

    entry: Entry
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def words(self) -> str:
        begun = self.entry.when.words if self.entry.when else ""
        if self.last is None or self.entry.end is None:
            return f"{name_of(self.entry)} since {begun}"
        word = end_word(self.entry)
        return f"{name_of(self.entry)} from {begun} to {self.entry.end.words}, {word}"


def in_circumstance(sought: Sought, rules: Rules) -> list[Statement]:
    """The answer to a question of two halves; nothing where either half is silent."""
    told = sought.question.circumstance
    if told is None:
        return []
    second = replace(sought, question=told.question, meant=meant(sought.chart, told.question))
    first = replace(sought, question=replace(sought.question, circumstance=None))
    if told.event is Event.BEYOND:
        return _at_a_limit(first, second)
    if told.event is Event.HAPPENED:
        return on_occasion(first, second, told, rules)
    orders = sought.read(e for m in second.meant for e in m.of(Kind.MEDICATION))
    if not orders:
        return _since_a_problem(first, second, told, rules)
    return _by_a_medicine(first, _courses(sought, orders), told, rules)


def _courses(sought: Sought, orders: Sequence[Entry]) -> list[_Course]:
    """Orders with a day they began on, each as long as it stood; oldest first."""
    standing = {e.reference for e in taken_now(sought, orders)}
    made = []
    for group in by_drug(orders).values():
        for entry in group:
            end = entry.end.date if entry.end else None
            if entry.when and (end is not None or entry.reference in standing):
                last = None if entry.reference in standing else end
                made.append(_Course(entry, entry.when.date, last))
    return sorted(made, key=lambda c: c.first)


_DAY: Final = timedelta(1)


def _by_a_medicine(
    first: Sought, held: list[_Course], told: Circumstance, rules: Rules
) -> list[Statement]:
    """A test after, before or while a medicine was taken."""
    if not held:
        return []
    if told.event is Event.TAKEN:
        return _while_taken(first, held, rules)
    ended = [c for c in held if c.last is not None]
    if told.event is Event.ENDED:
        if not ended or any(c.last is None for c in held):
            return []  # of what is still taken nobody knows a day that it was stopped on
        last = max(ended, key=lambda c: c.last or date.min)
        day, source = last.last or date.min, said(last.words, last.entry)
    else:
        day = held[0].first
        entry = held[0].entry
        source = said(f"{name_of(entry)}: started{on(entry.when)}", entry)
    return _about_a_day(first, day, told.link, source, rules)


def _about_a_day(
    first: Sought, day: date, link: Link, source: Statement, rules: Rules
) -> list[Statement]:
    """A test after, before or by a day."""
    span = {
        Link.AFTER: Span(day + _DAY, None),
        Link.BEFORE: Span(None, day - _DAY),
    }.get(link, Span(None, day))
    question = first.question
    pick = question.pick
    if link not in {Link.AFTER, Link.BEFORE}:
        if question.want is not Want.VALUE:
            return []
        pick = Pick.LATEST  # the last before that day is how it was then
    elif question.want is Want.VALUE and pick is Pick.NONE:
        pick = Pick.LATEST if link is Link.BEFORE else Pick.FIRST
    asked = _within(first, span, pick)
    answer = plainly(rules(asked))
    return [*answer, source] if answer else []


def _within(first: Sought, span: Span, pick: Pick) -> Sought:
    """The first half, of these days; within those that it names itself."""
    own = first.question.span
    since = max((d for d in (own.since, span.since) if d), default=None)
    until = min((d for d in (own.until, span.until) if d), default=None)
    both = Span(since, until) if own or span else EVERY_TIME
    return replace(first, question=replace(first.question, span=both, pick=pick))


def _while_taken(first: Sought, held: list[_Course], rules: Rules) -> list[Statement]:
    """A test while a medicine was taken: from its first order to its last day."""
    last = None if any(c.last is None for c in held) else max(c.last or date.min for c in held)
    asked = _within(first, Span(held[0].first, last), first.question.pick)
    answer = plainly(rules(asked))
    return [*answer, *(said(c.words, c.entry) for c in held)] if answer else []


def _since_a_problem(
    first: Sought, second: Sought, told: Circumstance, rules: Rules
) -> list[Statement]:
    """A test after or before a disease was diagnosed."""
    held = second.read(e for m in second.meant for e in m.of(Kind.PROBLEM) if e.when)
    if not held or told.event is not Event.BEGUN:
        return []
    begun = min(held, key=lambda e: e.when.low if e.when else 0)
    day = begun.when.date if begun.when else date.min
    source = said(f"{name_of(begun)} since {begun.when.words if begun.when else ''}", begun)
    return _about_a_day(first, day, told.link, source, rules)


def _at_a_limit(first: Sought, second: Sought) -> list[Statement]:
    """A medicine at the time of results past a limit: with the last of them that it was taken at.

    Where it was not, both are told with their days, and neither yes nor no.
    """
    question, bound = first.question, second.question.bound
    orders = first.read(e for m in first.meant for e in m.of(Kind.MEDICATION))
    if bound is None or not orders or question.about not in {About.MEDICINE, About.THING}:
        return []
    tests = [c for found in second.meant for c in courses(second, found)]
    past = [(c, r) for c in tests for r in beyond(c, bound) if r.when]
    held = _courses(first, orders)
    if not past or not held:
        return []
    both = [(c, r, m) for c, r in past for m in held if r.when and m.holds(r.when.date)]
    asks = question.want in {Want.NOW, Want.EVER}
    if both:
        test, reading, order = max(both, key=lambda b: b[1].when.low if b[1].when else 0)
        lead = "Yes: " if asks else ""
        return [
            said(f"{lead}{order.words}", order.entry),
            _said(test.name, reading),
        ]
    test, reading = past[-1]
    return [*(said(c.words, c.entry) for c in held[-1:]), _said(test.name, reading)]


def _said(name: str, reading: Reading) -> Statement:
    return said(f"{name} {reading.words}{reading.day}", *reading.entries)
