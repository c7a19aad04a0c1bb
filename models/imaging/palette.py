"""Palettes: stored numbers that stand for colours (PS3.3 C.7.6.3.1.5 and C.7.9)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut

from chartside.errors import UnreadableImage
from chartside.models.imaging.elements import numbers, value
from chartside.models.imaging.modality_lut import Table

_COLORS: Final = ("Red", "Green", "Blue")
_DESCRIBED: Final = 3
_ALL: Final = 2**16
_BYTE: Final = 8
_BRIGHTEST: Final = 255
_DEEPEST: Final = 65_535


@dataclass(frozen=True, slots=True)
class Palette:
    """The level of red, green and blue, 0 to 255, for each stored number."""

    channels: tuple[Table, Table, Table]

    def __call__(self, stored: Any) -> Any:
        """Rows x columns x 3 levels of 8 bits."""
        return np.stack([channel(stored).astype(np.uint8) for channel in self.channels], axis=-1)


def palette_of(dataset: Dataset, *, signed: bool, little: bool) -> Palette:
    """The palette of a file.

    Entries of 16 bits are scaled to 8, unless none is above 255: then a writer put levels of 8
    bits into 16, which the descriptor cannot say.

    Raises:
        UnreadableImage: It has none, or one that is shorter than it says.
    """
    described = numbers(dataset, "RedPaletteColorLookupTableDescriptor", _DESCRIBED)
    if described is None:
        raise UnreadableImage("numbers for colours, and no palette")
    count, first = int(described[0]) or _ALL, int(described[1])
    if signed and first >= _ALL // 2:
        first -= _ALL
    red, green, blue = _levels(dataset, count, first, little=little)
    deep = max(one.max() for one in (red, green, blue)) > _BRIGHTEST
    scale = _BRIGHTEST / _DEEPEST if deep else 1.0
    r, g, b = (Table(first, np.rint(one * scale)) for one in (red, green, blue))
    return Palette((r, g, b))


def _levels(dataset: Dataset, count: int, first: int, *, little: bool) -> list[Any]:
    if value(dataset, "RedPaletteColorLookupTableData") is None:
        return _segmented(dataset, count, first)
    made = []
    for color in _COLORS:
        held = value(dataset, f"{color}PaletteColorLookupTableData")
        held = held if isinstance(held, bytes) else b""
        packed = len(held) < 2 * count
        entries = np.frombuffer(
            held[: len(held) // 2 * 2], "u1" if packed else "<u2" if little else ">u2"
        )[:count]
        if len(entries) < count:
            raise UnreadableImage("a palette is shorter than it says")
        made.append(entries.astype(np.float64))
    return made


def _segmented(dataset: Dataset, count: int, first: int) -> list[Any]:
    """A palette written as runs and slopes, spelled out by pydicom."""
    try:
        spelled = apply_color_lut(np.arange(first, first + count, dtype=np.int64), dataset)
    except Exception:  # noqa: BLE001 - pydicom raises many kinds over a damaged table
        raise UnreadableImage("a palette that cannot be read") from None
    return [spelled[..., at].astype(np.float64) for at in range(3)]
