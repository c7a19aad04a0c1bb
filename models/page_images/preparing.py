"""A picture as upright, level, evenly lit pages, each knowing where its pixels came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.facing import facing, turned
from chartside.models.page_images.halves import halves
from chartside.models.page_images.lighting import even
from chartside.models.page_images.opening import Picture
from chartside.models.page_images.paper import sheets
from chartside.models.page_images.placing import Gray, Placing
from chartside.models.page_images.skew import skew, straightened
from chartside.models.page_images.words import WordReader

HEIGHT: Final = 2600
"""Pixels of the longer side that a page is read at: print of 6 points has 18 of them on A4."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A page to read, and `placing` from its pixels to those of the picture as it came."""

    gray: Gray
    placing: Placing
    quarters: int
    """Quarters of a turn, counterclockwise, that it was turned by."""
    angle: float
    """Degrees that its lines fell to the right by, after that."""


def prepared(picture: Picture, reader: WordReader) -> Iterator[Prepared]:
    """The pages of a picture, from left to right; `reader` tells which way is up."""
    for cut, place in sheets(picture.gray):
        lit = even(cut)
        level, first = straightened(lit, angle := skew(lit))
        quarters = facing(level, reader)
        upright, second = turned(level, quarters)
        whole = picture.placing.after(place).after(first).after(second)
        for half, third in halves(upright):
            page, last = _sized(half)
            yield Prepared(page, whole.after(third).after(last), quarters, angle)


def _sized(gray: Gray) -> tuple[Gray, Placing]:
    """The page as large as it is read at, and the way back."""
    scale = HEIGHT / max(gray.shape)
    if scale > 1:
        scale = min(scale, _MOST_LARGER)
        size = (round(gray.shape[1] * scale), round(gray.shape[0] * scale))
        larger = cv2.resize(gray, size, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        return larger, Placing.scaled(gray.shape[1] / size[0], gray.shape[0] / size[1])
    return gray, Placing.same()


_MOST_LARGER: Final = 3.0
"""A picture of a stamp's size is not made a page."""
