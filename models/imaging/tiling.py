"""Where the tiles of a whole slide lie (PS3.3 C.8.12.14 and C.7.6.17)."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset

from chartside.errors import UnreadableImage
from chartside.models.imaging.elements import items, text, whole

_MOST_ACROSS: Final = 2**22
"""Pixels of a slide on one side."""


@dataclass(frozen=True, slots=True)
class Tiling:
    """Where the tiles of a slide lie in the whole of it."""

    width: int
    height: int
    columns: Any = field(repr=False)
    """The first column of each frame, counted from 0."""
    rows: Any = field(repr=False)
    """The first row of each frame."""


def tiling_of(dataset: Dataset, frames: int, tile: tuple[int, int]) -> Tiling | None:
    """How a file is tiled, from rows and columns of one tile; None where it is not.

    Raises:
        UnreadableImage: It does not say where its tiles lie.
    """
    width, height = (
        whole(dataset, "TotalPixelMatrixColumns"),
        whole(dataset, "TotalPixelMatrixRows"),
    )
    if not width or not height:
        return None
    if not (0 < width <= _MOST_ACROSS and 0 < height <= _MOST_ACROSS):
        raise UnreadableImage("a slide that is too large")
    said = _positions(dataset, frames)
    if said is not None:
        return Tiling(width, height, *said)
    if text(dataset, "DimensionOrganizationType") != "TILED_FULL":
        raise UnreadableImage("a slide that does not say where its tiles lie")
    rows, columns = tile
    across, down = -(-width // columns), -(-height // rows)
    at = np.arange(min(frames, across * down))
    return Tiling(width, height, at % across * columns, at // across * rows)


def _positions(dataset: Dataset, frames: int) -> tuple[Any, Any] | None:
    each = items(dataset, "PerFrameFunctionalGroupsSequence")[:frames]
    found = []
    for groups in each:
        item = next(iter(items(groups, "PlanePositionSlideSequence")), None)
        if item is None:
            return None
        column = whole(item, "ColumnPositionInTotalImagePixelMatrix")
        row = whole(item, "RowPositionInTotalImagePixelMatrix")
        if column is None or row is None:
            return None
        found.append((column - 1, row - 1))
    if not found:
        return None
    columns, rows = np.array(found).T
    return columns, rows
