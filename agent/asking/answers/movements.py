"""How the results of a test go: one beside another, and their course."""

import re
from decimal import Decimal
from typing import Final

from chartside.agent.asking.answers.courses import Course, Reading
from chartside.agent.asking.answers.sought import Sought, in_span
from chartside.agent.asking.question import Span
from chartside.agent.authors.wording import said
from chartside.draft import Statement
from chartside.fhir.clinical import Series
from chartside.fhir.clinical import trend as moved


def compared(sought: Sought, course: Course) -> list[Statement]:
    """The newest result of the time asked of, beside one of another time."""
    question = sought.question
    course = course.comparable()
    numbers = course.numbers
    from_first = _FROM_FIRST.search(question.text) is not None
    if _NTH.search(question.text) or (from_first and sought.cut):
        return []  # "the second": it is counted from an end that may be unread, or from neither
    if question.against:
        at = _at(numbers, question.span)
        now = [at] if at else []
        then = _at(numbers, question.against)
    else:
        now = [r for r in numbers if in_span(r.when, question.span)]
        whole = question.span or from_first
        then = now[0] if whole and now else now[-2] if len(now) > 1 else None
    if not now or then is None or now[-1] is then:
        return []
    return [_beside(sought, course, now[-1], then)]


_FROM_FIRST = re.compile(
    r"\b(?:first|initial|earliest|oldest|baseline|starting|original)\b", re.IGNORECASE
)
"""What the newest is compared with, where it is not the one before it."""
_NTH = re.compile(
    r"\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th)\b"
    r"(?![- ](?:to[- ])?(?:the )?(?:last|latest|newest|most))",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bor\b", re.IGNORECASE)
"""A choice between two times: answered by both results, the later one first.

So is every comparison that asks for no yes or no.
"""


def _one_day(span: Span) -> Span:
    """`From 3 March`, `by 5 June`, as the day that they name."""
    day = span.since if span.until is None else span.until if span.since is None else None
    return Span(day, day) if day else span


def _at(numbers: tuple[Reading, ...], span: Span) -> Reading | None:
    """The result of a time: the newest in it, or the nearest to a day that was said loosely."""
    if span.near is None:
        on_it = [r for r in numbers if in_span(r.when, _one_day(span))]
        held = on_it or [r for r in numbers if in_span(r.when, span)]
        return held[-1] if held else None
    near = span.near
    held = [r for r in numbers if r.when and in_span(r.when, span)]
    if not held:
        return None
    return min(held, key=lambda r: abs((r.when.date - near).days) if r.when else 0)


def _beside(sought: Sought, course: Course, now: Reading, then: Reading) -> Statement:
    assert now.number is not None  # noqa: S101 - both are among the numbers
    assert then.number is not None  # noqa: S101 - both are among the numbers
    lead = _verdict(sought.question.text, risen=now.number > then.number)
    if now.when and then.when and now.when < then.when:  # nothing goes up from a later day
        now, then = then, now
    entries = (*now.entries, *then.entries)
    if now.number == then.number:
        return said(f"{course.name} {now.words}{now.day}, the same as{then.day}", *entries)
    name = course.inner if lead else course.name
    up = now.number is not None and then.number is not None and now.number > then.number
    word = f"{'up' if up else 'down'}{_by(sought, now, then)} from"
    return said(f"{lead}{name} {now.words}{now.day}, {word} {then.words}{then.day}", *entries)


_HOW_MUCH = re.compile(r"\bhow much\b|\bdifference\b|\bchange\b", re.IGNORECASE)
_SHOWN = re.compile(r"^(\d+(?:\.\d+)?) ([^\s()]\S*)(?: \(|$)")


def _by(sought: Sought, now: Reading, then: Reading) -> str:
    """` 11.6 kg`: the difference of two results as they are shown; nothing where none is asked."""
    newer, older = _SHOWN.match(now.words), _SHOWN.match(then.words)
    if not _HOW_MUCH.search(sought.question.text) or newer is None or older is None:
        return ""
    if newer[2] != older[2] or "%" in newer[2]:  # of percent nobody knows whether points are meant
        return ""
    return f" {abs(Decimal(newer[1]) - Decimal(older[1])):f} {newer[2]}"


_UP = re.compile(
    r"\b(?:higher|greater|larger|heavier|taller|more|up|increas\w*|rise|risen|rose|gain\w*)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:lower|smaller|lighter|less|down|decreas\w*|declin\w*|fall\w*|fell|drop\w*|reduc\w*|lost"
    r"|lose)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"^\s*(?:is|are|was|were|has|have|did|does|do)\b", re.IGNORECASE)


def _verdict(text: str, *, risen: bool) -> str:
    """`Yes: ` or `No: ` where the question asks whether it went one way; nothing elsewhere."""
    if not _ASKS.search(text) or _WHICH.search(text):
        return ""
    up, down = _UP.search(text), _DOWN.search(text)
    if bool(up) == bool(down):
        return ""
    return "Yes: " if bool(up) == risen else "No: "


_DIRECTIONS: Final = {
    "rising": "is rising", "falling": "is falling", "stable": "is stable",
    "varying": "goes up and down",
}  # fmt: skip


def directed(_: Sought, course: Course) -> list[Statement]:
    """Where the numbers go, by the rule of `clinical.trend`, with the points it is judged by."""
    course = course.comparable()
    numbers = course.numbers
    if len(numbers) < 2:  # noqa: PLR2004 - one result has no direction
        return [said(f"{course.name} {course.last.words}{course.last.day}", *course.last.entries)]
    entries = tuple(e for r in numbers for e in r.entries)
    singles = all(len(r.entries) == 1 and r.entries[0].value for r in numbers)
    found = moved(Series("", course.name, entries)) if singles else None
    first = next((r for r in numbers if found and r.entries[0] is found.entries[0]), numbers[0])
    if found is None or found.direction == "varying":
        return _points(course, numbers)
    last = numbers[-1]
    word = _DIRECTIONS[found.direction]
    points = f"{first.words}{first.day}, {last.words}{last.day}"
    return [said(f"{course.name} {word}: {points}", *found.entries)]


def _points(course: Course, numbers: tuple[Reading, ...]) -> list[Statement]:
    first, last = numbers[0], numbers[-1]
    if first.number is None or last.number is None:
        return []
    if first.number == last.number:
        word = "the same as"
        return [
            said(
                f"{course.name} {last.words}{last.day}, {word}{first.day}",
                *last.entries,
                *first.entries,
            )
        ]
    word = "up from" if last.number > first.number else "down from"
    text = f"{course.name} {last.words}{last.day}, {word} {first.words}{first.day}"
    return [said(text, *last.entries, *first.entries)]
