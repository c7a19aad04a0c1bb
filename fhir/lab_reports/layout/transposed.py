"""Tables with an analyte over each column and a line for each day: units and ranges are lines too.

Read only where a line of units, or one of ranges, is named as such at its left or stands between
the names and the days with nothing else in it, and the days of the other lines can be put in order:
the newest is current, and the others are not read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role, column_role
from chartside.fhir.lab_reports.cells.moments import dated
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, line_of, phrase_of
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import Slots, place_result
from chartside.fhir.when import When

_FEWEST: Final = 2
"""Columns of analytes."""
_AHEAD: Final = 3
"""Lines below one of units in which the first day stands."""
_UNIT, _RANGE = "unit", "range"
"""What a line of units, and one of ranges, would say at its left."""
_NEAR: Final = 2.5
"""Of the height of a line: the widest gap between two lines of a table."""


@dataclass(frozen=True, slots=True)
class ByDay:
    """The results of such a table, the day that they are of, its title and where it stands."""

    rows: list[Slots]
    when: When
    title: str
    top: float
    bottom: float


def transposed(lines: Sequence[Line], reader: Reader) -> Iterator[ByDay]:
    """The tables of a page with a line for each day."""
    lines = [
        _with_lead(line, lines[i + 1 : i + 1 + _AHEAD], reader) for i, line in enumerate(lines)
    ]
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
            names, first = _names(lines, index)
            above = lines[first - 1] if first else None
            title = above.text if above and len(above.phrases) == 1 else ""
            rows = _results(names, told, newest[0], reader)
            yield ByDay(rows, newest[1], title, lines[first].box[1], lines[end - 1].box[3])
        index = end


def _with_lead(line: Line, below: Sequence[Line], reader: Reader) -> Line:
    """A line of nothing but units, or ranges, right of the days below it, as one that says so."""
    days = [each.phrases[0] for each in below if dated(each.phrases[0].text)]
    left, top, _, bottom = line.box
    if len(line.phrases) < _FEWEST or not any(day.box[0] < left - day.height for day in days):
        return line
    for word, kind in ((_UNIT, reader.unit), (_RANGE, reader.range)):
        if all(kind(phrase.text) for phrase in line.phrases):
            lead = Phrase(word, line.page, (days[0].box[0], top, days[0].box[0], bottom), ())
            return Line(line.page, line.box, (lead, *line.phrases))
    return line


def _names(lines: Sequence[Line], index: int) -> tuple[list[Phrase], int]:
    """The names over a line of units, put together where they are wrapped; the line they begin."""
    first = index - 1
    while first > 0 and len(lines[first].phrases) + 1 < len(lines[index].phrases):
        near = lines[first].box[1] - lines[first - 1].box[3] <= lines[first].height
        if not near or index - first > _FEWEST:
            break
        first -= 1
    whole = list(lines[first].phrases)
    for line in lines[first + 1 : index]:
        for phrase in line.phrases:
            for place, name in enumerate(whole):
                if phrase.box[0] < name.box[2] and phrase.box[2] > name.box[0]:
                    whole[place] = phrase_of((*name.words, *phrase.words), name.page)
                    break
    return whole, first


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


def _results(
    names: Sequence[Phrase], told: Sequence[Line], newest: Line, reader: Reader
) -> list[Slots]:
    found: list[Slots] = []
    for name in names:
        values = [p for p in newest.phrases[1:] if _under(name, p, names)]
        if not values or column_role(name.text):
            continue
        slots = Slots(line_of([name, *values]), name=[name])
        place_result(slots, values, reader)
        for line in told:
            cells = [p for p in line.phrases[1:] if _under(name, p, names)]
            part = slots.unit if _lead(line) is Role.UNIT else slots.limits
            part += cells
        found.append(slots)
    return found


def _under(name: Phrase, cell: Phrase, names: Sequence[Phrase]) -> bool:
    """Whether a cell stands under a name: its middle is nearest to that of the name."""
    middle = cell.box[0] + cell.box[2]
    nearest = min(names, key=lambda other: abs(other.box[0] + other.box[2] - middle))
    return nearest is name and cell.box[0] < name.box[2] and cell.box[2] > name.box[0]
