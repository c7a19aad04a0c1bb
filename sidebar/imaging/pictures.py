"""Pictures on their way to a page: PNG, no larger than a page shows, and no more than it takes."""

import base64
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final

import numpy as np
from PIL import Image

Tell = Callable[[Mapping[str, Any]], None]
MOST: Final = 200
"""Pictures of one look: a volume of CT has 85 frames, each in colour and in grey."""
MOST_BYTES: Final = 40 * 2**20
"""Of all of them."""
LARGE, SMALL = 1280, 512
"""Pixels of the longer side: of an image by itself, and of one of many."""


class Album:
    """Tells of pictures by number, until there are too many."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._count = 0
        self._left = MOST_BYTES
        self.left_out = 0

    def put(self, picture: Image.Image, longest: int) -> int | None:
        """The number under which a picture went on its way; None where there is no room for it."""
        octets = _png(picture, longest)
        if self._count == MOST or len(octets) > self._left:
            self.left_out += 1
            return None
        self._left -= len(octets)
        self._count += 1
        self._tell({"picture": {"number": self._count, "data": base64.b64encode(octets).decode()}})
        return self._count


def _png(picture: Image.Image, longest: int) -> bytes:
    """Grey where it is, for then it has a third of the bytes."""
    if max(picture.size) > longest:
        picture = picture.copy()
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    rgb = np.asarray(picture.convert("RGB"))
    grey = (rgb[..., 0] == rgb[..., 1]).all() and (rgb[..., 1] == rgb[..., 2]).all()
    out = BytesIO()
    (Image.fromarray(rgb[..., 0].copy()) if grey else Image.fromarray(rgb)).save(out, "PNG")
    return out.getvalue()
