"""A row becomes a result, or is set aside with a reason; what is no row of a result is nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from chartside.fhir.lab_reports.cells.closing import tells_when
from chartside.fhir.lab_reports.cells.labels import (
    Label,
    Role,
    column_role,
    label_of,
    specimen_of,
    split_label,
)
from chartside.fhir.lab_reports.cells.results_in_words import in_words
from chartside.fhir.lab_reports.cells.states import begins_comment
from chartside.fhir.lab_reports.cells.unit_cells import read_unit
from chartside.fhir.lab_reports.cells.values import CellValue
from chartside.fhir.lab_reports.layout.lines import Phrase
from chartside.fhir.lab_reports.layout.parting import susceptible
from chartside.fhir.lab_reports.layout.ranges_below import limits_of, printed
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.rows import Row
from chartside.fhir.lab_reports.layout.slots import text_of
from chartside.fhir.lab_reports.layout.systems import first_of, several_units
from chartside.fhir.lab_reports.page import Box, around
from chartside.fhir.lab_reports.report import Flag, Limits, Printed, Result, SetAside, State

NO_NAME: Final = "no name is printed beside its result"
NO_RESULT: Final = "no result is printed beside its name"
NOT_UNDERSTOOD: Final = "what is printed as its result is not understood"
TWO_WAYS: Final = "its number can be read in two ways"
TWO_UNITS: Final = "two units stand in its line, and which of them is its own is not told"
SEVERAL: Final = "several numbers stand in its line, and no heading says which is current"

_ELSEWHERE: Final = frozenset(Label) - {Label.COMMENT, Label.SPECIMEN, Label.STATUS}
"""Labels of the head and the foot of a page, which are no analytes."""
_MARKS = re.compile(
    r"^[*#\u2020\u2021@\u00a7\u2022\s]+|(?:[*#\u2020\u2021@\u00a7:\s]|(?<=\s)\.|\.(?=\.)|(?<=\.)\.)+$"
)
_BRACKET = re.compile(r"^(.*?\S)\s*[(\[]([^()\[\]]+(?:\([^()]*\))?)[)\]]$")
_REMARK = re.compile(r"\([^()]*\)")
"""A method or a remark in brackets, which is no name of its own."""
_BEHIND = re.compile(r"^(.*?\S)\s*(?:,|\s-|\s\u2013|/)?\s+(\S+)$")
_NUMERIC = re.compile(r"[<>\u2264\u2265=~\s]*[\d.,'\u2019\s]+")
_BEGINS = re.compile(r"[<>\u2264\u2265=~+\-\s]*\d+(?:[.,]\d+)?(?![.)]?\s+\w*[^\W\d])")
_PAIR: Final = 2
_CELL: Final = 24
"""Characters of a cell that may hold a result; what is longer is a sentence."""
_GROUPS = re.compile(r"gro[eu]p|grupp|grupo|\babo|\brh|rhes", re.IGNORECASE)
"""Names of blood groups, of which `A positive` is one."""
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Named:
    """A name without the unit or the range that is printed in it."""

    text: str
    unit: str = ""
    limits: str = ""
    specimen: str = ""


def lost(row: Row, reader: Reader) -> SetAside | None:
    """A row among results of which nothing was made, set aside if it has a name of its own."""
    name, said = text_of(row.slots.name), text_of(row.slots.result)
    named = _LETTER.search(name) and ":" not in name and _may_name(row, reader)
    short = len(said) <= _CELL and ":" not in said and not row.slots.runs_on
    filled = bool(said) and short and not reader.moment(said)
    return _aside(row, NOT_UNDERSTOOD) if named and filled else None


def result_of(row: Row, reader: Reader, *, free: bool) -> Result | SetAside | None:
    """What a row says; `free` where it stands among results, so that any words may be one."""
    named = _named(text_of(row.slots.name), reader, bare=not row.slots.unit)
    if not row.nameless and not (_LETTER.search(named.text) and _may_name(row, reader)):
        return _unnamed(row)
    if row.slots.result and all(reader.surely_unit(p.text) for p in row.slots.result):
        row.slots.unit, row.slots.result = [*row.slots.result, *row.slots.unit], []
    if not row.slots.limits and (first := first_of(row.slots.result, reader)):
        row.slots.result = [first]
    if refused := _refused(row, reader):
        return _aside(row, refused)
    value, notes = _value(row.slots.result, reader)
    if value and value.text.startswith("A ") and not _GROUPS.search(named.text):
        value = replace(value, text=value.text[2:].strip(), flag=Flag.ABNORMAL)
    if value is None:
        return _unread(row, named, reader, free=free)
    return _result(row, named, value, notes, reader)


def _unnamed(row: Row) -> SetAside | None:
    """A result in words beside a day is set aside; what else has a label for a name is none."""
    said = in_words(text_of(row.slots.result)) and tells_when(text_of(row.slots.name))
    return _aside(row, NO_NAME) if said else None


def _refused(row: Row, reader: Reader) -> str:
    """Why a row is no result although it is made like one; empty where it may be one."""
    slots = row.slots
    if row.nameless:
        return NO_NAME
    if not slots.result:
        sure = reader.unit(text_of(slots.unit)) or reader.range(text_of(slots.limits))
        return NO_RESULT if sure else ""
    if several_units(slots.unit, reader):
        return TWO_UNITS
    if _REMARK.fullmatch(text_of(slots.name)):
        return NO_NAME
    return SEVERAL if sum(reader.number(phrase.text) for phrase in slots.result) > 1 else ""


def _may_name(row: Row, reader: Reader) -> bool:
    """Whether a name is no label of the page, and no day under one; `pH` is a label too."""
    heads = column_role(text_of(row.slots.name)) is Role.NAME
    if heads and column_role(text_of(row.slots.result)):
        return False
    said = text_of(row.slots.name)
    told = split_label(said)
    if told and told[0] is Label.SIGNED:
        return False
    if label_of(said) not in _ELSEWHERE and not tells_when(said):
        return True
    measured = reader.range(text_of(row.slots.limits)) or reader.unit(text_of(row.slots.unit))
    return measured and reader.number(text_of(row.slots.result))


def _unread(row: Row, named: _Named, reader: Reader, *, free: bool) -> Result | SetAside | None:
    """A result in words that are on no list is kept as they are; a strange number is not."""
    text = text_of(row.slots.result)
    remark = begins_comment(text_of(row.slots.name)) and row.slots.runs_on
    if not text or remark:
        return None
    if _NUMERIC.fullmatch(text):
        return _aside(row, TWO_WAYS)
    if susceptible(text) and row.aligned:
        return _result(row, named, CellValue(text=text), (), reader)
    if not _LETTER.search(text) or reader.moment(text) or _BEGINS.match(text) or text[-1] == ":":
        return _aside(row, NOT_UNDERSTOOD) if free else None
    if not free:
        return None
    return _result(row, named, CellValue(text=text), (), reader)


def _value(phrases: Sequence[Phrase], reader: Reader) -> tuple[CellValue | None, Sequence[Phrase]]:
    """The value of a cell, and what else is said in it."""
    whole = reader.value(text_of(phrases)) if phrases else None
    if whole is not None or len(phrases) < _PAIR:
        return whole, ()
    first = reader.value(phrases[0].text)
    return (first, phrases[1:]) if first else (None, ())


def _result(
    row: Row, named: _Named, value: CellValue, notes: Sequence[Phrase], reader: Reader
) -> Result:
    slots = row.slots
    limits, carried = limits_of(slots.limits, reader)
    if not limits:
        limits, carried = _glued(value.range_text or named.limits, slots.result, reader)
    if not limits:
        limits = _bounds(slots.low, slots.high, reader)
    unit = text_of(slots.unit).strip() or value.unit or named.unit or row.unit or carried
    name = replace(printed(slots.name), text=named.text)
    return Result(
        name,
        printed(slots.result),
        box_of(row),
        value.value,
        value.comparator,
        value.text if value.value is None else "",
        unit,
        read_unit(unit) or "",
        limits,
        _flag(value, slots.flag, reader),
        _state(row, value, reader),
        row.panel,
        text_of(slots.specimen) or named.specimen,
        text_of(slots.method),
        reader.moment(text_of(slots.collected)),
        None,
        text_of([*notes, *slots.comment, *row.notes]),
    )


def _bounds(low: Sequence[Phrase], high: Sequence[Phrase], reader: Reader) -> tuple[Limits, ...]:
    """A range whose bounds stand in a column each."""
    held = [reader.value(text_of(part)) for part in (low, high)]
    lower, upper = (value.value if value else None for value in held)
    if lower is None and upper is None:
        return ()
    return (Limits(printed([*low, *high]), lower, upper),)


def _glued(text: str, where: Sequence[Phrase], reader: Reader) -> tuple[tuple[Limits, ...], str]:
    """A range that is printed in the cell of the value or of the name, and its unit."""
    if not text:
        return (), ""
    page = where[0].page
    phrase = Phrase(text, page, around(tuple(p.box for p in where)), ())
    return limits_of([phrase], reader)


def _flag(value: CellValue, phrases: Sequence[Phrase], reader: Reader) -> Flag | None:
    """The flag that is printed; none where two of them do not agree."""
    said = {flag for phrase in phrases if (flag := reader.flag(phrase.text))}
    said |= {value.flag} if value.flag else set()
    if len(said) > 1:
        said -= {Flag.ABNORMAL}
    for critical, plain in ((Flag.CRITICALLY_HIGH, Flag.HIGH), (Flag.CRITICALLY_LOW, Flag.LOW)):
        if critical in said:
            said -= {plain, Flag.CRITICAL}
    return next(iter(said)) if len(said) == 1 else None


def _state(row: Row, value: CellValue, reader: Reader) -> State:
    for phrase in (*row.slots.flag, *row.slots.status, *row.slots.comment, *row.notes):
        if state := reader.state(phrase.text):
            return state
    if begins_comment(text_of(row.slots.name)):
        return State.FINAL
    return value.state or reader.state(text_of(row.slots.result)) or State.FINAL


def _named(text: str, reader: Reader, *, bare: bool) -> _Named:
    """The name, without a unit in it where none stands beside it (`bare`), or a range."""
    name = _MARKS.sub("", text)
    found = _BRACKET.match(name)
    if found and reader.range(found[2]) and not reader.surely_unit(found[2]):
        return _Named(_MARKS.sub("", found[1]), limits=found[2])
    if found and specimen_of(found[2]):
        within = _named(found[1], reader, bare=bare)
        return replace(within, specimen=found[2])
    if not bare:
        return _Named(name)
    if found and (read_unit(found[2]) or "{")[0] != "{":
        return _Named(_MARKS.sub("", found[1]), found[2])
    behind = _BEHIND.match(name)
    if behind and reader.surely_unit(behind[2]) and "/" in behind[2]:
        return _Named(_MARKS.sub("", behind[1].rstrip(" ,-\u2013")), behind[2])
    return _Named(name)


def box_of(row: Row) -> Box:
    """The box around everything that a row is read from."""
    slots = row.slots
    parts = (slots.name, slots.result, slots.unit, slots.limits, slots.flag, slots.low, slots.high)
    return around(tuple(phrase.box for part in parts for phrase in part))


def _aside(row: Row, reason: str) -> SetAside:
    held: Printed = printed(row.slots.name)
    parts = (row.slots.name, row.slots.result, row.slots.unit, row.slots.limits)
    return SetAside(held.page, box_of(row), reason, " ".join(t for p in parts if (t := text_of(p))))
