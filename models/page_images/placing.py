"""Where a point of a page that was turned, cut out and straightened stood in the picture."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels from the upper left corner."""
Gray = NDArray[np.uint8]
"""A picture of one channel: rows of pixels, 0 black and 255 white."""
Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Placing:
    """A map from the pixels of one picture to those of another that it was made from.

    `matrix` is a homography: what a flat sheet does before a camera.
    """

    matrix: Matrix

    @classmethod
    def same(cls) -> Self:
        """Of a picture to itself."""
        return cls(np.eye(3))

    @classmethod
    def scaled(cls, across: float, down: float) -> Self:
        """To a picture that is so many times as wide and as high."""
        return cls(np.diag((across, down, 1.0)))

    @classmethod
    def moved(cls, left: float, top: float) -> Self:
        """To a picture in which the origin stands there."""
        return cls(np.array(((1.0, 0.0, left), (0.0, 1.0, top), (0.0, 0.0, 1.0))))

    def after(self, first: "Placing") -> "Placing":
        """The map that is `first`, and then this one."""
        return Placing(self.matrix @ first.matrix)

    @cached_property
    def back(self) -> "Placing":
        """The map the other way."""
        return Placing(np.linalg.inv(self.matrix).astype(np.float64))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to stand."""
        across, down, weight = self.matrix @ np.array((x, y, 1.0))
        return float(across / weight), float(down / weight)

    def box(self, box: Box) -> Box:
        """The upright box around where a box comes to stand."""
        left, top, right, bottom = box
        corners = [self.point(x, y) for x in (left, right) for y in (top, bottom)]
        across, down = zip(*corners, strict=True)
        return min(across), min(down), max(across), max(down)
