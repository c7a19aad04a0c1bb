"""Which way up a page is: told by what can be read of it, asked first where its lines point.

Lines of letters run across a page that stands or is upside down. They are a hint and no proof: of
a table in type of equal widths, columns of letters are as clear as lines. So a strip of the page is
read, the likely ways first; what is read beyond doubt is the right way up, else what is read with
most certainty.
"""

from collections.abc import Sequence
from statistics import median
from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.lighting import ink, small
from chartside.models.page_images.placing import Gray, Placing
from chartside.models.page_images.skew import clearness, skew
from chartside.models.page_images.words import ReadWord, WordReader

_SIDE: Final = 1000
_LONG: Final = 0.06
"""Of the longer side: a run of ink as long as this is a line that was drawn, no letter."""
_WIDE: Final = 1500
"""Pixels that the strip is at most wide: print of 8 points can be read on it."""
_STRIP: Final = 0.25
"""Of the height of the page, where it has most ink."""
_CLEAR: Final = 0.5
_LEAST_LETTERS: Final = 2


def turned(gray: Gray, quarters: int) -> tuple[Gray, Placing]:
    """The picture turned counterclockwise by quarters of a turn, and the way back."""
    high, wide = gray.shape
    back = {
        0: np.eye(3),
        1: np.array(((0, -1, wide), (1, 0, 0), (0, 0, 1))),
        2: np.array(((-1, 0, wide), (0, -1, high), (0, 0, 1))),
        3: np.array(((0, 1, 0), (-1, 0, high), (0, 0, 1))),
    }[quarters % 4]
    return np.ascontiguousarray(np.rot90(gray, quarters)), Placing(back.astype(np.float64))


def facing(gray: Gray, reader: WordReader) -> int:
    """Quarters of a turn, counterclockwise, that bring an evenly lit page upright.

    A page that nothing can be read of stays as it is.
    """
    ways = _ways(gray)
    told: dict[int, float] = {}
    for way in ways:
        words = [w for w in reader.read(_strip(turned(gray, way)[0])) if _across(w)]
        if _beyond_doubt(words):
            return way
        told[way] = certainty(words)
    best = max(ways, key=lambda way: told[way])
    return best if told[best] > 0 else 0


def _across(word: ReadWord) -> bool:
    """Whether a word runs across: an engine may turn a stretch that stands on end by itself."""
    left, top, right, bottom = word.box
    return right - left >= _NARROWEST * len(word.text) * (bottom - top)


_NARROWEST: Final = 0.2
"""Of its height, the width of a letter: half of what it is in narrow type."""


def _beyond_doubt(words: Sequence[ReadWord]) -> bool:
    """Whether so much is read so surely that it cannot be upside down."""
    long = [word.confidence for word in words if len(word.text) >= _WORD]
    return len(long) >= _MANY and median(long) >= _SURE_WORDS


_WORD: Final = 4
_MANY: Final = 8
_SURE_WORDS: Final = 0.8


def certainty(words: Sequence[ReadWord]) -> float:
    """How much was read, letter by letter, by how sure the reader is of it."""
    return sum(
        letters * (word.confidence - _CLEAR)
        for word in words
        if (letters := sum(map(str.isalnum, word.text))) >= _LEAST_LETTERS
        and word.confidence > _CLEAR
    )


def _ways(gray: Gray) -> tuple[int, ...]:
    """The four turns, those first that lines of letters speak for."""
    drawn = _letters(ink(small(gray, _SIDE)))
    across = clearness(drawn, skew(255 - drawn))
    aside = np.ascontiguousarray(np.rot90(drawn))
    down = clearness(aside, skew(255 - aside))
    return (0, 2, 1, 3) if across >= down else (1, 3, 0, 2)


def _letters(drawn: Gray) -> Gray:
    """The ink without the lines that frame a table, which are as clear one way as the other."""
    side = max(3, round(max(drawn.shape) * _LONG))
    for shape in ((side, 1), (1, side)):
        lines = cv2.morphologyEx(drawn, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        drawn = cv2.subtract(drawn, lines).astype(np.uint8)
    return drawn


def _strip(gray: Gray) -> Gray:
    """The part of a page that has most ink, from edge to edge."""
    counted = (ink(small(gray, _SIDE)) > 0).sum(axis=1).astype(np.float64)
    high = max(1, round(_STRIP * len(counted)))
    sums = np.convolve(counted, np.ones(high), "valid")
    top = int(np.argmax(sums)) * gray.shape[0] // len(counted)
    strip = gray[top : top + round(_STRIP * gray.shape[0])]
    return small(np.ascontiguousarray(strip), _WIDE)
