"""PNG, JPEG, TIFF and other pictures: as they are, upright; deeper grey over its own range."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from chartside.errors import UnreadableImage
from chartside.models.imaging.bounds import hold_size
from chartside.models.imaging.instance import Instance, Rule
from chartside.models.imaging.opening import Opened, opened

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
_DEEP: Final = frozenset({"I", "F", "I;16", "I;16B", "I;16L"})
_MANY_PAGES: Final = "TIFF"


class PicturePixels:
    """The pixels of a picture, page by page."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def stored(self, frame: int) -> Any:
        """A page, as `Pixels.stored` has it.

        Raises:
            UnreadableImage: It is damaged.
        """
        with opened(self._path) as file, _picture(file) as image, _damaged():
            image.seek(frame)
            upright = ImageOps.exif_transpose(image)
            if image.mode in _DEEP:
                return np.asarray(upright).copy()
            return np.array(upright.convert("RGB"))

    def values(self, stored: Any, frame: int) -> Any:
        """Stored values: a picture does not say what they measure."""
        del frame
        return np.asarray(stored, dtype=np.float64)


def read_picture(file: Opened, path: Path, source: str) -> Instance:
    """The picture in an opened file.

    Raises:
        UnreadableImage: It is damaged or too large.
    """
    with _picture(file) as image, _damaged():
        wide, high = image.size
        pages = int(getattr(image, "n_frames", 1)) if image.format == _MANY_PAGES else 1
        hold_size(high, wide, pages)
        quarter = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        deep = image.mode in _DEEP
    if quarter:
        wide, high = high, wide
    return Instance(
        source=source,
        pixels=PicturePixels(path),
        rows=high,
        columns=wide,
        rule=Rule.FRAME if deep else Rule.AS_IS,
        frames=pages,
        is_color=not deep,
        notices=("the file does not say whether text is burned into the picture",),
    )


@contextmanager
def _picture(file: Opened) -> Iterator[Image.Image]:
    file.stream.seek(0)
    with _damaged(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(file.stream, formats=_FORMATS)
    with image:
        yield image


@contextmanager
def _damaged() -> Iterator[None]:
    """What Pillow raises over a bad file, as one error without a word of the file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (Image.DecompressionBombError, MemoryError):
        raise UnreadableImage("a picture is too large") from None
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ZeroDivisionError,
        TypeError, IndexError, KeyError,
    ):  # fmt: skip
        raise UnreadableImage("a picture is damaged, or of no known format") from None
