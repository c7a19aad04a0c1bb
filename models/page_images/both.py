"""Both engines on one page: one finds the stretches of lines, and then each reads all of them.

The detector of RapidOCR misses few words of a table, and Tesseract many: it looks for paragraphs.
So the stretches are cut out and set below one another, as a column of lines, which is what
Tesseract reads best; it keeps gaps and accents that RapidOCR loses. Where the two agree, a word is
as good as certain; where they differ, both readings are kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.placing import Box, Gray
from chartside.models.page_images.rapid import RapidReader, Stretch, lines_of_letters, words_of
from chartside.models.page_images.settling import settled
from chartside.models.page_images.tesseract import BLOCK, TesseractReader
from chartside.models.page_images.words import ReadWord

_HIGH: Final = 56
"""Pixels that a stretch is made high: its letters are then about 35, as Tesseract likes them."""
_APART: Final = 24
_MOST: Final = 250
"""Stretches in one column; Tesseract takes pictures up to 32,767 pixels high."""
_MARGIN: Final = 2
_WIDEST: Final = 8000


@dataclass(frozen=True, slots=True, eq=False)
class _Slip:
    """A stretch as it was cut out of the page and set into the column."""

    number: int
    gray: Gray
    top: int
    left: float
    scale: float

    @property
    def rows(self) -> range:
        """Those of the column that it takes up, with half of the space around."""
        half = _APART // 2
        return range(self.top - half, self.top + self.gray.shape[0] + half)


class BothReader:
    """A `WordReader` of two engines; raises as `TesseractReader` does."""

    def __init__(self) -> None:
        self._finder = RapidReader()
        self._second = TesseractReader()

    @property
    def name(self) -> str:
        """As `rapidocr 1.4.4 and tesseract 5.3.0`."""
        return f"{self._finder.name} and {self._second.name}"

    def read(self, gray: Gray) -> tuple[ReadWord, ...]:
        """The words of a page.

        Raises:
            ModelError: Tesseract failed, or took too long.
        """
        found = self._finder.stretches(gray)
        seconds: dict[int, list[ReadWord]] = defaultdict(list)
        for first in range(0, len(found), _MOST):
            for number, word in self._again(gray, found[first : first + _MOST]):
                seconds[first + number].append(word)
        return tuple(
            word
            for number, stretch in enumerate(found)
            for word in settled(stretch, tuple(words_of(gray, stretch)), seconds[number])
        )

    def _again(self, gray: Gray, found: Sequence[Stretch]) -> Iterator[tuple[int, ReadWord]]:
        """What Tesseract reads of stretches, each word with the number of its stretch."""
        slips = list(_slips(gray, found))
        for word in self._second.laid_out(_column(slips), BLOCK) if slips else ():
            middle = round((word.box[1] + word.box[3]) / 2)
            slip = next((one for one in slips if middle in one.rows), None)
            if slip is not None:
                box = _back(word.box, slip, found[slip.number].box)
                yield slip.number, ReadWord(word.text, box, word.confidence)


def _slips(gray: Gray, found: Sequence[Stretch]) -> Iterator[_Slip]:
    top = _APART
    for number, stretch in enumerate(found):
        left, above, right, below = (round(side) for side in stretch.box)
        left, above = max(left - _MARGIN, 0), max(above - _MARGIN, 0)
        cut = gray[above : below + _MARGIN, left : right + _MARGIN]
        if 0 in cut.shape:
            continue
        scale = min(_HIGH / cut.shape[0], _WIDEST / cut.shape[1])
        size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        yield _Slip(
            number, cv2.resize(cut, size, interpolation=how).astype(np.uint8), top, left, scale
        )
        top += size[1] + _APART


def _column(slips: Sequence[_Slip]) -> Gray:
    wide = max(slip.gray.shape[1] for slip in slips) + 2 * _APART
    column = np.full((slips[-1].rows.stop + _APART, wide), 255, np.uint8)
    for slip in slips:
        high, across = slip.gray.shape
        column[slip.top : slip.top + high, _APART : _APART + across] = slip.gray
    return column


def _back(box: Box, slip: _Slip, stretch: Box) -> Box:
    """Where a word of the column stands on the page."""
    left, right = ((side - _APART) / slip.scale + slip.left for side in (box[0], box[2]))
    top, bottom = lines_of_letters(stretch)
    return left, top, right, bottom
