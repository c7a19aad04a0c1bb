"""How large an image may be: held against what its header claims, before anything is decoded.

A few hundred bytes can claim, or inflate to, gigabytes. Whole-slide images are larger than any of
these bounds and are read patch by patch.
"""

from typing import Final

from chartside.errors import UnreadableImage

MOST_PIXELS: Final = 2**26
"""Rows x columns of one frame: 8,192 x 8,192. A mammogram has 20 million."""
MOST_FRAMES: Final = 2**14
"""Frames of one file. An enhanced CT of the whole body has some 2,000."""
MOST_IN_ALL: Final = 2**31
"""Rows x columns x frames of one file. A breast tomosynthesis has half a thousand million."""
MOST_TILES: Final = 2**22
"""Tiles of one file of a whole slide."""
MOST_SAMPLES: Final = 4
"""Samples of a pixel: red, green, blue and a fourth that nothing uses."""
MOST_HEAD: Final = 2**24
"""Bytes that a compressed file may inflate to before its header has said how large it is."""
MOST_INFLATED: Final = 2**30
"""Bytes that a compressed file may inflate to, whatever its header says."""
MOST_FILES: Final = 50_000
"""Files of one folder that are looked at."""


def hold_size(rows: int, columns: int, frames: int = 1) -> None:
    """Go on only with an image of a size that can be decoded.

    Raises:
        UnreadableImage: It is empty, or larger than the bounds above.
    """
    if rows < 1 or columns < 1 or frames < 1:
        raise UnreadableImage("an image without pixels")
    if rows * columns > MOST_PIXELS:
        raise UnreadableImage(
            f"an image of {rows} x {columns} pixels: more than {MOST_PIXELS:,} are not decoded"
        )
    if frames > MOST_FRAMES or rows * columns * frames > MOST_IN_ALL:
        raise UnreadableImage(
            f"an image of {frames} frames of {rows} x {columns} pixels: that is too large"
        )


def hold_tiles(rows: int, columns: int, tiles: int) -> None:
    """Go on only with a slide of tiles that can be decoded; all of it never is.

    Raises:
        UnreadableImage: A tile is empty or too large, or there are too many.
    """
    hold_size(rows, columns)
    if not 0 < tiles <= MOST_TILES:
        raise UnreadableImage("a slide of too many tiles")
