"""A file of pictures as gray pages: bounded before a pixel is decoded, seen as a viewer shows it.

A JPEG is decoded at half or a quarter of its size where that is still finer than print needs, so
that a telephone's photograph costs no more memory than a scan.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from chartside.errors import UsageError
from chartside.models.page_images.placing import Gray, Placing

FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF")
"""What scanners and telephones write, and no more: each decoder is a way in."""
MOST_PIXELS: Final = 64_000_000
"""Of one picture before it is decoded: a page of A4 at 600 to the inch is 35 million."""
MOST_PAGES: Final = 100
"""Of one file."""
LONGEST: Final = 4000
"""Pixels of the longer side of what is worked on: A4 at 300 to the inch has 3,508."""
_DEEP: Final = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A gray picture, and where its pixels stand in the one that was given.

    `width` and `height` are those of the picture as a viewer shows it, turned as its EXIF says.
    """

    gray: Gray
    width: int
    height: int

    @property
    def placing(self) -> Placing:
        """From a pixel of `gray` to one of the picture as it came."""
        high, wide = self.gray.shape
        return Placing.scaled(self.width / wide, self.height / high)


def open_pictures(octets: bytes) -> Iterator[Picture]:
    """The pages of a picture file, one after the other.

    Raises:
        UsageError: It is no picture, is damaged, is too large, or has too many pages.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", Image.DecompressionBombWarning
            )  # `_bounded` is stricter
            image = Image.open(BytesIO(octets), formats=FORMATS)
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, ValueError) as wrong:
        raise UsageError("a picture is damaged, too large, or of no known format") from wrong
    with image:
        for number in range(_pages(image)):
            yield _page(image, number)


def picture_of(image: Image.Image) -> Picture:
    """A picture of Pillow's, such as a page that was drawn from a PDF.

    Raises:
        UsageError: It is too large, has no pixels or is damaged.
    """
    _bounded(image)
    turned = int(image.getexif().get(_ORIENTATION, 1)) if image.format else 1
    wide, high = image.size if turned <= _UNTURNED else image.size[::-1]
    try:
        if image.format == "JPEG":
            image.draft("L", (LONGEST, LONGEST))
        shown = _gray(ImageOps.exif_transpose(image) if image.format else image)
    except (OSError, ValueError, SyntaxError, ZeroDivisionError, EOFError) as wrong:
        raise UsageError("a picture is damaged") from wrong
    if max(shown.size) > LONGEST:
        shown.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return Picture(np.asarray(shown), wide, high)


_UNTURNED: Final = 4
"""The values of EXIF's orientation up to here leave width and height as they are."""


def _pages(image: Image.Image) -> int:
    try:
        pages = int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, EOFError) as wrong:
        raise UsageError("a picture is damaged") from wrong
    if pages > MOST_PAGES:
        raise UsageError(f"a picture file has more than {MOST_PAGES} pages")
    return pages


def _page(image: Image.Image, number: int) -> Picture:
    if number:
        try:
            image.seek(number)
        except (OSError, ValueError, SyntaxError, EOFError) as wrong:
            raise UsageError("a picture is damaged") from wrong
    return picture_of(image)


def _bounded(image: Image.Image) -> None:
    if 0 in image.size:
        raise UsageError("a picture has no pixels")
    if image.width * image.height > MOST_PIXELS:
        raise UsageError(f"a picture has more than {MOST_PIXELS} pixels")


def _gray(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP:
        deep = np.asarray(image).astype(np.float64)
        low, high = float(deep.min()), float(deep.max())
        scale = 255.0 / (high - low) if high > low else 0.0
        return Image.fromarray(((deep - low) * scale).round().astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("L")
    return image.convert("L")
