"""Pages of a PDF as pictures, of a bounded size."""

import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from chartside.fhir.text.found import Unread
from chartside.fhir.text.pdf import read_pdf

MOST_PIXELS: Final = 20_000_000
"""Of one picture: A4 at 400 dpi has 15 million. A larger page is drawn smaller."""
_POINTS: Final = 72
_FIRST: Final = 33
"""Where the data begin in a PNG that was made here: after its signature and its IHDR."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a picture file, and the size that the boxes on it are measured by.

    In points for a page of a PDF, in pixels for an image, as boxes are.
    """

    page: int
    width: float
    height: float
    data: bytes
    media_type: str = "image/png"

    @property
    def pixels(self) -> tuple[int, int]:
        """How many pixels a PNG has, across and down."""
        across, down = struct.unpack_from(">II", self.data, 16)
        return across, down

    @property
    def blank(self) -> bool:
        """Whether a page that was drawn here has nothing on its paper."""
        (length,) = struct.unpack_from(">I", self.data, _FIRST)
        start = _FIRST + 8
        held = zlib.decompress(self.data[start : start + length])
        row = len(held) // self.pixels[1]
        return not any(held[n + 1 : n + row].strip(b"\xff") for n in range(0, len(held), row))


def pictures_of(octets: bytes, numbers: Collection[int], dpi: int) -> tuple[Picture, ...] | Unread:
    """Pages by their numbers (from 1), in order, as a reader sees them; others are left out.

    Raises:
        MissingExtra: PDFium is not installed.
    """

    def drawn(document: Any) -> tuple[Picture, ...]:
        wanted = [n for n in sorted(set(numbers)) if 0 < n <= len(document)]
        return tuple(_drawn(document[n - 1], n, dpi) for n in wanted)

    return read_pdf(octets, drawn)


def _drawn(page: Any, number: int, dpi: int) -> Picture:
    width, height = page.get_size()
    full = dpi / _POINTS
    scale = min(full, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    drawn = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    page.close()
    size = (drawn.width, drawn.height)
    data = png_of(bytes(drawn.buffer), size, drawn.n_channels, drawn.stride)
    return Picture(number, width, height, data)


def png_of(pixels: bytes, size: tuple[int, int], channels: int = 1, stride: int = 0) -> bytes:
    """Pixels as a PNG (W3C PNG 3, 5 and 11.2).

    Args:
        pixels: Rows from the top, each pixel of as many octets as there are channels.
        size: Pixels across and down.
        channels: 1 for grey, 3 for RGB, 4 for RGBA.
        stride: Octets from one row to the next; 0 where nothing is between them.
    """
    across = size[0] * channels
    starts = range(0, size[1] * (stride or across), stride or across)
    colour = {1: 0, 3: 2, 4: 6}[channels]
    head = struct.pack(">IIBBBBB", *size, 8, colour, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + pixels[n : n + across] for n in starts), 6)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
