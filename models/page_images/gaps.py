"""Where a stretch of line has gaps as wide as a blank, by the paper and not by what was read.

A recogniser tells where about each letter stands, and often leaves blanks out. The paper says where
ink is: a gap as wide as a blank, and nearest to the place between two letters, parts them.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.lighting import ink
from chartside.models.page_images.placing import Box, Gray

_BLANK: Final = 0.4
"""Of the height of its capitals: two words of Times are 0.45 apart, of Helvetica 0.5; the letters
of a word less than 0.3."""
_THIN: Final = 0.52
"""The same between two digits of which one is a 1: it is narrow, and 11 is 0.41 apart."""
_JOINED: Final = 0.75
"""The same beside a sign between two digits or before one that closes, in type of equal widths."""
_SIGNS: Final = ".,:/-'"
_CLOSING: Final = ".,:;)"
_INNER: Final = 0.1
"""Of the height of a stretch, above and below: what ink is there belongs to its neighbours."""
_ON_LINE: Final = 0.2
"""Of the ink of the fullest row: what has less is above the letters, or hangs below their line."""
_RULE: Final = 2.5
"""Times the height of a stretch: a run of ink that long is a line drawn through it."""
Gap = tuple[float, float]
Word = tuple[int, int, float, float]
"""First letter, the one after the last, and left and right of the ink."""


def apart(gray: Gray, box: Box, text: str, middles: Sequence[float]) -> Iterator[Word]:
    """The words of a stretch of line.

    Args:
        gray: The page, evenly lit.
        box: Of the stretch.
        text: What was read of it, with the blanks that were read.
        middles: About where each letter of it stands.
    """
    breaks = _breaks(gray, box, text, middles)
    start, edge = 0, box[0]
    for number in range(1, len(text) + 1):
        ended = number == len(text)
        if not ended and number not in breaks and not text[number].isspace():
            continue
        gap = (box[2], box[2]) if ended else breaks.get(number) or _between(middles, number)
        if text[start:number].strip():
            first = start + len(text[start:number]) - len(text[start:number].lstrip())
            yield first, number, edge, max(gap[0], edge)
        start, edge = number, gap[1]


def _breaks(gray: Gray, box: Box, text: str, middles: Sequence[float]) -> dict[int, Gap]:
    """By the number of the letter that begins a word, the gap before it."""
    gaps, height = _gaps(gray, box)
    between = np.array([(a + b) / 2 for a, b in pairwise(middles)])
    found: dict[int, Gap] = {}
    for gap in gaps if len(between) else ():
        number = int(np.argmin(np.abs(between - (gap[0] + gap[1]) / 2))) + 1
        if text[number - 1].isspace():
            number -= 1  # the blank that was read is the gap
        if gap[1] - gap[0] >= _least(text, number) * height:
            found[number] = gap
    return found


def _least(text: str, number: int) -> float:
    """How wide a gap before a letter is, in heights of capitals, for it to be a blank."""
    before, after = text[number - 1 : number], text[number : number + 1]
    if after.isspace():
        return 0.0
    around = text[max(number - 2, 0) : number + 2]
    between = (before in _SIGNS or after in _SIGNS) and sum(map(str.isdigit, around)) > 1
    if between or after in _CLOSING:
        return _JOINED
    return _THIN if "1" in {before, after} and (before + after).isdigit() else _BLANK


def _between(middles: Sequence[float], number: int) -> Gap:
    middle = (middles[number - 1] + middles[number]) / 2
    return middle, middle


def _gaps(gray: Gray, box: Box) -> tuple[list[Gap], float]:
    """The columns without ink between two with some, and how high the letters are."""
    left, top, right, bottom = (max(0, round(side)) for side in box)
    inner = round(_INNER * (bottom - top))
    cut = gray[top + inner : bottom - inner, left:right]
    if 0 in cut.shape:
        return [], 0.0
    drawn = _without_rules(ink(np.ascontiguousarray(cut)))
    used = np.flatnonzero((drawn > 0).any(axis=0))
    if not len(used):
        return [], 0.0
    counted = (drawn > 0).sum(axis=1)
    rows = np.flatnonzero(counted >= _ON_LINE * counted.max())
    ends = np.flatnonzero(np.diff(used) > 1)
    gaps = [(float(left + used[end] + 1), float(left + used[end + 1])) for end in ends]
    return gaps, float(rows[-1] - rows[0] + 1)


def _without_rules(drawn: Gray) -> Gray:
    long = np.ones((1, max(3, round(_RULE * drawn.shape[0]))), np.uint8)
    return cv2.subtract(drawn, cv2.morphologyEx(drawn, cv2.MORPH_OPEN, long)).astype(np.uint8)
