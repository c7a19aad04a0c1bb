"""The tables of a page: what stands under each heading, beside other tables or alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role, names_panel, specimen_of
from chartside.fhir.lab_reports.layout.bands import borders
from chartside.fhir.lab_reports.layout.headings import Column, Heading
from chartside.fhir.lab_reports.layout.lines import Line, lines_in
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.roles import (
    with_bounds,
    with_names,
    with_names_between,
    with_results,
    with_values,
)
from chartside.fhir.lab_reports.layout.systems import of_the_first
from chartside.fhir.lab_reports.page import Box, Page, Word, around

_FAR: Final = 1e6
_ROWS: Final = 3
"""Lines that show that a column of the page has results of its own."""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table below its heading, its columns, and the borders between them."""

    page: int
    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    body: tuple[Line, ...]
    rules: tuple[Box, ...] = ()
    """Level rules that run across it."""
    top: float = 0.0
    title: str = ""
    """The panel that heads the names, where it stands in the heading."""


def tables_of(page: Page, headings: Sequence[Heading], reader: Reader) -> Iterator[Table]:
    """The tables of a page that have a heading."""
    parts = [part for heading in headings for part in _side_by_side(page, heading, headings)]
    for part, sides in parts:
        others = [other for other, _ in parts if other is not part]
        low, high, bottom = _reach(part, others)
        left, right = max(low, sides[0]), min(high, sides[1])
        right = min(right, gutter(page, part, bottom))
        words = [w for w in page.words if _within(w, (left, part.box[3], right, bottom))]
        yield from _table(page, part.columns, words, reader, part.box[3])


def gutter(page: Page, heading: Heading, bottom: float) -> float:
    """Where the page beside a table begins, if it is a column of its own with rows in it.

    Nothing crosses the gap right of the heading, and on some lines right of it stands a name with
    a number; of the columns of this table none is headed there.
    """
    words = [w for w in page.words if heading.box[3] <= w.box[1] < bottom]
    inner = [w.box[2] for w in words if w.box[0] < heading.box[2]]
    edge = max((*inner, heading.box[2]))
    outer = [w for w in words if w.box[0] >= edge]
    start = min((w.box[0] for w in outer), default=_FAR)
    height = heading.box[3] - heading.box[1]
    lines = lines_in(page, outer)
    rows = sum(
        len(line.phrases) > 1
        and line.phrases[0].text[0].isalpha()
        and any(p.text[0].isdigit() for p in line.phrases[1:])
        for line in lines
    )
    first = [line for line in lines if abs(line.box[0] - start) < height]
    apart = start - edge >= height and rows >= _ROWS and rows * 2 >= len(first)
    return (edge + start) / 2 if apart else _FAR


def continued(
    page: Page, words: Sequence[Word], columns: Sequence[Column], reader: Reader
) -> Iterator[Table]:
    """The tables that go on under the columns of the page before, without a heading again."""
    heading = Heading(page.number, (-_FAR, -1.0, _FAR, 0.0), tuple(columns))
    for part, (left, right) in _side_by_side(page, heading, ()):
        own = [word for word in words if _within(word, (left, -_FAR, right, _FAR))]
        yield from _table(page, part.columns, own, reader, 0.0)


def _reach(heading: Heading, headings: Sequence[Heading]) -> tuple[float, float, float]:
    """How far a table goes to the left, to the right and down."""
    left, right, bottom = -_FAR, _FAR, _FAR
    for other in headings:
        if other.box[0] >= heading.box[2] and other.box[1] >= heading.box[3]:
            right = min(right, other.box[0] - 1)
        elif other.box[2] <= heading.box[0] and other.box[1] >= heading.box[3]:
            left = max(left, other.box[2] + 1)
        elif other.box[1] >= heading.box[3]:
            bottom = min(bottom, other.box[1])
    return left, right, bottom


def _within(word: Word, box: Box) -> bool:
    across, down = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return box[0] <= across < box[2] and box[1] <= down < box[3]


def _side_by_side(
    page: Page, heading: Heading, headings: Sequence[Heading]
) -> Iterator[tuple[Heading, tuple[float, float]]]:
    """One heading, or several where the columns begin again with a name; left and right of each."""
    bottom = _reach(heading, headings)[2]
    words = [w for w in page.words if heading.box[3] <= w.box[1] < bottom]
    body = lines_in(page, words)
    columns = with_names_between(heading.columns, body)
    starts = [i for i, column in enumerate(columns) if column.role is Role.NAME and i > 0]
    begins = [0, *(i for i in starts if _values(columns[:i]) and _values(columns[i:]))]
    if len(begins) == 1:
        yield replace(heading, columns=columns), (-_FAR, _FAR)
        return
    edges = [-_FAR, *borders(columns, body, page.rules), _FAR]
    for start, end in zip(begins, [*begins[1:], len(columns)], strict=True):
        own = columns[start:end]
        box = own[0].left, heading.box[1], own[-1].right, heading.box[3]
        yield Heading(heading.page, box, own), (edges[start], edges[end])


def _values(columns: Sequence[Column]) -> bool:
    return any(c.role in {Role.RESULT, Role.IN_RANGE} or c.when for c in columns)


def _table(
    page: Page, columns: Sequence[Column], words: Sequence[Word], reader: Reader, top: float
) -> Iterator[Table]:
    body = lines_in(page, words)
    if not body:
        return
    named = with_values(with_names(columns, body), body, reader)
    edges = borders(named, body, page.rules)
    settled = with_bounds(with_results(named, body, edges, reader))
    settled = of_the_first(settled, body, edges, reader)
    level = _level(page, body)
    for variant in _each_result(settled):
        yield Table(page.number, variant, tuple(edges), body, level, top, _title(variant))


def _title(columns: Sequence[Column]) -> str:
    """The panel that stands over the names in place of a word for them."""
    over = [c.text for c in columns if c.role is Role.NAME and c.text]
    return over[0] if over and (names_panel(over[0]) or specimen_of(over[0])) else ""


def _level(page: Page, body: Sequence[Line]) -> tuple[Box, ...]:
    """Level rules across most of a table, the pieces of one rule put together."""
    left, right = min(line.box[0] for line in body), max(line.box[2] for line in body)
    held: dict[int, list[Box]] = {}
    for rule in page.rules:
        within = body[0].box[1] < rule[1] < body[-1].box[3]
        if within and rule[3] - rule[1] < rule[2] - rule[0] and rule[0] < right and rule[2] > left:
            held.setdefault(round(rule[1]), []).append(rule)
    whole = [around(tuple(rules)) for rules in held.values()]
    return tuple(
        rule for rule in whole if (min(right, rule[2]) - max(left, rule[0])) * 2 > right - left
    )


def _each_result(columns: tuple[Column, ...]) -> Iterator[tuple[Column, ...]]:
    """Once for each column of current results: its own parts stand between it and the next."""
    held = [i for i, column in enumerate(columns) if column.role is Role.RESULT]
    if len(held) < 2:  # noqa: PLR2004 - one is the rule
        yield columns
        return
    parts = {Role.RESULT, Role.UNIT, Role.RANGE, Role.FLAG}
    for place, index in enumerate(held):
        end = held[place + 1] if place + 1 < len(held) else len(columns)
        mine = range(index if place else 0, end)
        yield tuple(
            Column(None, c.left, c.right, c.text, c.when)
            if c.role in parts and i not in mine
            else c
            for i, c in enumerate(columns)
        )
