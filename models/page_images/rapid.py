"""RapidOCR: PaddleOCR's detector and recogniser on ONNX; its package carries its weights.

It reads a stretch of a line at once and often leaves out the gaps between its words; `gaps` puts
them back by the paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import cv2
import numpy as np

from chartside.errors import MissingExtra
from chartside.models.page_images.gaps import apart
from chartside.models.page_images.placing import Box, Gray
from chartside.models.page_images.words import ReadWord

try:
    from rapidocr_onnxruntime import RapidOCR  # type: ignore[import-untyped]  # ships no types
except ImportError as missing:
    raise MissingExtra("reading words off a picture", "ocr") from missing

_LONGEST: Final = 2600
"""Pixels of the longer side that it looks at; its own bound of 2,000 loses small print."""
_LEAST: Final = 0.3
"""Its own certainty of a stretch of line, below which it is no print."""
_SAME: Final = str.maketrans(
    {0x03BC: "\xb5"} | {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}
)
"""The Greek mu, and signs in the wide forms that its alphabet, made for Chinese too, has."""
_INNER: Final = 0.1
"""Of its height: a stretch's box is larger than its letters by this, above and below."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a line as it was read: letters, how sure of each, and about where each is."""

    text: str
    box: Box
    certain: tuple[float, ...]
    middles: tuple[float, ...]


class RapidReader:
    """A `WordReader`; its models are loaded once and take about 16 MB."""

    def __init__(self) -> None:
        self._engine: Any = RapidOCR(max_side_len=_LONGEST, use_cls=False)

    @property
    def name(self) -> str:
        """As `rapidocr 1.4.4`."""
        return f"rapidocr {version('rapidocr-onnxruntime')}"

    def read(self, gray: Gray) -> tuple[ReadWord, ...]:
        """The words of a page."""
        return tuple(word for one in self.stretches(gray) for word in words_of(gray, one))

    def stretches(self, gray: Gray) -> tuple[Stretch, ...]:
        """The stretches of lines of a page, as the engine finds and reads them."""
        shown = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR)
        found, _ = self._engine(shown, use_cls=False, return_word_box=True, text_score=_LEAST)
        return tuple(_stretch(one) for one in found or () if str(one[1]).strip())


def words_of(gray: Gray, stretch: Stretch) -> Iterator[ReadWord]:
    """The words of a stretch, parted where the paper is empty."""
    top, bottom = lines_of_letters(stretch.box)
    for first, last, left, right in apart(gray, stretch.box, stretch.text, stretch.middles):
        place = (left, top, right, bottom)
        yield ReadWord(stretch.text[first:last], place, min(stretch.certain[first:last]))


def lines_of_letters(box: Box) -> tuple[float, float]:
    """Top and bottom of the letters in a stretch's box."""
    inner = _INNER * (box[3] - box[1])
    return box[1] + inner, box[3] - inner


def _stretch(told: Sequence[Any]) -> Stretch:
    text = str(told[1]).translate(_SAME)
    box = _around(told[0])
    letters, certain = told[3], [float(one) for one in told[5]]
    if len(letters) == len(certain) == len(text):
        middles = [float(np.mean([point[0] for point in letter])) for letter in letters]
    else:  # letters of equal width, where it does not tell how wide they are
        step = (box[2] - box[0]) / len(text)
        middles = [box[0] + (number + 0.5) * step for number in range(len(text))]
        certain = [float(told[2])] * len(text)
    return Stretch(text, box, tuple(certain), tuple(middles))


def _around(corners: Sequence[Sequence[float]]) -> Box:
    across, down = zip(*((float(x), float(y)) for x, y in corners), strict=True)
    return min(across), min(down), max(across), max(down)
