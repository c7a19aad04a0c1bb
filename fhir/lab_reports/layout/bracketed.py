"""Ranges in brackets: in a place of their own beside earlier values, and wrapped over two lines.

A table may go on with other columns under no heading of their own, so that its ranges stand where
earlier results are headed. Brackets around two bounds, at one place in several lines, show it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from chartside.fhir.lab_reports.cells.ranges import read_range
from chartside.fhir.lab_reports.layout.lines import Phrase, phrase_of
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.layout.slots import Slots
from chartside.fhir.lab_reports.page import Word

_LEVEL: Final = 0.4
"""Of the height of a line: how far the beginnings of one column may differ."""
_NEAR: Final = 0.6
"""Of that height: the widest gap between the two lines of one range."""
_FEWEST: Final = 2


def with_brackets(lines: Sequence[Slots], reader: Reader) -> None:
    """Gives the lines of a table their ranges in brackets; what is left of one is a comment."""
    _join(lines, reader)
    places = _places(lines, reader)
    for slots in lines:
        for phrase in list(slots.other):
            if any(_at(phrase, left) for left in places) and phrase.text.startswith("("):
                slots.other.remove(phrase)
                read = _whole(phrase, reader) and not slots.limits
                (slots.limits if read else slots.comment).append(phrase)


def _whole(phrase: Phrase, reader: Reader) -> bool:
    return phrase.text.startswith("(") and phrase.text.endswith(")") and reader.range(phrase.text)


def _places(lines: Sequence[Slots], reader: Reader) -> list[float]:
    """Where ranges begin: at one place, in at least two lines, with both of their bounds."""
    begins = [
        phrase.box[0]
        for slots in lines
        for phrase in slots.other
        if _whole(phrase, reader) and _two_sided(phrase, reader)
        if slots.name and slots.result and phrase.box[0] > slots.result[-1].box[2]
    ]
    height = max((slots.line.height for slots in lines), default=0.0)
    return [
        left
        for left in begins
        if sum(abs(left - other) <= _LEVEL * height for other in begins) >= _FEWEST
    ]


def _two_sided(phrase: Phrase, reader: Reader) -> bool:
    found = read_range(phrase.text, reader.style)
    return bool(found) and all(b.low is not None and b.high is not None for b in found)


def _at(phrase: Phrase, left: float) -> bool:
    return abs(phrase.box[0] - left) <= _LEVEL * phrase.height


def _join(lines: Sequence[Slots], reader: Reader) -> None:
    """Puts a range whose bracket is closed on the next line, at one place, in the first line."""
    for above, below in pairwise(lines):
        if below.line.box[1] - above.line.box[3] > _NEAR * above.line.height:
            continue
        for held, index, first in _open(above):
            for rest, second in _closing(below, first):
                whole = phrase_of(_both(first, second), first.page)
                if _whole(whole, reader):
                    held[index] = whole
                    rest.remove(second)
                    break


def _both(first: Phrase, second: Phrase) -> tuple[Word, ...]:
    return (*first.words, *second.words)


def _open(slots: Slots) -> Iterator[tuple[list[Phrase], int, Phrase]]:
    for held in (slots.limits, slots.other):
        for index, phrase in enumerate(held):
            if phrase.text.startswith("(") and ")" not in phrase.text:
                yield held, index, phrase


def _closing(slots: Slots, first: Phrase) -> list[tuple[list[Phrase], Phrase]]:
    return [
        (held, phrase)
        for held in (slots.limits, slots.other, slots.comment, slots.result)
        for phrase in held
        if phrase.text.endswith(")") and "(" not in phrase.text and _at(phrase, first.box[0])
    ]
