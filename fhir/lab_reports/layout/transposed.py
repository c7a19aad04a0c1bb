"""Tables with an analyte over each column and a line for each day: units and ranges are lines too.

Read only where a line of units, or one of ranges, is named as such at its left, and the days of the
other lines can be put in order: the newest is current, and the others are not read.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role, column_role
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, line_of
from chartside.fhir.lab_reports.layout.reader import Reader, dated
from chartside.fhir.lab_reports.layout.slots import Slots, place_result
from chartside.fhir.when import When

_FEWEST: Final = 2
"""Columns of analytes."""
_NEAR: Final = 2.5
"""Of the height of a line: the widest gap between two lines of a table."""


def transposed(lines: Sequence[Line], reader: Reader) -> Iterator[tuple[list[Slots], When, str]]:
    """The results of each such table, the day that they are of, and its title."""
    index = 1
    while index < len(lines):
        if _lead(lines[index]) not in {Role.UNIT, Role.RANGE}:
            index += 1
            continue
        end = _end(lines, index)
        days = [line for line in lines[index:end] if dated(line.phrases[0].text)]
        newest = _newest(days, reader)
        if newest is not None:
            told = [line for line in lines[index:end] if line not in days]
            title = (
                lines[index - 2].text if index > 1 and len(lines[index - 2].phrases) == 1 else ""
            )
            yield _results(lines[index - 1], told, newest[0], reader), newest[1], title
        index = end


def _lead(line: Line) -> Role | None:
    return column_role(line.phrases[0].text) if len(line.phrases) > _FEWEST else None


def _end(lines: Sequence[Line], start: int) -> int:
    """The line behind the table that goes on at a line: each names what it is, or a day."""
    end = start + 1
    while end < len(lines):
        line = lines[end]
        near = line.box[1] - lines[end - 1].box[3] <= _NEAR * line.height
        known = _lead(line) in {Role.UNIT, Role.RANGE} or dated(line.phrases[0].text)
        if not near or not known:
            break
        end += 1
    return end


def _newest(days: Sequence[Line], reader: Reader) -> tuple[Line, When] | None:
    moments = [(moment, line) for line in days if (moment := reader.moment(line.phrases[0].text))]
    if not moments or len(moments) < len(days):
        return None
    latest = max(moment for moment, _ in moments)
    held = [line for moment, line in moments if moment == latest]
    return (held[0], latest) if len(held) == 1 else None


def _results(head: Line, told: Sequence[Line], newest: Line, reader: Reader) -> list[Slots]:
    found: list[Slots] = []
    for name in head.phrases:
        values = [p for p in newest.phrases[1:] if _under(name, p, head.phrases)]
        if not values or column_role(name.text):
            continue
        slots = Slots(line_of([name, *values]), name=[name])
        place_result(slots, values, reader)
        for line in told:
            cells = [p for p in line.phrases[1:] if _under(name, p, head.phrases)]
            part = slots.unit if _lead(line) is Role.UNIT else slots.limits
            part += cells
        found.append(slots)
    return found


def _under(name: Phrase, cell: Phrase, names: Sequence[Phrase]) -> bool:
    """Whether a cell stands under a name: its middle is nearest to that of the name."""
    middle = cell.box[0] + cell.box[2]
    nearest = min(names, key=lambda other: abs(other.box[0] + other.box[2] - middle))
    return nearest is name and cell.box[0] < name.box[2] and cell.box[2] > name.box[0]
