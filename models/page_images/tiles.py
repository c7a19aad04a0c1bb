"""A page in the parts that a model is shown, so that small print survives its resolution.

MedGemma sees 896 by 896 pixels. A page of A4 in one of them has letters of 8 points 8 pixels high;
in a square as wide as its print they have 12. A row of a table is never parted across, so a page is
cut into bands only, each as high as it is wide; neighbours overlap, so that a row at the edge of
one is whole in the other.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

from chartside.models.images import as_seen
from chartside.models.page_images.lighting import ink, small
from chartside.models.page_images.placing import Box, Gray

SIDE: Final = 896
"""Pixels of the square that the model sees."""
_OVERLAP: Final = 0.12
"""Of the height of a band: five rows of a table set in 10 points."""
_MARGIN: Final = 0.015
"""Of the page's longer side, left around its ink."""
_LOOKED: Final = 800
_LOWEST: Final = 60
"""Pixels: a band that is less high holds a row or two, and is not cut again."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a page, by its box on it."""

    box: Box

    def picture(self, gray: Gray) -> Image.Image:
        """The part as the model is shown it: in the middle of a black square."""
        left, top, right, bottom = (round(side) for side in self.box)
        square = as_seen(Image.fromarray(np.ascontiguousarray(gray[top:bottom, left:right])))
        return square.resize((SIDE, SIDE), Image.Resampling.LANCZOS)

    def message(self, gray: Gray) -> Mapping[str, Any]:
        """The part as a part of a message."""
        held = BytesIO()
        self.picture(gray).save(held, "PNG")
        url = f"data:image/png;base64,{base64.b64encode(held.getvalue()).decode()}"
        return {"type": "image_url", "image_url": {"url": url}}

    @property
    def halves(self) -> tuple["Tile", ...]:
        """Its upper and lower half, overlapping; none where it is too low to be cut."""
        left, top, right, bottom = self.box
        if bottom - top < 2 * _LOWEST:
            return ()
        middle, lap = (top + bottom) / 2, (bottom - top) * _OVERLAP / 2
        return Tile((left, top, right, middle + lap)), Tile((left, middle - lap, right, bottom))


def tiles(gray: Gray) -> tuple[Tile, ...]:
    """The bands of a page, from the top; none of a page without ink."""
    box = _printed(gray)
    return tuple(_bands(box)) if box else ()


def _bands(box: Box) -> Iterator[Tile]:
    left, top, right, bottom = box
    high = min(right - left, bottom - top)
    step = high * (1 - _OVERLAP)
    count = max(1, int(np.ceil((bottom - top - high) / step)) + 1)
    for number in range(count):
        start = top + number * (bottom - top - high) / max(count - 1, 1)
        yield Tile((left, start, right, start + high))


def _printed(gray: Gray) -> Box | None:
    """The box around the ink of a page, with a margin."""
    less = small(gray, _LOOKED)
    drawn = cv2.medianBlur(ink(less), 3)
    rows, columns = (np.flatnonzero(drawn.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    scale = max(gray.shape) / max(less.shape)
    around = _MARGIN * max(gray.shape)
    (left, right), (top, bottom) = (
        (float(max(held[0] * scale - around, 0)), float(min((held[-1] + 1) * scale + around, most)))
        for held, most in ((columns, gray.shape[1]), (rows, gray.shape[0]))
    )
    return left, top, right, bottom
