"""A page as a reader sees it: words where they stand, and the lines drawn between them."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, from the upper left corner of the upright page.

In points (1/72 inch) on a page of a PDF, in pixels on an image.
"""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap between them, and the box they stand in."""

    text: str
    box: Box
    bold: bool = False
    confidence: float | None = None
    """From 0 to 1, as an OCR engine gives it; None for a text layer."""
    other: str = ""
    """What a second engine made of the same place, where that is something else."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A page's part from a height down, and where it stands in the picture that it was cut from.

    `to_picture` is a homography, nine numbers row by row, from the page's boxes to the picture's.
    """

    top: float
    to_picture: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Straightened:
    """That a page was turned, made level or cut out to be read: the picture as it came.

    Its strips stand in order from the top. There are several where one picture shows several pages,
    which are then read below one another.
    """

    width: float
    height: float
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, in no order that means anything."""

    number: int
    """From 1."""
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Box, ...] = ()
    """Straight lines that are drawn, each as a thin box."""
    straightened: Straightened | None = None
    """None where boxes are those of the page as a viewer shows it."""


def around(boxes: tuple[Box, ...]) -> Box:
    """The smallest box that holds the boxes, of which there is at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
