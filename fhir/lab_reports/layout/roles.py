"""Which column holds the names and which the current results, where the heading leaves it open."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role
from chartside.fhir.lab_reports.layout.bands import pieces
from chartside.fhir.lab_reports.layout.headings import Column
from chartside.fhir.lab_reports.layout.lines import Line, Phrase
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.when import When

_FIXED: Final = frozenset({Role.RESULT, Role.UNIT, Role.RANGE, Role.FLAG, Role.PREVIOUS})
_OPEN: Final = frozenset({Role.RESULT, Role.IN_RANGE, Role.OUT_OF_RANGE, None})
"""Columns that may hold the current results."""
_SHARE: Final = 3
"""A column without a heading is one where at least one line in three has words there."""
_MOSTLY: Final = 0.6
"""Of the cells of a column: numbers that make it a column of results."""
_FEW: Final = 2


def with_names(columns: Sequence[Column], body: Sequence[Line]) -> tuple[Column, ...]:
    """The columns, one of them with the names: headed so, without a heading, or the leftmost."""
    if any(column.role is Role.NAME for column in columns):
        return tuple(columns)
    if len(columns) > _FEW and columns[0].role is Role.CODE and columns[1].role is None:
        return columns[0], replace(columns[1], role=Role.NAME), *columns[2:]
    left = [phrase for line in body if (phrase := _left_of(columns[0], line))]
    if left and len(left) * _SHARE >= len(body):
        sides = min(p.box[0] for p in left), min(max(p.box[2] for p in left), columns[0].left - 1)
        return Column(Role.NAME, *sides), *columns
    if columns[0].role not in _FIXED and not columns[0].when:
        return replace(columns[0], role=Role.NAME), *columns[1:]
    return tuple(columns)


def with_values(
    columns: Sequence[Column], body: Sequence[Line], reader: Reader
) -> tuple[Column, ...]:
    """The columns, with one of values that has no heading, right of the names and left of the next.

    Only where no other column may hold the results: `Reference | Earlier` over a list with units.
    """
    named = columns[0].role is Role.NAME and len(columns) > 1
    if not named or any(column.role in _OPEN for column in columns):
        return tuple(columns)
    held = [
        phrase
        for line in body
        for phrase in line.phrases[1:]
        if (phrase.box[0] + phrase.box[2]) / 2 < columns[1].left
        and (value := reader.value(phrase.text))
        and value.value is not None
    ]
    if not held or len(held) * _SHARE < len(body):
        return tuple(columns)
    left = sorted(phrase.box[0] for phrase in held)[len(held) // 2]
    right = min(max(phrase.box[2] for phrase in held), columns[1].left - 1)
    names = replace(columns[0], right=min(columns[0].right, left - 1))
    return names, Column(Role.RESULT, left, right), *columns[1:]


def with_names_between(columns: Sequence[Column], body: Sequence[Line]) -> tuple[Column, ...]:
    """The columns, those with names told too that stand left of a further column of results.

    Two tables beside each other may have a panel over their names, or nothing.
    """
    found: list[Column] = []
    seen = 0
    for index, column in enumerate(columns):
        if column.role is Role.RESULT:
            seen += 1
            before = found[-1] if found else None
            if seen > 1 and before and before.role is None and _worded(before, column, body):
                found[-1] = replace(before, role=Role.NAME)
            elif seen > 1 and before and before.role is not Role.NAME:
                found += _unheaded_names(columns[index - 1], column, body)
        found.append(column)
    return tuple(found)


def _worded(column: Column, after: Column, body: Sequence[Line]) -> bool:
    """Whether words without a number stand in a column, on at least one line in three."""
    held = [
        phrase
        for line in body
        for phrase in line.phrases
        if column.left - phrase.height < phrase.box[0] < (column.right + after.left) / 2
    ]
    words = [phrase for phrase in held if phrase.text[0].isalpha()]
    return len(words) * _SHARE >= len(body) and len(words) * 2 > len(held)


def _unheaded_names(before: Column, after: Column, body: Sequence[Line]) -> list[Column]:
    """A column of names between two columns of a heading that has no word over it."""
    between = [
        phrase
        for line in body
        for phrase in line.phrases
        if phrase.box[0] > before.right
        and phrase.box[2] < after.left + phrase.height
        and phrase.text[0].isalpha()
        and phrase.box[0] < after.left - phrase.height
    ]
    if len(between) * _SHARE < max(len(body), 1):
        return []
    sides = min(p.box[0] for p in between), min(max(p.box[2] for p in between), after.left - 1)
    return [Column(Role.NAME, *sides)]


def _left_of(column: Column, line: Line) -> Phrase | None:
    phrase = line.phrases[0]
    middle = (phrase.box[0] + phrase.box[2]) / 2
    return phrase if middle < column.left and phrase.box[0] < column.left - phrase.height else None


def with_results(
    columns: Sequence[Column], body: Sequence[Line], edges: Sequence[float], reader: Reader
) -> tuple[Column, ...]:
    """The columns, the current results told from earlier ones by their headings and dates.

    Of dated columns the newest is current; where the dates cannot be put in order none is.
    """
    dated = [i for i, c in enumerate(columns) if c.when and c.role in {None, Role.RESULT}]
    headed = [i for i, c in enumerate(columns) if c.role is Role.RESULT]
    by_unit = [i for i in headed if columns[i].unit == columns[i].text]
    plain = [i for i in headed if not columns[i].when and i not in by_unit]
    if by_unit and not plain and not dated:
        other = [i for i in _numeric(columns, body, edges, reader) if columns[i].role is None]
        return _only(columns, sorted({*by_unit, *other}), [])
    if plain:
        return _only(columns, plain, dated)
    if dated:
        newest = _newest([columns[i].when for i in dated], reader)
        current = [] if newest is None else [dated[newest]]
        return _only(columns, current, dated)
    if any(c.role in {Role.IN_RANGE, Role.OUT_OF_RANGE} for c in columns):
        return tuple(columns)
    numbers = _numeric(columns, body, edges, reader)
    return _only(columns, numbers, []) if numbers else tuple(columns)


def with_bounds(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, a column of bounds only where the other bound has one too."""
    held = {column.role for column in columns}
    if held >= {Role.LOW, Role.HIGH}:
        return tuple(columns)
    lone = {Role.LOW, Role.HIGH}
    return tuple(replace(c, role=None) if c.role in lone else c for c in columns)


def _only(
    columns: Sequence[Column], current: Sequence[int], dated: Sequence[int]
) -> tuple[Column, ...]:
    roles = [
        Role.RESULT if i in current else Role.PREVIOUS if i in dated else column.role
        for i, column in enumerate(columns)
    ]
    return tuple(replace(c, role=role) for c, role in zip(columns, roles, strict=True))


def _newest(texts: Sequence[str], reader: Reader) -> int | None:
    if len(texts) == 1:
        return 0
    newest = {_latest([read(text) for text in texts]) for read in reader.ways}
    return newest.pop() if len(newest) == 1 else None


def _latest(moments: Sequence[When | None]) -> int | None:
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(moments):
        return None
    latest = max(known)
    return moments.index(latest) if moments.count(latest) == 1 else None


def _numeric(
    columns: Sequence[Column], body: Sequence[Line], edges: Sequence[float], reader: Reader
) -> list[int]:
    """The first column without a known use that mostly holds numbers."""
    held: dict[int, list[bool]] = {}
    for line in body:
        for phrase in line.phrases:
            for piece in pieces(phrase, edges):
                held.setdefault(piece.column, []).append(reader.number(piece.phrase.text))
    for index in sorted(held):
        cells = held[index]
        open_use = columns[index].role in {None, Role.SPECIMEN, Role.COLLECTED, Role.COMMENT}
        if open_use and sum(cells) >= _MOSTLY * len(cells) and sum(cells) > 0:
            return [index]
    return []
