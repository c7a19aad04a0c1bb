"""Results whose name stands above the value, in cards or a list, without a heading of columns.

A value counts where a name stands right above it, beginning at the same place, and nothing but its
unit, range and flag beside or below it. Some of them must show both a unit and a range.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chartside.fhir.lab_reports.cells.labels import split_label
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, line_of
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import Slots, place_result, text_of
from chartside.fhir.lab_reports.layout.unheaded import may_name

_NEAR: Final = 0.9
"""Of the height of a line: the widest gap between a name, its value, and a range below."""
_ALIGNED: Final = 0.5
"""Of that height: how far they may begin from one place."""
_FEWEST: Final = 2
"""Results with a unit and a range that make a list of results."""


@dataclass(frozen=True, slots=True)
class _Card:
    slots: Slots
    proved: bool
    left: float


def stacked(lines: Sequence[Line], reader: Reader) -> list[list[Slots]]:
    """Stretches of results, one for each column of cards, with the headings between them."""
    cards = [card for index in range(1, len(lines)) for card in _cards(lines, index, reader)]
    proved = [card for card in cards if card.proved]
    if len(proved) < _FEWEST:
        return []
    lefts = sorted({round(card.left) for card in proved})
    held = [card for card in cards if any(abs(card.left - left) <= 1 for left in lefts)]
    used = {id(p) for card in held for p in card.slots.line.phrases}
    heads = [
        Slots(line, name=list(line.phrases))
        for line in lines
        if len(line.phrases) == 1
        and id(line.phrases[0]) not in used
        and may_name(line.phrases[0], reader)
    ]
    return [
        sorted(
            [*(card.slots for card in held if abs(card.left - left) <= 1), *heads],
            key=lambda slots: slots.line.box[1],
        )
        for left in _apart(lefts)
    ]


def _apart(lefts: Sequence[int]) -> Iterator[int]:
    last = -10
    for left in lefts:
        if left - last > _FEWEST:
            yield left
        last = left


def _cards(lines: Sequence[Line], index: int, reader: Reader) -> Iterator[_Card]:
    line, above = lines[index], lines[index - 1]
    if line.box[1] - above.box[3] > _NEAR * line.height:
        return
    typed = [_typed(phrase, reader) for phrase in line.phrases]
    if sum(typed) * 2 <= len(typed):
        return
    runs: list[list[Phrase]] = []
    for phrase in line.phrases:
        opens = any(_begins(name, phrase) for name in above.phrases)
        if runs and not opens:
            runs[-1].append(phrase)
        else:
            runs.append([phrase])
    below = lines[index + 1] if index + 1 < len(lines) else None
    for run in runs:
        names = [p for p in above.phrases if _begins(p, run[0]) and may_name(p, reader)]
        if len(names) == 1 and split_label(names[0].text) is None:
            card = _card(names[0], [*run, *_ranges(run[0], below, reader)], reader)
            if card is not None:
                yield card


def _typed(phrase: Phrase, reader: Reader) -> bool:
    text = phrase.text
    known = reader.answer(text) or reader.range(text) or reader.unit(text)
    return known or reader.flag(text) is not None or reader.value(text) is not None


def _begins(name: Phrase, value: Phrase) -> bool:
    return abs(name.box[0] - value.box[0]) <= _ALIGNED * name.height


def _ranges(value: Phrase, below: Line | None, reader: Reader) -> list[Phrase]:
    """The range on the next line, where it begins under the value."""
    if below is None or below.box[1] - value.box[3] > _NEAR * value.height:
        return []
    return [p for p in below.phrases if _begins(p, value) and reader.range(p.text)]


def _card(name: Phrase, rest: Sequence[Phrase], reader: Reader) -> _Card | None:
    slots = Slots(line_of([name, *rest]), name=[name])
    place_result(slots, rest, reader)
    value = reader.value(text_of(slots.result[:1]))
    if value is None or len(slots.result) > 1:
        return None
    unit = bool(slots.unit or value.unit)
    ranged = bool(slots.limits or value.range_text)
    return _Card(slots, value.value is not None and unit and ranged, rest[0].box[0])
