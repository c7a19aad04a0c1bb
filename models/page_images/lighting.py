"""A page as if it were lit evenly: its ground white, its ink dark, its shadows gone.

The ground is what is brightest around each place; ink is told by how far it is below that, so that
a shadow over half a page changes nothing. Contrast is raised within limits: the grain of a blank
page must not become writing.
"""

from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.placing import Gray

_SMALL: Final = 800
"""Pixels of the longer side of what the ground is looked for on: light changes slowly."""
_REACH: Final = 0.02
"""Of that side: wider than the stem of any letter of a report, narrower than a shadow."""
_INK: Final = 1.0
"""Percent of the darkest pixels, which a printed page has and which are to become black."""
_DARKEST: Final = 120
"""What is not at least as dark as this is not made black: it is no ink, or very pale."""


def even(gray: Gray) -> Gray:
    """The picture over its ground, its ink drawn darker where there is any."""
    ground = _ground(gray)
    level = cv2.divide(gray, ground, scale=250).astype(np.uint8)
    black = min(float(np.percentile(level, _INK)), float(_DARKEST))
    steps = np.clip((np.arange(256) - black) * (255.0 / (250.0 - black)), 0, 255)
    return cv2.LUT(level, steps.astype(np.uint8)).astype(np.uint8)


def ink(gray: Gray) -> Gray:
    """255 where there is ink on an evenly lit page, and 0 elsewhere."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, drawn = cv2.threshold(gray, min(level, _FAINT), 255, cv2.THRESH_BINARY_INV)
    return drawn.astype(np.uint8)


_FAINT: Final = 190
"""What is brighter than this is never ink, even on a page that has nothing darker."""


def small(gray: Gray, longest: int) -> Gray:
    """The picture no longer than that; a smaller one as it is."""
    scale = longest / max(gray.shape)
    if scale >= 1:
        return gray
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    return cv2.resize(gray, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _ground(gray: Gray) -> Gray:
    less = small(gray, _SMALL)
    side = max(3, round(max(less.shape) * _REACH) | 1)
    bright = cv2.dilate(less, np.ones((side, side), np.uint8))
    smooth = cv2.blur(cv2.medianBlur(bright.astype(np.uint8), min(side | 1, 255)), (side, side))
    size = (gray.shape[1], gray.shape[0])
    whole = cv2.resize(smooth, size, interpolation=cv2.INTER_LINEAR)
    return np.maximum(whole, 1).astype(np.uint8)
