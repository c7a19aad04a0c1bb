"""Sheets of paper in a photograph: cut out of the table that they lie on, and made rectangular.

A sheet is bright, large and four-cornered, and what lies around it is darker. A scan fills its
picture and has nothing darker around it: it is left as it is.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from chartside.models.page_images.lighting import small
from chartside.models.page_images.placing import Gray, Placing

Corners = NDArray[np.float32]
"""Four points: upper left, upper right, lower right, lower left."""

_SIDE: Final = 800
_LEAST: Final = 0.1
"""Of the picture: a sheet that is smaller cannot be read."""
_WHOLE: Final = 0.985
"""Of the picture: so much of it is all of it, and nothing lies around."""
_DARKER: Final = 30
"""Steps of 255 by which what lies around is darker than paper."""
_AROUND: Final = 0.6
"""Of an edge of the picture: so much of it shows what the sheet lies on."""
_FULL: Final = 0.93
"""How much of the four-cornered shape around it a sheet fills."""
_CLOSED: Final = 0.03
"""Of the longer side: letters and lines narrower than this make no hole in a sheet."""


def sheets(gray: Gray) -> tuple[tuple[Gray, Placing], ...]:
    """Each sheet of a picture, and where it stood; the whole picture where none is told apart."""
    less = small(gray, _SIDE)
    scale = max(gray.shape) / max(less.shape)
    found = [corners * np.float32(scale) for corners in _found(less)]
    if not found:
        return ((gray, Placing.same()),)
    return tuple(_cut(gray, corners) for corners in _in_order(found))


def _found(less: Gray) -> list[Corners]:
    side = max(3, round(max(less.shape) * _CLOSED) | 1)
    closed = cv2.morphologyEx(less, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    smooth = cv2.GaussianBlur(closed, (0, 0), 2).astype(np.uint8)
    level, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    shapes, _ = cv2.findContours(
        bright.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    large = [one for one in shapes if cv2.contourArea(one) >= _LEAST * less.size]
    mask = np.zeros_like(less)
    cv2.drawContours(mask, large, -1, 255, cv2.FILLED)
    inside = int(np.count_nonzero(mask))
    if not large or inside > _WHOLE * less.size:
        return []
    darker = float(np.median(smooth[mask > 0])) - float(np.median(smooth[mask == 0]))
    if darker < _DARKER or not _framed(smooth < level):
        return []
    return [_corners(one) for one in large]


def _framed(dark: NDArray[np.bool_]) -> bool:
    """Whether a table is seen: above or below, and beside, as no band of a letter's head is."""
    level = max(float(dark[0].mean()), float(dark[-1].mean()))
    upright = max(float(dark[:, 0].mean()), float(dark[:, -1].mean()))
    return min(level, upright) >= _AROUND


def _corners(shape: NDArray[Any]) -> Corners:
    """The four corners of a sheet; of one that is partly off the picture, those of its box."""
    hull = cv2.convexHull(shape)
    around = cv2.arcLength(hull, True)  # noqa: FBT003 - it is closed; OpenCV takes no name for it
    for share in (0.01, 0.02, 0.03, 0.05):
        few = cv2.approxPolyDP(hull, share * around, True)  # noqa: FBT003 - closed, as above
        if len(few) == _FOUR and cv2.contourArea(few) * _FULL <= cv2.contourArea(shape):
            return _turned(few.reshape(_FOUR, 2).astype(np.float32))
    left, top, wide, high = cv2.boundingRect(hull)
    right, bottom = left + wide, top + high
    return np.array(((left, top), (right, top), (right, bottom), (left, bottom)), np.float32)


_FOUR: Final = 4


def _turned(points: Corners) -> Corners:
    """The corners in their order, the one nearest to the upper left first."""
    middle = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    clockwise = points[np.argsort(angles)]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0).astype(np.float32)


def _in_order(found: Sequence[Corners]) -> Iterator[Corners]:
    """From left to right where sheets lie side by side, else from top to bottom."""
    middles = np.array([one.mean(axis=0) for one in found])
    spread = middles.max(axis=0) - middles.min(axis=0)
    by = 0 if spread[0] >= spread[1] else 1
    yield from (found[number] for number in np.argsort(middles[:, by]))


def _cut(gray: Gray, corners: Corners) -> tuple[Gray, Placing]:
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    wide, high = max(1, round(max(sides[0], sides[2]))), max(1, round(max(sides[1], sides[3])))
    square = np.array(((0, 0), (wide, 0), (wide, high), (0, high)), np.float32)
    matrix = cv2.getPerspectiveTransform(corners, square)
    flat = cv2.warpPerspective(
        gray, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return flat.astype(np.uint8), Placing(np.asarray(matrix, np.float64)).back
