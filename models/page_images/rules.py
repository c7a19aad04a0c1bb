"""Lines that are drawn on a page: the frames of tables, and what parts their rows."""

from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.lighting import ink, small
from chartside.models.page_images.placing import Box, Gray

_SIDE: Final = 1300
_LONG: Final = 0.05
"""Of the longer side: the shortest line that is no letter."""
_THICK: Final = 6
"""Pixels of the smaller picture: what is thicker is a bar or a box."""
_MOST: Final = 500


def rules(gray: Gray) -> tuple[Box, ...]:
    """The level and upright lines of a page, each as a thin box; none where there are too many."""
    less = small(gray, _SIDE)
    drawn = cv2.dilate(ink(less), np.ones((2, 2), np.uint8)).astype(np.uint8)
    scale = max(gray.shape) / max(less.shape)
    side = round(_LONG * max(less.shape))
    found = [
        (left * scale, top * scale, (left + wide) * scale, (top + high) * scale)
        for shape in ((1, side), (side, 1))
        for left, top, wide, high in _runs(drawn, shape)
        if min(wide, high) <= _THICK
    ]
    return tuple(found) if len(found) <= _MOST else ()


def _runs(drawn: Gray, shape: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    long = cv2.morphologyEx(drawn, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(long.astype(np.uint8))
    return [(int(b[0]), int(b[1]), int(b[2]), int(b[3])) for b in boxes[1:]]
