"""The heading rows of tables: which column holds what, in the words of the page.

A heading has at least two columns that name a part of a result. It may stand on several lines
(`Reference` above `range`), and what stands above a column (a date, `previous`) belongs to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Label, Role, column_role, label_of, split_label
from chartside.fhir.lab_reports.cells.moments import dated
from chartside.fhir.lab_reports.cells.ranges import looks_like_range
from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, phrase_of
from chartside.fhir.lab_reports.page import Box, around

_ANCHORS: Final = frozenset(
    {
        *(Role.RESULT, Role.UNIT, Role.RANGE, Role.PREVIOUS),
        *(Role.IN_RANGE, Role.OUT_OF_RANGE, Role.LOW, Role.HIGH),
    }
)
"""A heading names at least one of them: `Name` and `Comment` head other tables too."""
_CORE: Final = _ANCHORS | {Role.NAME, Role.FLAG}
_VALUES: Final = frozenset({Role.RESULT, Role.PREVIOUS, None})
_BESIDE_DATES: Final = frozenset({Role.COLLECTED, Role.REPORTED, Role.NUMBER, None})
"""What may be said at the left of a line of dates, over the names."""
_MOST_WORDS: Final = 24
_WIDE: Final = 1.4
"""Times the narrowest blank of a phrase."""
_BRACKET = re.compile(r"[(\[]([^()\[\]]+)[)\]]$")
_CLOCK = re.compile(r"\d{1,2}\s?[:.hu]\s?\d{2}(?::\d{2})?(?:\s?[ap]m)?", re.IGNORECASE)
_MOST_LINES: Final = 4
_FEWEST: Final = 2
"""Columns of a heading."""
_LINE: Final = 0.1
_PHRASE: Final = 0.1
_STRANGE: Final = 1.25
"""What a line more, a phrase of it and a strange column do to how surely lines are a heading."""
_CLOSE: Final = 1.2
"""Of the height of a line: the widest gap between two lines of one heading."""
_BETWEEN: Final = 2.5
"""Of the height of a heading: two that stand as close are one."""
_ABOVE: Final = 9.0
"""Of that height: how far up a date belongs to a column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it holds, its heading, and the date that heads it."""

    role: Role | None
    left: float
    right: float
    text: str = ""
    when: str = ""
    unit: str = ""
    """The unit that its heading prints for all that stands in it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table from left to right, and where their heading stands."""

    page: int
    box: Box
    columns: tuple[Column, ...]


def headings_of(lines: Sequence[Line]) -> tuple[Heading, ...]:
    """The headings on a page, from top to bottom, each with the lines that belong to it."""
    found: list[Heading] = []
    best = [_best(lines, start) for start in range(len(lines))]
    start = 0
    while start < len(lines):
        score, end = max(best[start : start + _MOST_LINES], key=lambda each: each[0])
        if best[start][0] < score or score <= 0:
            start += 1
            continue
        own = lines[start:end]
        box = around(tuple(line.box for line in own))
        heading = Heading(own[0].page, box, tuple(_columns(own)))
        found.append(_with_above(heading, lines[max(start - 12, 0) : start]))
        start = end
    return tuple(
        one
        for index, one in enumerate(found)
        if not any(_close(one, other) for other in found[index + 1 : index + 2])
    )


def _close(one: Heading, other: Heading) -> bool:
    """Whether nothing can stand between two headings: the lower one is the heading then."""
    gap = other.box[1] - one.box[3]
    across = one.box[0] < other.box[2] and other.box[0] < one.box[2]
    return across and gap < _BETWEEN * (other.box[3] - other.box[1])


def _best(lines: Sequence[Line], start: int) -> tuple[float, int]:
    """How surely a heading begins at a line, 0 where none does, and the line behind it."""
    best = (0.0, start)
    for end in range(start + 1, min(start + _MOST_LINES, len(lines)) + 1):
        own = lines[start:end]
        far = len(own) > 1 and own[-1].box[1] - own[-2].box[3] > _CLOSE * own[-1].height
        if far or any(looks_like_range(p.text) and not dated(p.text) for p in own[-1].phrases):
            break
        columns = _columns(own)
        if _heads(columns):
            phrases = sum(_adds(phrase, columns) for line in own for phrase in line.phrases)
            best = max(best, (_score(columns) + _PHRASE * phrases - _LINE * len(own), end))
    return best


def _adds(phrase: Phrase, columns: Sequence[Column]) -> float:
    """What a phrase adds to a heading: less than nothing where it runs over several columns."""
    over = sum(_over(column, phrase) for column in columns)
    return 1 if over == 1 or column_role(phrase.text) else -_FEWEST


def _score(columns: Sequence[Column]) -> float:
    """A known column counts 1, a date half, and a strange heading against it."""
    known = sum(column.role in _CORE for column in columns)
    dates = sum(bool(column.when) for column in columns) / 2
    strange = sum(column.role is None and not column.when for column in columns)
    return known + dates - _STRANGE * strange


def _columns(lines: Sequence[Line]) -> list[Column]:
    """The columns of a heading: what stands above one another is one, if it stands above one."""
    base = max(lines, key=lambda line: len(line.phrases))
    stacks = [[part] for phrase in base.phrases for part in _named(phrase)]
    for phrase in (p for line in lines if line is not base for p in line.phrases):
        over = [stack for stack in stacks if any(_above_or_below(p, phrase) for p in stack)]
        if not over:
            stacks.append([phrase])
        elif len(over) == 1:
            over[0].append(phrase)
    columns = sorted((_column(stack) for stack in stacks), key=lambda column: column.left)
    return _by_day(columns, [phrase for stack in stacks for phrase in stack])


def _by_day(columns: list[Column], phrases: Sequence[Phrase]) -> list[Column]:
    """The columns; where `Date` stands left of nothing but dates, the names stand below it."""
    first, *rest = columns
    dates = len(rest) >= _FEWEST and all(c.when for c in rest) and not first.when
    told = {label_of(p.text) for p in phrases if _over(first, p)} & {Label.DATE, Label.COLLECTED}
    other = any(label_of(p.text) for p in phrases if not _over(first, p))
    if not dates or not told or other or first.role not in _BESIDE_DATES:
        return columns
    return [replace(first, role=Role.NAME, text=""), *rest]


def _above_or_below(one: Phrase, other: Phrase) -> bool:
    return one.box[0] < other.box[2] and other.box[0] < one.box[2]


def _column(stack: Sequence[Phrase]) -> Column:
    held = sorted(stack, key=lambda phrase: phrase.box[1])
    dates = [phrase.text for phrase in held if dated(phrase.text)]
    clocks = [p.text for p in held if _CLOCK.fullmatch(p.text)] if dates else []
    text = " ".join(p.text for p in held if not dated(p.text) and p.text not in clocks)
    left, right = min(p.box[0] for p in held), max(p.box[2] for p in held)
    role, unit = _role(text)
    if role is not Role.PREVIOUS and any(column_role(p.text) is Role.PREVIOUS for p in held):
        role = Role.PREVIOUS
    when = " ".join((*dates[:1], *clocks[:1]))
    return Column(role, left, right, text or when, when, unit)


def _role(text: str) -> tuple[Role | None, str]:
    """What a heading names, and the unit that is printed in it: `Result (mmol/L)`, `g/L`."""
    if role := column_role(text):
        bracket = _BRACKET.search(text)
        return role, bracket[1] if bracket and looks_like_unit(bracket[1]) else ""
    if looks_like_unit(text):
        return Role.RESULT, text
    head, _, tail = text.rpartition(" ")
    unit = tail.strip("()[]")
    return (column_role(head), unit) if head and looks_like_unit(unit) else (None, "")


def _named(phrase: Phrase) -> list[Phrase]:
    """The phrase, or its parts where each of them names a column and the whole does not."""
    known = column_role(phrase.text) or label_of(phrase.text)
    if not 1 < len(phrase.words) <= _MOST_WORDS or (known and not _loose(phrase)):
        return [phrase]
    best: list[list[Phrase] | None] = [[]]
    for end in range(1, len(phrase.words) + 1):
        ways = [
            [*before, phrase_of(phrase.words[start:end], phrase.page)]
            for start in range(end)
            if (before := best[start]) is not None
            and column_role(" ".join(w.text for w in phrase.words[start:end]))
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1] or [phrase]


def _loose(phrase: Phrase) -> bool:
    """Whether one gap between its words is much wider than the others: two headings meet there."""
    gaps = sorted(two.box[0] - one.box[2] for one, two in pairwise(phrase.words))
    return len(gaps) > 1 and gaps[-1] > _WIDE * max(gaps[0], 1.0)


def _heads(columns: Sequence[Column]) -> bool:
    known = {column.role for column in columns} & _CORE
    dates = sum(bool(column.when) for column in columns)
    strange = sum(column.role is None and not column.when for column in columns)
    labels = sum(column.text.endswith(":") for column in columns)
    if len(columns) < _FEWEST or labels * 2 >= len(columns) or strange > len(known) + dates:
        return False
    if Role.NAME in known and dates > 1:
        return True
    if any(column.unit and column.unit == column.text for column in columns):
        return Role.NAME in known or (Role.RANGE in known and Role.UNIT not in known)
    return len(known) + min(dates, 1) > 1 and bool(known & _ANCHORS)


def _with_above(heading: Heading, lines: Sequence[Line]) -> Heading:
    """With the words and dates above its columns, up to a line that has none for them."""
    for line in reversed(lines):
        gap = heading.box[1] - line.box[3]
        if gap > _ABOVE * line.height or _heads(_columns([line])) or _tells(line):
            break
        if any(_foreign(phrase, heading.columns) for phrase in line.phrases):
            continue
        for phrase in line.phrases:
            columns = _above(heading.columns, phrase)
            if columns is not None:
                heading = replace(heading, columns=tuple(columns))
    return heading


def _foreign(phrase: Phrase, columns: Sequence[Column]) -> bool:
    """Whether words above the column of names are none of its heading: a name of a patient."""
    over = any(_over(c, phrase) for c in columns if c.role is Role.NAME)
    return over and not (label_of(phrase.text) or column_role(phrase.text) or dated(phrase.text))


def _tells(line: Line) -> bool:
    """Whether a line tells of the patient or the report, so that its dates head no column."""
    labels = [found[0] for phrase in line.phrases if (found := split_label(phrase.text))]
    labels += [label for phrase in line.phrases if (label := label_of(phrase.text))]
    return any(label not in {Label.COLLECTED, Label.REQUEST} for label in labels)


def _above(columns: Sequence[Column], phrase: Phrase) -> list[Column] | None:
    over = [index for index, column in enumerate(columns) if _over(column, phrase)]
    if len(over) != 1 or columns[over[0]].role not in _VALUES:
        return None
    column = columns[over[0]]
    if dated(phrase.text):
        return (
            _put(columns, over[0], replace(column, when=phrase.text)) if not column.when else None
        )
    role = column_role(f"{phrase.text} {column.text}") or column_role(phrase.text)
    if role in {Role.RESULT, Role.PREVIOUS, Role.RANGE} and column.role is not Role.PREVIOUS:
        text = f"{phrase.text} {column.text}"
        return _put(columns, over[0], replace(column, role=role, text=text))
    return None


def _put(columns: Sequence[Column], index: int, column: Column) -> list[Column]:
    return [*columns[:index], column, *columns[index + 1 :]]


def _over(column: Column, phrase: Phrase) -> bool:
    return phrase.box[0] < column.right and phrase.box[2] > column.left
