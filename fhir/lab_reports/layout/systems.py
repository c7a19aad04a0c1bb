"""Two systems of units beside each other: SI units, and the same results in others.

`5.4 mmol/L 3.9-5.6   97 mg/dL 70-100` is one result twice. The columns behind the second number are
of the second system, and no unit or range there belongs to the first.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role
from chartside.fhir.lab_reports.layout.bands import pieces
from chartside.fhir.lab_reports.layout.headings import Column
from chartside.fhir.lab_reports.layout.lines import Line, Phrase
from chartside.fhir.lab_reports.layout.reader import Reader

_PARTS: Final = frozenset({Role.UNIT, Role.RANGE, Role.FLAG, Role.LOW, Role.HIGH})
_OPEN: Final = frozenset({None, Role.PREVIOUS, Role.COMMENT, Role.METHOD, Role.CODE})
_MOSTLY: Final = 0.6
_TWICE: Final = 2


def of_the_first(
    columns: Sequence[Column], body: Sequence[Line], edges: Sequence[float], reader: Reader
) -> tuple[Column, ...]:
    """The columns, those behind a second number without a use where they repeat a unit or a range.

    Only a table with one column of current results is meant: others are told apart as they are.
    """
    roles = [column.role for column in columns]
    again = any(roles.count(role) >= _TWICE for role in (Role.UNIT, Role.RANGE))
    if roles.count(Role.RESULT) != 1 or not again:
        return tuple(columns)
    first = roles.index(Role.RESULT)
    numbers = [
        index
        for index in range(first + 1, len(columns))
        if columns[index].role in _OPEN and _holds_numbers(index, body, edges, reader)
    ]
    after = [i for i in numbers if _repeats(roles[first:i], roles[i:])]
    if not after:
        return tuple(columns)
    return tuple(
        replace(column, role=None) if index >= after[0] and column.role in _PARTS else column
        for index, column in enumerate(columns)
    )


def _repeats(before: Sequence[Role | None], after: Sequence[Role | None]) -> bool:
    return any(role in before and role in after for role in (Role.UNIT, Role.RANGE))


def _holds_numbers(
    index: int, body: Sequence[Line], edges: Sequence[float], reader: Reader
) -> bool:
    cells = [
        reader.number(piece.phrase.text)
        for line in body
        for phrase in line.phrases
        for piece in pieces(phrase, edges)
        if piece.column == index
    ]
    return bool(cells) and sum(cells) >= _MOSTLY * len(cells)


def several_units(phrases: Sequence[Phrase], reader: Reader) -> bool:
    """Whether phrases are two units or more, and not one that is printed in parts."""
    units = [phrase for phrase in phrases if reader.unit(phrase.text)]
    whole = " ".join(phrase.text for phrase in phrases)
    glued = "".join(phrase.text for phrase in phrases)
    return len(units) > 1 and not (reader.unit(whole) or reader.unit(glued))


def first_of(phrases: Sequence[Phrase], reader: Reader) -> Phrase | None:
    """The first of some values, where each has a unit of its own and no two have the same.

    Of an earlier result the unit would be the same; the same result in two systems has two.
    """
    values = [reader.value(phrase.text) for phrase in phrases]
    units = [v.unit for v in values if v is not None and v.value is not None and v.unit]
    apart = all(one != two for one, two in combinations(units, 2))
    return phrases[0] if len(units) == len(phrases) and len(units) > 1 and apart else None
