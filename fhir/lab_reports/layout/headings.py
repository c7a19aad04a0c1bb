"""The heading rows of tables: which column holds what, in the words of the page.

A heading has at least two columns that name a part of a result. It may stand on several lines
(`Reference` above `range`), and what stands above a column (a date, `previous`) belongs to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Label, Role, column_role, label_of, split_label
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, phrase_of
from chartside.fhir.lab_reports.layout.reader import dated
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
_MOST_WORDS: Final = 24
_CLOSE: Final = 1.0
"""Of the height of a line: the widest gap between two lines of one heading."""
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


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table from left to right, and where their heading stands."""

    page: int
    box: Box
    columns: tuple[Column, ...]


def headings_of(lines: Sequence[Line]) -> tuple[Heading, ...]:
    """The headings on a page, from top to bottom, each with the lines that belong to it."""
    found: list[Heading] = []
    for index, line in enumerate(lines):
        columns = _columns(line)
        if not _heads(columns):
            continue
        heading = Heading(line.page, line.box, columns)
        heading = _with_below(heading, lines[index + 1 : index + 3])
        found.append(_with_above(heading, lines[max(index - 12, 0) : index]))
    return tuple(found)


def _columns(line: Line) -> tuple[Column, ...]:
    columns: list[Column] = []
    for phrase in line.phrases:
        for part in _named(phrase):
            moment = part.text if dated(part.text) else ""
            role = None if moment else column_role(part.text)
            columns.append(Column(role, part.box[0], part.box[2], part.text, moment))
    return tuple(columns)


def _named(phrase: Phrase) -> list[Phrase]:
    """The phrase, or its parts where each of them names a column and the whole does not."""
    if column_role(phrase.text) or not 1 < len(phrase.words) <= _MOST_WORDS:
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


def _heads(columns: Sequence[Column]) -> bool:
    known = {column.role for column in columns} & _CORE
    dates = sum(bool(column.when) for column in columns)
    strange = sum(column.role is None and not column.when for column in columns)
    labels = sum(column.text.endswith(":") for column in columns)
    if labels * 2 > len(columns) or strange > len(known) + dates:
        return False
    if Role.NAME in known and dates > 1:
        return True
    return len(known) + min(dates, 1) > 1 and bool(known & _ANCHORS)


def _with_below(heading: Heading, lines: Sequence[Line]) -> Heading:
    """With the lines right below that go on with its words: `Reference` / `range`."""
    for line in lines:
        gap = line.box[1] - heading.box[3]
        if gap > _CLOSE * line.height or _heads(_columns(line)):
            break
        columns: list[Column] | None = list(heading.columns)
        for phrase in line.phrases:
            columns = _below(columns, phrase, level=gap < 0) if columns else None
        if columns is None:
            break
        heading = Heading(heading.page, around((heading.box, line.box)), tuple(columns))
    return heading


def _below(columns: Sequence[Column], phrase: Phrase, *, level: bool) -> list[Column] | None:
    """The columns with a phrase below them; None where it belongs to none of them."""
    for index, column in enumerate(columns):
        if not _over(column, phrase):
            continue
        text = f"{column.text} {phrase.text}"
        if dated(phrase.text) and column.role in _VALUES:
            return _put(columns, index, replace(column, when=column.when or phrase.text))
        if role := column_role(text):
            return _put(columns, index, replace(column, role=role, text=text))
        return None
    return _beside(columns, phrase) if level else None


def _beside(columns: Sequence[Column], phrase: Phrase) -> list[Column] | None:
    """With one more column, whose heading is on two lines beside the others."""
    when = phrase.text if dated(phrase.text) else ""
    role = None if when else column_role(phrase.text)
    if not when and role is None:
        return None
    more = Column(role, phrase.box[0], phrase.box[2], phrase.text, when)
    return sorted((*columns, more), key=lambda column: column.left)


def _put(columns: Sequence[Column], index: int, column: Column) -> list[Column]:
    return [*columns[:index], column, *columns[index + 1 :]]


def _with_above(heading: Heading, lines: Sequence[Line]) -> Heading:
    """With the words and dates above its columns, up to a line that has none for them."""
    top = heading.box[1]
    for line in reversed(lines):
        gap = heading.box[1] - line.box[3]
        if gap > _ABOVE * line.height or _heads(_columns(line)) or _tells(line):
            break
        for phrase in line.phrases:
            columns = _above(heading.columns, phrase, level=gap < 0)
            if columns is not None:
                heading = replace(heading, columns=tuple(columns))
                top = min(top, line.box[1])
    left, _, right, bottom = heading.box
    return replace(heading, box=(left, top, right, bottom))


def _tells(line: Line) -> bool:
    """Whether a line tells of the patient or the report, so that its dates head no column."""
    labels = [found[0] for phrase in line.phrases if (found := split_label(phrase.text))]
    labels += [label for phrase in line.phrases if (label := label_of(phrase.text))]
    return any(label not in {Label.COLLECTED, Label.REQUEST} for label in labels)


def _above(columns: Sequence[Column], phrase: Phrase, *, level: bool) -> list[Column] | None:
    over = [index for index, column in enumerate(columns) if _over(column, phrase)]
    if not over and level:
        return _beside(columns, phrase)
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


def _over(column: Column, phrase: Phrase) -> bool:
    return phrase.box[0] < column.right and phrase.box[2] > column.left
