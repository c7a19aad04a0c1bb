"""Whole slides in DICOM: each resolution is a file of tiles (PS3.3 C.8.12)."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from chartside.errors import UnreadableImage
from chartside.models.imaging.instance import Instance, Slice
from chartside.models.imaging.levels import as_they_are
from chartside.models.imaging.slides import Slide, magnification_of, slide_instance
from chartside.models.imaging.tiling import Tiling

_WHITE: Final = 255
_ASSUMED: Final = 20.0
"""The magnification of a slide that does not say its pixel spacing."""


class TiledLevel:
    """One resolution of a slide, put together from its tiles as they are needed."""

    def __init__(self, instance: Instance, tiling: Tiling) -> None:
        self.instance = instance
        self._tiling = tiling
        self.width, self.height = tiling.width, tiling.height
        spacing = instance.spacing[0] if instance.spacing else None
        self.magnification = magnification_of(spacing) or _ASSUMED

    def region(self, x: int, y: int, width: int, height: int) -> Any:
        """A part of the slide; white where no tile lies.

        Raises:
            UnreadableImage: A tile cannot be decoded.
        """
        made = np.full((height, width, 3), _WHITE, np.uint8)
        tile_rows, tile_columns = self.instance.rows, self.instance.columns
        columns, rows = self._tiling.columns, self._tiling.rows
        meets = (columns < x + width) & (columns + tile_columns > x)
        meets &= (rows < y + height) & (rows + tile_rows > y)
        for frame in np.flatnonzero(meets).tolist():
            tile = _tile(Slice(self.instance, frame))
            left, top = int(columns[frame]) - x, int(rows[frame]) - y
            into = (slice(max(top, 0), top + tile_rows), slice(max(left, 0), left + tile_columns))
            there = made[into]
            from_row, from_column = max(-top, 0), max(-left, 0)
            there[...] = tile[
                from_row : from_row + there.shape[0], from_column : from_column + there.shape[1]
            ]
        return made


def _tile(one: Slice) -> Any:
    stored = one.stored()
    if stored.dtype != np.uint8:
        raise UnreadableImage("a slide in grey of more than 8 bits")
    return as_they_are(stored, inverse=one.of.is_inverse)


def slides_of(
    tiled: Sequence[Instance], magnification: float
) -> tuple[list[Instance], list[tuple[str, str]]]:
    """The slides that files of tiles make up, and what is none.

    Files of one series belong together, unless they name different studies or people.

    The second list has the source and the reason of each slide that cannot be shown.
    """
    held: dict[object, list[TiledLevel]] = {}
    for instance in tiled:
        if instance.tiling is not None:
            level = TiledLevel(instance, instance.tiling)
            one = (instance.series or instance.source, instance.study, instance.person)
            held.setdefault(one, []).append(level)
    made: list[Instance] = []
    refused = []
    for levels in held.values():
        slide = Slide(tuple(levels))
        said = max(levels, key=lambda one: one.width).instance
        try:
            made.append(slide_instance(slide, magnification, said))
        except UnreadableImage as why:
            refused.append((said.source, str(why)))
    return made, refused
