"""The results on the pages of a document, in the order of the page, and what is set aside.

Under a heading, words that are on no list may be a result too, where they stand in line with the
others; a page without a heading goes on with the columns of the page before, or has none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Label, Role, specimen_of, split_label
from chartside.fhir.lab_reports.layout.halves import halves
from chartside.fhir.lab_reports.layout.headings import Column, Heading, headings_of
from chartside.fhir.lab_reports.layout.labelled import specimen_in
from chartside.fhir.lab_reports.layout.leftover import left_over
from chartside.fhir.lab_reports.layout.lines import Line, lines_in, lines_of
from chartside.fhir.lab_reports.layout.parting import with_unit
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.results import (
    NO_RESULT,
    SEVERAL,
    TWO_UNITS,
    TWO_WAYS,
    lost,
    result_of,
)
from chartside.fhir.lab_reports.layout.rows import Row, rows_in, rows_of
from chartside.fhir.lab_reports.layout.run_in import run_in
from chartside.fhir.lab_reports.layout.slots import Slots, text_of
from chartside.fhir.lab_reports.layout.stacked import stacked
from chartside.fhir.lab_reports.layout.tables import Table, continued, gutter, tables_of
from chartside.fhir.lab_reports.layout.transposed import ByDay, transposed
from chartside.fhir.lab_reports.layout.unheaded import unheaded
from chartside.fhir.lab_reports.layout.worded import worded
from chartside.fhir.lab_reports.page import Box, Page, Word
from chartside.fhir.lab_reports.report import Result, SetAside

_BRACKET = re.compile(r"(.*\S)\s*\(([^()]*)\)")
_LINE: Final = 0.5
"""Of the height of a line: values in line with each other differ by less."""
_CHAIN: Final = 6.0
"""Of the height of a line: farther below the last result, words are none."""

_TELLING: Final = frozenset({SEVERAL, TWO_UNITS, TWO_WAYS, NO_RESULT})
"""Reasons that make a row without a heading one that a reader of the report must see."""

Found = Result | SetAside


def found_on(pages: Sequence[Page], lines: Sequence[Sequence[Line]], reader: Reader) -> list[Found]:
    """What all pages hold; `lines` are those of each page."""
    found: list[Found] = []
    columns: tuple[Column, ...] = ()
    for page, own in zip(pages, lines, strict=True):
        parts = halves(page, reader)
        if len(parts) > 1:
            found += [each for part in parts for each in _part(part, lines_of(part), (), reader)[0]]
            columns = ()
            continue
        held, columns = _part(page, own, columns, reader)
        found += [*held, *left_over(own, held, reader)]
    return found


def _part(
    whole: Page, read: Sequence[Line], columns: tuple[Column, ...], reader: Reader
) -> tuple[list[Found], tuple[Column, ...]]:
    """What a page or a half of one holds, and the columns that the next page may go on with."""
    days = list(transposed(read, reader))
    page = _outside(whole, days) if days else whole
    headings = headings_of(lines_of(page) if days else read)
    found: list[Found] = [each for table in days for each in _by_day(table, reader)]
    if headings:
        found += _headed(page, headings, reader)
        return list(_once(found)), headings[-1].columns
    loose = _loose(page.words, page, reader)
    if columns:
        tables = continued(page, page.words, columns, reader)
        headed = [each for table in tables for each in _in_table(table, reader)]
        loose = headed if _count(headed) >= _count(loose) else loose
    return list(_once([*found, *loose])), columns


def _headed(page: Page, headings: Sequence[Heading], reader: Reader) -> list[Found]:
    """What stands under headings, above the first and beside them."""
    tables = tables_of(page, headings, reader)
    headed = [each for table in tables for each in _in_table(table, reader)]
    if not _count(headed):
        return [*_loose(page.words, page, reader), *(one for one in headed if _sure(one))]
    top = min(heading.box[1] for heading in headings)
    beside = {word.box for word in page.words if _aside(word, page, headings)}
    above = [
        word
        for word in page.words
        if (word.box[1] + word.box[3]) / 2 < top and word.box not in beside
    ]
    apart = [word for word in page.words if word.box in beside]
    return [*_loose(above, page, reader), *_loose(apart, page, reader), *headed]


def _aside(word: Word, page: Page, headings: Sequence[Heading]) -> bool:
    """Whether a word stands in a column of the page that has no heading."""
    beside = [gutter(page, heading, page.height) for heading in headings]
    return bool(beside) and all(word.box[0] > side for side in beside)


def _count(found: Iterable[Found]) -> int:
    return sum(isinstance(each, Result) for each in found)


def _once(found: Iterable[Found]) -> Iterator[Found]:
    """Each place set aside once, and not where a result was read."""
    read: set[tuple[float, ...]] = set()
    for each in sorted(found, key=lambda each: isinstance(each, SetAside)):
        box = each.box if isinstance(each, SetAside) else each.row
        key = (round(box[0]), round(box[1]))
        if isinstance(each, Result) or key not in read:
            yield each
        read.add(key)


def _in_table(table: Table, reader: Reader) -> Iterator[Found]:
    dates = [c.when for c in table.columns if c.role is Role.RESULT and c.when]
    when = reader.moment(dates[0]) if len(dates) == 1 else None
    end = table.top
    rows = rows_of(table, reader)
    measured = [row for row in rows if row.slots.result and _measured(row, reader)]
    inner = rows[: max((i for i, row in enumerate(rows, 1) if row in measured), default=0)]
    for row in rows:
        within = any(row is other for other in inner)
        if not _placed(row, measured):
            if within and (left := lost(row, reader)):
                yield left
            continue
        near = row.slots.line.box[1] - end <= _CHAIN * row.slots.line.height
        free = (near and row.aligned) or _measured(row, reader)
        one = _named(row, result_of(row, reader, free=free))
        if isinstance(one, Result) and when and one.collected is None:
            one = replace(one, collected=when)
        one = one or (lost(row, reader) if within else None)
        if one is not None:
            yield one
            end = row.bottom


def _placed(row: Row, measured: Sequence[Row]) -> bool:
    """Whether a row without a unit or a range stands in line with its heading or with others."""
    if not row.slots.result or row.aligned or row in measured:
        return True
    left, _, right, _ = row.slots.result[0].box
    slack = row.slots.line.height * _LINE
    boxes = [other.slots.result[0].box for other in measured]
    return not measured or any(
        min(abs(left - b[0]), abs(right - b[2]), abs(left + right - b[0] - b[2]) / 2) <= slack
        for b in boxes
    )


def _measured(row: Row, reader: Reader) -> bool:
    """Whether a unit or a range stands beside the result, or a unit in its cell."""
    slots = row.slots
    within = any(with_unit(phrase, reader) for phrase in slots.result)
    return within or reader.unit(text_of(slots.unit)) or reader.range(text_of(slots.limits))


def _loose(words: Sequence[Word], page: Page, reader: Reader) -> list[Found]:
    """What stands under no heading: in lines, in cards, or in a line for each day."""
    lines = lines_in(page, words)
    by_line = [each for rows in unheaded(lines, reader) for each in _of_stretch(rows, reader)]
    by_card = [each for rows in stacked(lines, reader) for each in _of_stretch(rows, reader)]
    in_text: list[Found] = [
        replace(each, panel=each.panel or panel)
        for rows, panel in run_in(lines, reader)
        for each in _of_list(rows, reader)
    ]
    in_words: list[Found] = [
        replace(each, panel=each.panel or panel)
        for rows, panel in worded(lines, reader)
        for each in _of_list(rows, reader, free=True)
    ]
    ways: list[list[Found]] = [by_line, by_card, in_text]
    best = max(ways, key=_count)
    taken = [_box(each) for each in best]
    return [*best, *(each for each in in_words if not _over(_box(each), taken))]


def _box(each: Found) -> Box:
    return each.row if isinstance(each, Result) else each.box


def _over(box: Box, others: Sequence[Box]) -> bool:
    """Whether the middle of a box is level with one of the others."""
    return any(other[1] < (box[1] + box[3]) / 2 < other[3] for other in others)


def _by_day(table: ByDay, reader: Reader) -> Iterator[Result]:
    for one in _of_list(table.rows, reader):
        yield replace(one, collected=table.when, panel=one.panel or table.title)


def _outside(page: Page, tables: Sequence[ByDay]) -> Page:
    """The page without the words of some tables."""
    kept = [
        word
        for word in page.words
        if not any(t.top - 1 <= (word.box[1] + word.box[3]) / 2 <= t.bottom + 1 for t in tables)
    ]
    return replace(page, words=tuple(kept))


def _of_list(rows: Sequence[Slots], reader: Reader, *, free: bool = False) -> Iterator[Result]:
    """Results of running text, where nothing stands above or below anything."""
    for slots in rows:
        one = result_of(Row(slots), reader, free=free)
        if isinstance(one, Result):
            yield one


def _of_stretch(rows: Sequence[Slots], reader: Reader) -> Iterator[Found]:
    for row in rows_in(rows, reader):
        one = _named(row, result_of(row, reader, free=False))
        if one is not None and _sure(one):
            yield one


def _sure(one: Found) -> bool:
    return isinstance(one, Result) or one.reason in _TELLING


def _named(row: Row, one: Found | None) -> Found | None:
    """With the panel and the specimen that the headings above a row name."""
    if not isinstance(one, Result):
        return one
    panel, specimen = "", ""
    for text in row.headings:
        group, material = _heading(text)
        panel, specimen = group or panel, material or specimen
    return replace(one, panel=panel, specimen=one.specimen or specimen)


def _heading(text: str) -> tuple[str, str]:
    """The panel and the specimen that a heading names: `Chemistry (serum)`, `Specimen: serum`."""
    plain = text.strip(" :")
    if found := split_label(plain):
        return "", specimen_in(found[1]) if found[0] is Label.SPECIMEN else ""
    if specimen_of(plain):
        return "", plain
    if ": " in plain:
        return "", ""
    bracket = _BRACKET.fullmatch(plain)
    if bracket is None:
        return plain, ""
    within = split_label(bracket[2])
    if within and within[0] is Label.SPECIMEN:
        return bracket[1], specimen_in(within[1])
    return (bracket[1], bracket[2]) if specimen_of(bracket[2]) else (plain, "")
