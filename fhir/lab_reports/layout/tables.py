"""The tables of a page: what stands under each heading, beside other tables or alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role
from chartside.fhir.lab_reports.layout.bands import borders
from chartside.fhir.lab_reports.layout.headings import Column, Heading
from chartside.fhir.lab_reports.layout.lines import Line, lines_in
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.roles import with_names, with_results
from chartside.fhir.lab_reports.page import Box, Page, Word

_FAR: Final = 1e6


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


def tables_of(page: Page, headings: Sequence[Heading], reader: Reader) -> Iterator[Table]:
    """The tables of a page that have a heading."""
    for heading in headings:
        left, right, bottom = _reach(heading, headings)
        top = heading.box[3]
        words = [w for w in page.words if _within(w, (left, top, right, bottom))]
        yield from _side_by_side(page, heading.columns, words, reader, top)


def continued(
    page: Page, words: Sequence[Word], columns: Sequence[Column], reader: Reader
) -> Iterator[Table]:
    """The tables that go on under the columns of the page before, without a heading again."""
    yield from _side_by_side(page, columns, words, reader, 0.0)


def _reach(heading: Heading, headings: Sequence[Heading]) -> tuple[float, float, float]:
    """How far a table goes to the left, to the right and down."""
    left, right, bottom = -_FAR, _FAR, _FAR
    for other in headings:
        if other is heading:
            continue
        if other.box[0] >= heading.box[2]:
            right = min(right, other.box[0] - 1)
        elif other.box[2] <= heading.box[0]:
            left = max(left, other.box[2] + 1)
        elif other.box[1] >= heading.box[3]:
            bottom = min(bottom, other.box[1])
    return left, right, bottom


def _within(word: Word, box: Box) -> bool:
    across, down = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return box[0] <= across < box[2] and box[1] <= down < box[3]


def _side_by_side(
    page: Page, columns: Sequence[Column], words: Sequence[Word], reader: Reader, top: float
) -> Iterator[Table]:
    """One table, or several where the columns begin again with a name."""
    body = lines_in(words, page.number)
    edges = borders(columns, body, page.rules)
    starts = [i for i, column in enumerate(columns) if column.role is Role.NAME and i > 0]
    begins = [0, *(i for i in starts if any(c.role is Role.NAME for c in columns[:i]))]
    for start, end in zip(begins, [*begins[1:], len(columns)], strict=True):
        low = edges[start - 1] if start else -_FAR
        high = edges[end - 1] if end < len(columns) else _FAR
        own = [word for word in words if _within(word, (low, -_FAR, high, _FAR))]
        yield from _table(page, columns[start:end], own, reader, top)


def _table(
    page: Page, columns: Sequence[Column], words: Sequence[Word], reader: Reader, top: float
) -> Iterator[Table]:
    body = lines_in(words, page.number)
    if not body:
        return
    named = with_names(columns, body)
    edges = borders(named, body, page.rules)
    settled = with_results(named, body, edges, reader)
    level = tuple(rule for rule in page.rules if _across(rule, body))
    for variant in _each_result(settled):
        yield Table(page.number, variant, tuple(edges), body, level, top)


def _across(rule: Box, body: Sequence[Line]) -> bool:
    left, right = min(line.box[0] for line in body), max(line.box[2] for line in body)
    shared = min(right, rule[2]) - max(left, rule[0])
    within = body[0].box[1] < rule[1] < body[-1].box[3]
    return within and rule[3] - rule[1] < rule[2] - rule[0] and shared * 2 > right - left


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
