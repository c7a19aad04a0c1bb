"""How far the lines of a page are turned: the angle at which its rows are clearest.

Ink is counted by row for many angles; where text lines and rules lie level, full rows stand next to
empty ones, and the differences between neighbours are greatest (Postl's projection profile).
"""

from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.lighting import ink, small
from chartside.models.page_images.placing import Gray, Placing

MOST: Final = 20.0
"""Degrees either way; what is turned farther is not a page laid down by hand."""
_SIDE: Final = 1200
_COARSE: Final = 0.25
_FINE: Final = 0.02
_POINTS: Final = 80_000
_LEAST_POINTS: Final = 50
LEVEL: Final = 0.05
"""Degrees that nobody sees: over the width of A4 they are 0.2 mm."""


def clearness(drawn: Gray, angle: float) -> float:
    """How clear the rows of ink are when the page is turned by an angle in degrees."""
    return _clear(*_points(drawn), angle)


def skew(gray: Gray) -> float:
    """Degrees by which the lines of an evenly lit page fall to the right; 0 without any."""
    down, across = _points(ink(small(gray, _SIDE)))
    if len(down) < _LEAST_POINTS:
        return 0.0
    coarse = np.arange(-MOST, MOST + _COARSE, _COARSE)
    near = _best(down, across, coarse)
    return _best(down, across, np.arange(near - _COARSE, near + _COARSE, _FINE))


def straightened(gray: Gray, angle: float) -> tuple[Gray, Placing]:
    """The page turned level, nothing of it cut off, and the way back into `gray`."""
    if abs(angle) < LEVEL:
        return gray, Placing.same()
    high, wide = gray.shape
    turn = np.radians(angle)
    cosine, sine = abs(np.cos(turn)), abs(np.sin(turn))
    size = (int(high * sine + wide * cosine), int(high * cosine + wide * sine))
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    matrix[:2, 2] += ((size[0] - wide) / 2, (size[1] - high) / 2)
    level = cv2.warpAffine(
        gray, matrix[:2], size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return level.astype(np.uint8), Placing(matrix).back


def _points(drawn: Gray) -> tuple[np.ndarray, np.ndarray]:
    down, across = np.nonzero(drawn)
    step = max(1, len(down) // _POINTS)
    return down[::step].astype(np.float64), across[::step].astype(np.float64)


def _clear(down: np.ndarray, across: np.ndarray, angle: float) -> float:
    rows = down - across * np.tan(np.radians(angle))
    counted = np.bincount((rows - rows.min()).astype(np.int64)) if len(rows) else np.zeros(2)
    steps = np.diff(counted.astype(np.float64))
    return float((steps * steps).sum())


def _best(down: np.ndarray, across: np.ndarray, angles: np.ndarray) -> float:
    return float(angles[int(np.argmax([_clear(down, across, float(a)) for a in angles]))])
