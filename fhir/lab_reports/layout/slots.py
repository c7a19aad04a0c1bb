"""One line of a table as the parts of a result: by its columns, and by what the cells look like.

A heading says what a column holds, but not all that stands in it: a flag without a heading stands
in the column of the value or of the name, a unit behind the value. So each column is read by its
role, and what clearly is something else goes to its own part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from chartside.fhir.lab_reports.cells.labels import Role, names_panel
from chartside.fhir.lab_reports.layout.bands import Piece, pieces
from chartside.fhir.lab_reports.layout.headings import Column
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, phrase_of
from chartside.fhir.lab_reports.layout.margin import without_margin
from chartside.fhir.lab_reports.layout.parting import typed_parts, with_unit, worded_parts
from chartside.fhir.lab_reports.layout.reader import Reader

_UNIT_LETTERS: Final = 16
"""A longer text in the column of units that is no unit known here is something else."""


_TYPED: Final = frozenset({Role.UNIT, Role.RANGE, Role.FLAG, None})


@dataclass(slots=True)
class Slots:
    """The parts of one line, each in the order of the page."""

    line: Line
    name: list[Phrase] = field(default_factory=list)
    result: list[Phrase] = field(default_factory=list)
    unit: list[Phrase] = field(default_factory=list)
    limits: list[Phrase] = field(default_factory=list)
    low: list[Phrase] = field(default_factory=list)
    high: list[Phrase] = field(default_factory=list)
    """The bounds of a range that stand in a column each."""
    flag: list[Phrase] = field(default_factory=list)
    method: list[Phrase] = field(default_factory=list)
    specimen: list[Phrase] = field(default_factory=list)
    collected: list[Phrase] = field(default_factory=list)
    comment: list[Phrase] = field(default_factory=list)
    status: list[Phrase] = field(default_factory=list)
    other: list[Phrase] = field(default_factory=list)
    """Earlier results and what is in columns of no known use: never read as current."""
    runs_on: bool = False
    """Whether a phrase runs over the border of its column, as a sentence does."""

    @property
    def only_name(self) -> bool:
        """Whether nothing stands beside the name."""
        rest = (self.result, self.unit, self.limits, self.flag, self.other, self.method)
        return bool(self.name) and not any((*rest, self.specimen, self.collected))


def as_heading(slots: Slots, reader: Reader) -> Slots:
    """The line, or a heading that stands alone across the columns, as the name that it is."""
    if slots.name or len(slots.line.phrases) != 1:
        return slots
    (alone,) = slots.line.phrases
    typed = reader.answer(alone.text) or reader.range(alone.text) or reader.unit(alone.text)
    heads = names_panel(alone.text) or (alone.bold and alone.text[0].isupper())
    return slots if typed or not heads else Slots(slots.line, name=[alone])


def text_of(phrases: Iterable[Phrase]) -> str:
    """The words of a cell, as they are read aloud."""
    return " ".join(phrase.text for phrase in phrases)


def slots_of(
    line: Line, columns: Sequence[Column], edges: Sequence[float], reader: Reader
) -> Slots:
    """The parts of a line under these columns."""
    slots = Slots(line)
    for index, held in _cells(line, columns, edges, reader, slots):
        role = columns[index].role
        phrases = [p for p in held if _says(p, reader)] if role in _TYPED else held
        slots.other += [p for p in held if p not in phrases]
        if not phrases:
            continue
        place = _PLACES.get(role, _place_other) if role else _place_other
        place(slots, phrases, reader)
    return slots


def _says(phrase: Phrase, reader: Reader) -> bool:
    """Whether a phrase is more than a mark that refers to a legend: `<`, `*)`."""
    return any(c.isalnum() or c in "+-%" for c in phrase.text) or bool(reader.flag(phrase.text))


def _cells(
    line: Line,
    columns: Sequence[Column],
    edges: Sequence[float],
    reader: Reader,
    slots: Slots,
) -> Iterable[tuple[int, list[Phrase]]]:
    whole: list[Piece] = []
    for phrase in line.phrases:
        parts = list(pieces(phrase, edges))
        fits = all(fit(columns[part.column].role, part.phrase.text, reader) for part in parts)
        if len(parts) > 1 and not fits:
            slots.runs_on = True
            parts = [Piece(_home(parts), phrase)]
        whole += parts
    for index, held in groupby(sorted(whole, key=lambda p: p.column), key=lambda p: p.column):
        yield index, [piece.phrase for piece in held]


def _home(parts: Sequence[Piece]) -> int:
    """The column of a phrase that crosses a border: where it begins, or nearly all of it stands."""
    widths = [piece.phrase.box[2] - piece.phrase.box[0] for piece in parts]
    most = max(range(len(parts)), key=lambda index: widths[index])
    return (
        parts[most].column if widths[most] > 2 * (sum(widths) - widths[most]) else parts[0].column
    )


def fit(role: Role | None, text: str, reader: Reader) -> bool:
    """Whether a text can be what a column of this role holds."""
    if role is Role.NAME:
        return not reader.number(text)
    if role in {Role.RESULT, Role.PREVIOUS, Role.IN_RANGE, Role.OUT_OF_RANGE}:
        return reader.answer(text)
    if role is Role.UNIT:
        return reader.unit(text)
    if role is Role.RANGE:
        return reader.range(text)
    return reader.flag(text) is not None if role is Role.FLAG else False


def _place_name(slots: Slots, phrases: Sequence[Phrase], reader: Reader) -> None:
    flags, rest = without_margin(phrases, reader)
    slots.flag += flags
    for phrase in rest:
        if not slots.name:
            slots.name.append(phrase)
        elif reader.flag(phrase.text):
            slots.flag.append(phrase)
        elif reader.range(phrase.text):
            slots.limits.append(phrase)
        elif reader.number(phrase.text):
            place_result(slots, [phrase], reader)
        elif reader.surely_unit(phrase.text):
            slots.unit.append(phrase)
        else:
            slots.name.append(phrase)


def place_result(slots: Slots, phrases: Sequence[Phrase], reader: Reader) -> None:
    """What stands where results stand: a value, and the flag, unit and range behind it."""
    flags = [phrase for phrase in phrases if reader.flag(phrase.text)]
    values = [phrase for phrase in phrases if not reader.flag(phrase.text)]
    if not values and not slots.result:
        slots.result += phrases
        return
    slots.flag += flags
    first = 0 if slots.result else 1
    parts = [part for whole in values[:first] for part in worded_parts(whole, reader)]
    parts += [part for whole in values[first:] for part in typed_parts(whole, reader)]
    for phrase in parts:
        if slots.result and reader.unit(phrase.text):
            slots.unit.append(phrase)
        elif slots.result and reader.range(phrase.text):
            slots.limits.append(phrase)
        elif slots.result and reader.flag(phrase.text):
            slots.flag.append(phrase)
        elif slots.result and (slots.limits or slots.unit) and with_unit(phrase, reader):
            slots.other.append(phrase)
        else:
            slots.result.append(phrase)


def _place_unit(slots: Slots, phrases: Sequence[Phrase], reader: Reader) -> None:
    whole = phrase_of([word for phrase in phrases for word in phrase.words], phrases[0].page)
    ends = len(whole.words) > 1 and reader.flag(whole.words[-1].text)
    if ends and reader.unit(text_of([phrase_of(whole.words[:-1], whole.page)])):
        slots.flag.append(phrase_of(whole.words[-1:], whole.page))
        whole = phrase_of(whole.words[:-1], whole.page)
    whole = _behind_flag(whole, slots, reader)
    for phrase in [whole] if reader.unit(whole.text) else phrases:
        if reader.unit(phrase.text):
            slots.unit.append(phrase)
        elif reader.range(phrase.text):
            slots.limits.append(phrase)
        elif slots.result and reader.flag(phrase.text):
            slots.flag.append(phrase)
        elif reader.number(phrase.text):
            (slots.other if slots.result else slots.result).append(phrase)
        elif len(phrase.text) <= _UNIT_LETTERS:
            slots.unit.append(phrase)
        else:
            slots.comment.append(phrase)


def _behind_flag(whole: Phrase, slots: Slots, reader: Reader) -> Phrase:
    """A unit without the flag in front of it, where a result stands that it is of: `H 10^9/L`."""
    first, rest = whole.words[:1], whole.words[1:]
    if not (slots.result and rest and reader.flag(first[0].text)):
        return whole
    unit = phrase_of(rest, whole.page)
    if not reader.unit(unit.text):
        return whole
    slots.flag.append(phrase_of(first, whole.page))
    return unit


def _place_limits(slots: Slots, phrases: Sequence[Phrase], reader: Reader) -> None:
    whole = phrase_of([word for phrase in phrases for word in phrase.words], phrases[0].page)
    if len(phrases) > 1 and reader.flag(phrases[-1].text):
        slots.flag.append(phrases[-1])
        phrases = phrases[:-1]
        whole = phrase_of([word for phrase in phrases for word in phrase.words], whole.page)
    held = [whole] if reader.range(whole.text) else phrases
    for phrase in (part for one in held for part in typed_parts(one, reader)):
        if reader.range(phrase.text):
            slots.limits.append(phrase)
        elif reader.flag(phrase.text) and (slots.limits or len(phrases) > 1):
            slots.flag.append(phrase)
        elif reader.surely_unit(phrase.text) and not slots.unit:
            slots.unit.append(phrase)
        elif slots.limits and reader.number(phrase.text):
            slots.other.append(phrase)
        else:
            slots.limits.append(phrase)


def _place_flag(slots: Slots, phrases: Sequence[Phrase], reader: Reader) -> None:
    for phrase in phrases:
        if reader.flag(phrase.text):
            slots.flag.append(phrase)
        elif not slots.result and reader.number(phrase.text):
            slots.result.append(phrase)
        elif not slots.unit and reader.surely_unit(phrase.text):
            slots.unit.append(phrase)
        else:
            slots.comment.append(phrase)


def _place_method(slots: Slots, phrases: Sequence[Phrase], _reader: Reader) -> None:
    slots.method += phrases


def _place_specimen(slots: Slots, phrases: Sequence[Phrase], _reader: Reader) -> None:
    slots.specimen += phrases


def _place_collected(slots: Slots, phrases: Sequence[Phrase], _reader: Reader) -> None:
    slots.collected += phrases


def _place_comment(slots: Slots, phrases: Sequence[Phrase], reader: Reader) -> None:
    for phrase in phrases:
        told = slots.result and reader.flag(phrase.text) and any(c.isalpha() for c in phrase.text)
        (slots.flag if told else slots.comment).append(phrase)


def _place_status(slots: Slots, phrases: Sequence[Phrase], _reader: Reader) -> None:
    slots.status += phrases


def _place_low(slots: Slots, phrases: Sequence[Phrase], _reader: Reader) -> None:
    slots.low += phrases


def _place_high(slots: Slots, phrases: Sequence[Phrase], _reader: Reader) -> None:
    slots.high += phrases


def _place_other(slots: Slots, phrases: Sequence[Phrase], _reader: Reader) -> None:
    slots.other += phrases


_PLACES: Final = {
    Role.NAME: _place_name,
    Role.RESULT: place_result,
    Role.UNIT: _place_unit,
    Role.RANGE: _place_limits,
    Role.FLAG: _place_flag,
    Role.METHOD: _place_method,
    Role.SPECIMEN: _place_specimen,
    Role.COLLECTED: _place_collected,
    Role.COMMENT: _place_comment,
    Role.STATUS: _place_status,
    Role.IN_RANGE: place_result,
    Role.OUT_OF_RANGE: place_result,
    Role.LOW: _place_low,
    Role.HIGH: _place_high,
}
