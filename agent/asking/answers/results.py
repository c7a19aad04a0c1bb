"""Answers about tests and vital signs: values, extremes, counts, courses, limits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from chartside.agent.asking.answers.averages import averaged, once
from chartside.agent.asking.answers.courses import Course, Reading, courses
from chartside.agent.asking.answers.limits import beyond, limit_words
from chartside.agent.asking.answers.movements import compared, directed
from chartside.agent.asking.answers.sought import Sought, exact, in_span, lasted, since
from chartside.agent.asking.concepts import Meant
from chartside.agent.asking.cues import PENULTIMATE
from chartside.agent.asking.question import Bound, Pick, Span, Want
from chartside.agent.authors.wording import inner, on, said
from chartside.draft import Statement
from chartside.tools.names import name_of

_MOST: Final = 40
"""Results listed one by one."""
_LATEST = re.compile(
    r"^\s*(?:is|are|does|do|has|have)\b(?!.*\b(?:ever|any|been|had)\b)", re.IGNORECASE
)


_ASKS_ABNORMAL = re.compile(
    r"\b(?:abnormal\w*|deranged|pathological|amiss|awry|aberrant|anomalous|out|outside|beyond|off|not|unusual|flagged)\b|n't\b",
    re.IGNORECASE,
)
"""Where it is absent the question is whether a result is normal, and its answer the other way."""


def results(sought: Sought, found: Meant) -> list[Statement]:
    """What the chart says of a test; nothing where it has no result of it in the time asked of."""
    tests = courses(sought, found, every_time=sought.question.want is Want.COMPARE)
    answer = _ANSWERS.get(sought.question.want, _value)
    if PENULTIMATE.search(sought.question.text) and answer is not compared:
        return [
            _stated(c, c.readings[-2]) for c in tests if len(c.readings) > 1 and _of_one(sought)
        ]
    told = [s for course in tests for s in answer(sought, course)]
    return [*told, *_without(sought, found, tests)]


_OF_ONE: Final = frozenset({Want.VALUE, Want.WHEN, Want.EVER, Want.NOW, Want.FINDING, Want.AGO})


def _without(sought: Sought, found: Meant, tests: tuple[Course, ...]) -> list[Statement]:
    """A test that was taken and gave no result, where it is newer than every result there is."""
    question = sought.question
    tried = [e for e in found.without if e.reference in sought.evidence.read]
    tried = [e for e in tried if in_span(e.when, question.span)]
    newest = [c.last.when for c in tests if c.last.when]
    later = [e for e in tried if e.when and all(e.when > when for when in newest)]
    if not later or question.want not in _OF_ONE or question.pick not in {Pick.NONE, Pick.LATEST}:
        return []
    last = later[-1]
    why = last.value.text.removeprefix("no result").strip(" ()") if last.value else ""
    reason = f" ({inner(why)})" if why else ""
    return [said(f"{name_of(last)} taken{on(last.when)}: no result{reason}", last)]


def _of_one(sought: Sought) -> bool:
    return sought.question.want in {Want.VALUE, Want.WHEN}


def _stated(course: Course, reading: Reading, lead: str = "") -> Statement:
    flag = f", {reading.flag}" if reading.flag else ""
    if any(e.status == "preliminary" for e in reading.entries):
        flag += ", preliminary"
    name = course.inner if lead else course.name
    return said(f"{lead}{name} {reading.words}{reading.day}{flag}", *reading.entries)


def _value(sought: Sought, course: Course) -> list[Statement]:
    pick = sought.question.pick
    if sought.cut and pick not in {Pick.NONE, Pick.LATEST}:
        return []  # the newest were read: nobody knows what the others hold
    if pick in {Pick.HIGHEST, Pick.LOWEST, Pick.RANGE}:
        return _extremes(sought, course, pick)
    if pick is Pick.FIRST:
        return [_stated(course, course.readings[0], "First recorded ")]
    if sought.question.span and pick is Pick.NONE and len(course.readings) > 1:
        return _each(sought, course)
    return [_stated(course, course.last)]


def _end(sought: Sought, word: str, course: Course, reading: Reading, lead: str) -> Statement:
    """The highest or lowest, said to be that of all, or of the year or month asked of.

    Of any other time the value alone is given: it answers the question, and claims no more.
    """
    span, entries = sought.question.span, reading.entries
    if not span:
        start = "the" if lead else "The"
        text = f"{lead}{start} {word} {course.inner} was {reading.words}{reading.day}"
        return said(text, *entries)
    name = course.inner if lead else course.name
    of_it = f", the {word} {span.words}" if _is_calendar(span) else ""
    return said(f"{lead}{name} {reading.words}{reading.day}{of_it}", *entries)


_CALENDAR = re.compile(r"^in (?:[A-Z][a-z]+ )?\d{4}$")


def _is_calendar(span: Span) -> bool:
    """Whether it is one calendar year or month, told by its name."""
    return _CALENDAR.match(span.words) is not None


def _extremes(sought: Sought, course: Course, pick: Pick) -> list[Statement]:
    numbers = course.numbers
    if len(numbers) == 1:  # a highest is the highest of several
        return [_stated(course, numbers[0])]
    if not numbers:
        return []
    ends = []
    if pick is not Pick.LOWEST:
        ends.append(("highest", max(numbers, key=lambda r: r.number or Decimal())))
    if pick is not Pick.HIGHEST:
        ends.append(("lowest", min(numbers, key=lambda r: r.number or Decimal())))
    return [_end(sought, word, course, r, "") for word, r in ends]


def _each(_: Sought, course: Course) -> list[Statement]:
    return [_stated(course, r) for r in course.readings[-_MOST:]]


def _when(sought: Sought, course: Course) -> list[Statement]:
    question = sought.question
    if question.bound is not None:
        held = beyond(course, question.bound)
        if not held:
            return []
        return [_stated(course, held[0 if question.pick is Pick.FIRST else -1])]
    if question.pick is Pick.NONE and question.span and len(course.readings) > 1:
        return _each(sought, course)
    return _value(sought, course)


def _count(sought: Sought, course: Course) -> list[Statement]:
    question = sought.question
    if sought.cut:
        return []
    if question.bound is not None:
        held = beyond(course, question.bound)
        if not held:
            return _nearest(sought, course, question.bound, "None: ")
        entries = [e for r in held for e in r.entries]
        words = limit_words(course, question.bound)
        if len(held) == 1:
            return [once(course, held[0], f"was {words}")]
        text = f"{course.name} was {words} {len(held)} times, last{held[-1].day} ({held[-1].words})"
        return [said(text, *entries)]
    readings = course.readings
    entries = [e for r in readings for e in r.entries]
    if len(readings) == 1:
        return [once(course, readings[0], "was measured")]
    ends = _from_to(readings)
    return [said(f"{course.name} was measured {len(readings)} times{ends}", *entries)]


def _from_to(readings: tuple[Reading, ...]) -> str:
    first, last = readings[0], readings[-1]
    if first.when is None or last.when is None or first.when.day == last.when.day:
        return last.day
    return f", from {first.when.words} to {last.when.words}"


def _nearest(sought: Sought, course: Course, bound: Bound, lead: str) -> list[Statement]:
    """That no result is past the limit, by the one that comes nearest."""
    numbers = course.numbers
    if not numbers:
        return []
    if bound.sign == "!":
        return [_stated(course, course.last, f"{lead}last ")]
    high = bound.sign.startswith(">")
    pick = max if high else min
    end = pick(numbers, key=lambda r: r.number or Decimal())
    word = "highest" if high else "lowest"
    return [_end(sought, word, course, end, lead)]


def _is_beyond(sought: Sought, course: Course) -> list[Statement]:
    question = sought.question
    if question.bound is None:
        return _value(sought, course)
    now = question.pick is Pick.LATEST or (
        _LATEST.search(question.text) is not None and not question.span
    )
    considered = course.within([course.last]) if now else course
    held = beyond(considered, question.bound)
    if question.bound.sign == "!" and not _ASKS_ABNORMAL.search(question.text):
        return _normal(considered, held)
    if held:
        return [_stated(course, held[-1], "Yes: ")]
    if now:
        return [_stated(course, course.last, "No: ")]
    return [] if sought.cut else _nearest(sought, course, question.bound, "No: ")


def _normal(course: Course, abnormal: list[Reading]) -> list[Statement]:
    if abnormal:
        return [_stated(course, abnormal[-1], "No: ")]
    known = [r for r in course.readings if r.entries[0].value and r.entries[0].value.range]
    lead = "Yes: " if known else ""
    return [_stated(course, course.last, lead)]


def _ago(sought: Sought, course: Course) -> list[Statement]:
    first = sought.question.pick is Pick.FIRST
    if first and sought.cut:
        return []
    told = course.readings[0] if first else course.last
    if not exact(told.when) or told.when is None:
        return [_stated(course, told)]
    ago = since(sought, told.when.date)
    return [said(f"{course.name} {told.words}{told.day}, {ago} ago", *told.entries)]


def _ever(_: Sought, course: Course) -> list[Statement]:
    return [_stated(course, course.last, "Yes: ")]


def _listed(sought: Sought, course: Course) -> list[Statement]:
    return _each(sought, course)


def _spread(sought: Sought, course: Course) -> list[Statement]:
    """How long it is from the first result to the last."""
    first, last = course.readings[0], course.last
    known = first.when is not None and last.when is not None and first is not last
    if sought.cut or sought.question.bound or not known:
        return []
    if not (exact(first.when) and exact(last.when)) or first.when is None or last.when is None:
        return []
    passed = lasted(first.when.date, last.when.date)
    text = f"{course.name} from {first.words}{first.day} to {last.words}{last.day}, {passed}"
    return [said(text, *first.entries, *last.entries)]


_ANSWERS: Final[Mapping[Want, Callable[[Sought, Course], list[Statement]]]] = {
    Want.VALUE: _value,
    Want.AVERAGE: averaged,
    Want.FINDING: _value,
    Want.NOW: _value,
    Want.EVER: _ever,
    Want.WHEN: _when,
    Want.COUNT: _count,
    Want.LIST: _listed,
    Want.BEYOND: _is_beyond,
    Want.COMPARE: compared,
    Want.TREND: directed,
    Want.AGO: _ago,
    Want.DURATION: _spread,
}


def abnormal(sought: Sought) -> list[Statement]:
    """The tests whose last result was read and lies outside its range."""
    found = Meant((), sought.evidence.only(sought.chart.entries))
    every = courses(replace(sought), found)
    return [_stated(c, c.last) for c in every if c.last.flag][:_MOST]


def newest(sought: Sought) -> list[Statement]:
    """The last result of every test that was read."""
    found = Meant((), sought.evidence.only(sought.chart.entries))
    return [_stated(c, c.last) for c in courses(sought, found)][:_MOST]
