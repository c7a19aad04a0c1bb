"""Whether a line of a name goes on with the one before, or is a heading of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from chartside.fhir.lab_reports.layout.lines import Phrase
from chartside.fhir.lab_reports.layout.slots import Slots, text_of

_TIGHT: Final = 0.92
"""Of the usual distance of two rows: lines that stand closer are of one row."""
_SOLID: Final = 1.05
"""Of the height of a line: the distance of two lines of one paragraph."""
_FAR: Final = 4.0
"""Of the height of a line: rows that stand farther apart have something between them."""
_SAME: Final = 0.12
"""Of the height of type: headings are larger or smaller by more."""
_SMALL: Final = 0.9
"""Of the height of a name: smaller type below it is a remark."""
_SENTENCE: Final = 4
"""Words, at least."""
_OPEN = re.compile(
    r"(?:[-\u2013/,&+(]|\b(?:and|of|en|van|et|de|du|und|von|y|para|for|voor))$", re.I
)
_GOES_ON = re.compile(r"[a-z\u00df-\u00ff](?![A-Z\d])|[(),;/]")


@dataclass(frozen=True, slots=True)
class Pitch:
    """The usual distance of two rows of a table, in points; 0 where there are too few."""

    rows: float
    sure: bool = True
    """Whether it was measured between rows; else between any line and the row below it."""

    @classmethod
    def of(cls, lines: Sequence[Slots]) -> "Pitch":
        """The middle of the distances between lines that both have a name and a value."""
        steps = [
            two.line.middle - one.line.middle
            for one, two in pairwise(lines)
            if one.name and one.result and two.name and two.result
        ]
        tallest = max((slots.line.height for slots in lines), default=0.0)
        near = [step for step in steps if step <= _FAR * tallest]
        if near:
            return cls(median(near))
        loose = [
            two.line.middle - one.line.middle
            for one, two in pairwise(lines)
            if two.name and two.result
        ]
        return cls(median(loose) if loose else 0.0, sure=False)

    def tight(self, one: Slots, two: Slots) -> bool:
        """Whether two lines stand closer than rows do."""
        last, first = one.name[-1] if one.name else None, two.name[0]
        upper = (last.box[1] + last.box[3]) / 2 if last else one.line.middle
        step = (first.box[1] + first.box[3]) / 2 - upper
        set_solid = self.sure or step <= _SOLID * first.height
        return 0 < step < _TIGHT * self.rows and set_solid


def wraps_after(row: Slots, line: Slots, pitch: Pitch) -> bool:
    """Whether a line with nothing but a name goes on with the name of the row above it."""
    if not row.name or not _alike(row.name[-1], line.name[0]):
        return False
    return _cue(row.name, line.name) or pitch.tight(row, line)


def wraps_before(line: Slots, row: Slots, pitch: Pitch) -> bool:
    """Whether a line with nothing but a name begins the name of the row below it."""
    if not _alike(line.name[-1], row.name[0]):
        return False
    gap = row.line.box[1] - line.line.box[3]
    near = gap < row.line.height / 2
    return near and not _shouts(line) and (_cue(line.name, row.name) or pitch.tight(line, row))


def _cue(before: Sequence[Phrase], after: Sequence[Phrase]) -> bool:
    """Whether the words themselves say that they go on."""
    first, second = text_of(before), text_of(after)
    unclosed = first.count("(") > first.count(")") or first.count("[") > first.count("]")
    return unclosed or bool(_OPEN.search(first)) or bool(_GOES_ON.match(second))


def _alike(one: Phrase, two: Phrase) -> bool:
    return one.bold == two.bold and abs(one.height - two.height) <= _SAME * one.height


def _shouts(line: Slots) -> bool:
    text = text_of(line.name)
    return text.isupper() or line.name[0].bold


def aside(row: Slots, line: Slots) -> bool:
    """Whether words below a name are about it: in small type, or a sentence."""
    said, first, above = text_of(line.name), line.name[0], row.name[-1]
    small = first.height < _SMALL * above.height
    sentence = said.endswith(".") and len(said.split()) >= _SENTENCE
    return not first.bold and (small or sentence)
