"""Images as MedGemma was trained to see them: whole, upright, square, black where nothing was.

Its processor stretches an image to a square; training padded it with zeros first, so that shapes
keep their proportions (MedGemma's own serving code and its chest X-ray notebooks). Images come as
bytes inside the message: nothing is fetched from an address.
"""

import base64
import binascii
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any, Final, Self

from PIL import Image, ImageOps, UnidentifiedImageError

from chartside.errors import UsageError

_MODES: Final = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
"""Eight bits to a channel. A deeper image would be clipped to white: it is windowed first."""
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
_KINDS: Final = frozenset({"image", "image_url"})


def is_image(part: Mapping[str, Any]) -> bool:
    """Whether a part of a message is an image, in any of the forms that LangChain writes."""
    return part.get("type") in _KINDS


def read_image(part: Mapping[str, Any]) -> Image.Image:
    """The image of a message's part: a data URL, base64, or an image of Pillow's.

    Raises:
        UsageError: It is an address, is not an image, is too large for Pillow's own bound, or has
            more than eight bits to a channel.
    """
    given = part.get("image")
    return as_seen(given if isinstance(given, Image.Image) else _opened(_octets(part)))


def as_seen(image: Image.Image) -> Image.Image:
    """The image upright, in three channels, in the middle of a square of zeros."""
    if 0 in image.size:
        raise UsageError("an image has no pixels")
    if image.mode not in _MODES:
        raise UsageError(f"an image of mode {image.mode}: window it to 8 bits a channel first")
    try:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, ZeroDivisionError) as wrong:
        raise UsageError("an image is damaged") from wrong
    return squared(upright)


@dataclass(frozen=True, slots=True)
class Padding:
    """Rows and columns of zeros around an image that make it a square; an odd one goes behind."""

    top: int
    bottom: int
    left: int
    right: int

    @classmethod
    def of(cls, width: int, height: int) -> Self:
        """The padding of an image of this size."""
        side = max(width, height)
        top, left = (side - height) // 2, (side - width) // 2
        return cls(top, side - height - top, left, side - width - left)

    def to_json(self) -> dict[str, int]:
        """Pixels on each side."""
        return asdict(self)


def squared(image: Image.Image) -> Image.Image:
    """The image in the middle of a square of zeros."""
    padding = Padding.of(*image.size)
    if padding == Padding(0, 0, 0, 0):
        return image
    side = max(image.size)
    square = Image.new("RGB", (side, side))
    square.paste(image, (padding.left, padding.top))
    return square


def _octets(part: Mapping[str, Any]) -> bytes:
    held = part.get("image_url", part.get("url"))
    url = held.get("url") if isinstance(held, Mapping) else held
    if isinstance(url, str):
        head, comma, body = url.partition(",")
        if not (head.startswith("data:") and head.endswith(";base64") and comma):
            raise UsageError("an image comes inside the message, not as an address")
        return _decoded(body)
    body = part.get("base64", part.get("data"))
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return _decoded(body)
    raise UsageError("an image without bytes")


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError("an image is not base64") from None


def _opened(octets: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(octets), formats=_FORMATS)
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UsageError("an image is too large") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as wrong:
        raise UsageError("an image is damaged, or of no known format") from wrong
    return image
