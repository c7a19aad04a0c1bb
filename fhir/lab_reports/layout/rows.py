"""The rows of a table: lines that belong together, and the headings that they stand under.

A name may be wrapped over lines, above or below its value; a range may go on below itself; a value
may stand below its name; comments stand below a row. A line with nothing but a name that is none
of these is a heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from chartside.fhir.lab_reports.cells.closing import tells_when
from chartside.fhir.lab_reports.cells.labels import Role, column_role
from chartside.fhir.lab_reports.cells.states import begins_comment
from chartside.fhir.lab_reports.layout.bracketed import with_brackets
from chartside.fhir.lab_reports.layout.grouping import grouped
from chartside.fhir.lab_reports.layout.lines import Phrase
from chartside.fhir.lab_reports.layout.parting import susceptible
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import Slots, as_heading, slots_of, text_of
from chartside.fhir.lab_reports.layout.tables import Table
from chartside.fhir.lab_reports.layout.wrapping import Pitch, aside, wraps_after, wraps_before
from chartside.fhir.lab_reports.page import Box
from chartside.fhir.lab_reports.report import State

_BELOW: Final = 1.3
"""Of the height of a line: the widest gap between a row and what goes on below it."""
_ALIGNED: Final = 0.6
"""Of the height: how far a value below its name may stand out of its column."""


_NOWHERE: Final = (-1e6, -1e6)


@dataclass(slots=True)
class Row:
    """The parts of one result, the heading it stands under, and the lines below it."""

    slots: Slots
    panel: str = ""
    headings: tuple[str, ...] = ()
    """All headings since the last row, from the top: a panel and a specimen, for example."""
    notes: list[Phrase] = field(default_factory=list)
    bottom: float = 0.0
    unit: str = ""
    """What the heading of the column of values prints for all of them."""
    nameless: bool = False
    """Whether a row of numbers stands under no name that is known as one."""
    aligned: bool = False
    """Whether the value stands in line with the heading of its column."""


def rows_of(table: Table, reader: Reader) -> list[Row]:
    """The rows of a table from top to bottom; those without a result are among them."""
    lines = [
        as_heading(slots_of(line, table.columns, table.edges, reader), reader)
        for line in table.body
    ]
    with_brackets(lines, reader)
    rows = rows_in(lines, reader, table.rules, _sides(table))
    for row in rows:
        row.headings = row.headings or ((table.title,) if table.title else ())
    unit = next((c.unit for c in table.columns if c.role is Role.RESULT), "")
    for row in rows:
        row.unit = unit
    return rows


def rows_in(
    lines: Sequence[Slots],
    reader: Reader,
    rules: Sequence[Box] = (),
    sides: Sequence[tuple[float, float]] = (),
) -> list[Row]:
    """The rows that lines make; `sides` are left and right of the columns with results."""
    groups = grouped(lines, rules)
    builder = _Builder(reader, Pitch.of(groups), sides or [_NOWHERE])
    for slots in groups:
        builder.take(slots)
    return builder.rows


class _Builder:
    def __init__(self, reader: Reader, pitch: Pitch, sides: Sequence[tuple[float, float]]) -> None:
        self.rows: list[Row] = []
        self._reader, self._pitch, self._sides = reader, pitch, sides
        self._pending: Slots | None = None
        self._headings: list[str] = []
        self._fresh = False
        self._open: Row | None = None

    def take(self, slots: Slots) -> None:
        """The next line, or lines that were found to be one."""
        if not slots.name and len(slots.result) > 1 and susceptible(slots.result[-1].text):
            slots.name, slots.result = slots.result[:1], slots.result[-1:]
        if self._open and self._goes_under(self._open, slots):
            row = self._open.slots
            part = row.method if aside(row, slots) else row.name
            part += slots.name
            unit = self._reader.surely_unit(text_of(slots.result))
            held = row.unit if unit else row.result
            held += slots.result
            self._open.bottom = slots.line.box[3]
        elif self._open and self._says_state(self._open, slots):
            self._open.slots.name += slots.name
            self._open.slots.status += slots.result
            self._open.bottom = slots.line.box[3]
        elif self._open and self._wraps(self._open, slots):
            self._open.slots.name += slots.name
            slots.name = []
            self._attach(self._open, slots)
        elif slots.name and (slots.result or slots.unit or slots.limits):
            self._begin(slots)
        elif slots.name:
            self._named(slots)
        else:
            self._goes_on(slots)

    def _wraps(self, row: Row, slots: Slots) -> bool:
        """Whether a line goes on with the name of a row, and beside it with its range.

        A test that was not done this time has its own unit, or an earlier result.
        """
        own = bool(slots.other or (slots.unit and row.slots.unit))
        beside = bool(slots.name) and not slots.result and bool(slots.limits or slots.unit)
        whole = bool(row.slots.result) and self._near(row, slots)
        return beside and whole and not own and wraps_after(row.slots, slots, self._pitch)

    def _says_state(self, row: Row, slots: Slots) -> bool:
        """Whether a line goes on with the name of a row, and says that its result was changed."""
        state = self._reader.state(text_of(slots.result))
        named = bool(slots.name) and not tells_when(text_of(slots.name))
        bare = named and not (slots.unit or slots.limits)
        told = state in {State.CORRECTED, State.PRELIMINARY, State.FINAL}
        return bare and told and bool(row.slots.result) and self._near(row, slots)

    def _goes_under(self, row: Row, slots: Slots) -> bool:
        """Whether a line goes on with the name of a row, and with its value or its unit."""
        said = text_of(slots.result)
        whole = f"{text_of(row.slots.result)} {said}"
        lone = bool(slots.name) and not slots.limits and self._near(row, slots)
        unit = self._reader.surely_unit(said) and not row.slots.unit
        words = not any(c.isdigit() for c in whole) and self._reader.answer(whole)
        rest = unit or (words and not self._reader.answer(text_of(row.slots.result)))
        return lone and bool(row.slots.result) and bool(said) and rest

    def _begin(self, slots: Slots) -> None:
        pending = self._pending
        if pending and wraps_before(pending, slots, self._pitch):
            slots.name = [*pending.name, *slots.name]
            self._pending = None
        self._head()
        self._add(slots)

    def _add(self, slots: Slots) -> None:
        panel = self._headings[-1] if self._headings else ""
        row = Row(slots, panel, tuple(self._headings), bottom=slots.line.box[3])
        drug = bool(slots.result) and susceptible(slots.result[-1].text)
        row.aligned = bool(slots.result) and (drug or self._aligned(slots))
        self._fresh = False
        self.rows.append(row)
        self._open = row

    def _head(self) -> None:
        """A name that nothing belonged to is a heading; the first after a row begins anew."""
        if self._pending is None:
            return
        if not self._fresh:
            self._headings = []
        self._headings.append(text_of(self._pending.name))
        self._fresh = True
        self._pending = None

    def _named(self, slots: Slots) -> None:
        row = self._open
        near = row is not None and self._pending is None and self._near(row, slots)
        said = text_of(slots.name)
        if row and near and self._reader.surely_unit(said) and not row.slots.unit:
            row.slots.unit += slots.name
            row.bottom = slots.line.box[3]
            return
        if row and near and (self._remark(said) or aside(row.slots, slots)):
            label, _, rest = said.partition(":")
            if rest and column_role(label) is Role.METHOD:
                row.slots.method += slots.name
            else:
                row.notes += slots.name
            row.bottom = slots.line.box[3]
            return
        if row and near and wraps_after(row.slots, slots, self._pitch):
            row.slots.name += slots.name
            row.slots.flag += slots.flag
            row.bottom = slots.line.box[3]
            return
        self._head()
        self._pending = slots
        self._open = None

    def _nameless(self, slots: Slots) -> bool:
        """Whether a line is a row by its number and its unit or range, only without a name."""
        number = any(self._reader.number(phrase.text) for phrase in slots.result)
        filled = self._open is not None and bool(self._open.slots.result)
        return number and filled and bool(slots.unit or slots.limits or slots.other)

    def _remark(self, said: str) -> bool:
        """Whether words in the column of names say something of the row above."""
        label, _, rest = said.partition(":")
        told = bool(rest.strip()) and column_role(label) in {Role.METHOD, Role.COMMENT}
        return told or bool(self._reader.state(said)) or begins_comment(said)

    def _goes_on(self, slots: Slots) -> None:
        pending = self._pending
        if pending and self._answers(pending, slots):
            slots.name = pending.name
            slots.flag = [*pending.flag, *slots.flag]
            self._pending = None
            self._add(slots)
        elif self._nameless(slots):
            self._open = None
            slots.name = slots.other[:1] or slots.result[:1]
            self.rows.append(Row(slots, bottom=slots.line.box[3], nameless=True))
        elif self._open and self._near(self._open, slots):
            self._attach(self._open, slots)
        elif not pending:
            self._open = None

    def _answers(self, pending: Slots, slots: Slots) -> bool:
        """Whether a line holds the value of the name above it: close, and in line with values."""
        gap = slots.line.box[1] - pending.line.box[3]
        return bool(slots.result) and gap <= _BELOW * slots.line.height and self._aligned(slots)

    def _aligned(self, slots: Slots) -> bool:
        """Whether values begin, end or stand in the middle where their heading does."""
        first, last = slots.result[0].box[0], slots.result[-1].box[2]
        off = (
            min(abs(first - left), abs(last - right), abs(first + last - left - right) / 2)
            for left, right in self._sides
        )
        return min(off) <= _ALIGNED * slots.line.height

    def _near(self, row: Row, slots: Slots) -> bool:
        return slots.line.box[1] - row.bottom <= _BELOW * slots.line.height

    def _attach(self, row: Row, slots: Slots) -> None:
        """What stands below a row: its range, its unit, its value, a comment."""
        held = row.slots
        row.bottom = slots.line.box[3]
        if self._remarks(row, slots):
            row.notes += slots.line.phrases
            return
        held.limits += slots.limits
        held.flag += [] if held.flag else slots.flag
        held.method += slots.method
        if not held.unit or _whole_unit(held, slots, self._reader):
            held.unit += slots.unit
        if held.result:
            self._below_value(row, slots)
        else:
            held.result += slots.result

    def _remarks(self, row: Row, slots: Slots) -> bool:
        """Whether a line is a sentence below a row: it begins with words, or runs on."""
        said = [*slots.result, *slots.comment]
        whole = text_of([*row.slots.result, *said])
        wrapped = not any(c.isdigit() for c in whole) and self._reader.answer(whole)
        words = any(not self._typed(phrase) for phrase in said) and not wrapped
        return slots.runs_on or (bool(row.slots.result) and words)

    def _typed(self, phrase: Phrase) -> bool:
        text, reader = phrase.text, self._reader
        return reader.answer(text) or reader.range(text) or reader.unit(text)

    def _below_value(self, row: Row, slots: Slots) -> None:
        for phrase in slots.result:
            whole = f"{text_of(row.slots.result)} {phrase.text}"
            worded = not any(c.isdigit() for c in whole)
            if worded and self._reader.answer(whole) and not self._reader.answer(phrase.text):
                row.slots.result.append(phrase)
            elif not row.slots.limits and self._reader.range(phrase.text):
                row.slots.limits.append(phrase)
            elif not row.slots.unit and self._reader.surely_unit(phrase.text):
                row.slots.unit.append(phrase)
            else:
                row.notes.append(phrase)


def _sides(table: Table) -> list[tuple[float, float]]:
    """Left and right of the headings of the columns with results."""
    held = [(c.left, c.right) for c in table.columns if c.role is Role.RESULT]
    return held or [_NOWHERE]


def _whole_unit(held: Slots, slots: Slots, reader: Reader) -> bool:
    joined = text_of(held.unit) + text_of(slots.unit)
    return bool(slots.unit) and reader.unit(joined)
