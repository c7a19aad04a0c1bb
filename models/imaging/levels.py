"""Measured values as levels from 0 to 255.

`level = 255 (x - low) / (high - low)`, clipped to 0 ... 255, then rounded by `numpy.rint` of the
64-bit result: a half goes to the even neighbour. Where high = low every level is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from chartside.models.imaging.instance import Slice

BRIGHTEST: Final = 255
_LONGEST_TABLE: Final = 2**16
_ROWS: Final = 256
"""Rows of a frame that are turned into levels at a time, where a table would be too long."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values that become 0 and 255."""

    low: float
    high: float

    def levels(self, values: Any) -> Any:
        """8-bit levels of 64-bit values."""
        if not self.high > self.low:
            return np.zeros(np.shape(values), dtype=np.uint8)
        scaled = BRIGHTEST * (values - self.low) / (self.high - self.low)
        return np.rint(np.nan_to_num(scaled).clip(0, BRIGHTEST)).astype(np.uint8)

    def joined(self, other: "Range | None") -> "Range":
        """The range that holds both."""
        if other is None:
            return self
        return Range(min(self.low, other.low), max(self.high, other.high))

    def to_json(self) -> list[float]:
        """The two ends."""
        return [self.low, self.high]


CT_WINDOWS: Final = (Range(-1024.0, 1024.0), Range(-135.0, 215.0), Range(0.0, 80.0))
"""Hounsfield units that become red, green and blue (MedGemma 1.5 report, section 2.3.1).

A published container has 135 where the report has -135 for green; that is not followed.
"""


def value_range(frame: Slice, stored: Any) -> Range:
    """The smallest and largest value of a frame; what is not a number counts for nothing."""
    if stored.dtype.kind in "iu" and (ends := _ends(stored)) is not None:
        values = frame.values(ends)
    else:
        values = frame.values(stored)
        values = values[np.isfinite(values)]
    return Range(float(values.min()), float(values.max())) if values.size else Range(0.0, 0.0)


def rendered(frame: Slice, stored: Any, channels: Sequence[Range], *, inverse: bool = False) -> Any:
    """Rows x columns x 3 levels of a grey frame, a range for each channel or one for all three."""

    def levels(part: Any) -> Any:
        values = frame.values(part)
        made = np.stack([channel.levels(values) for channel in channels], axis=-1)
        return BRIGHTEST - made if inverse else made

    if stored.dtype.kind in "iu":
        low, high = int(stored.min()), int(stored.max())
        if high - low < min(_LONGEST_TABLE, stored.size):
            table = levels(np.arange(low, high + 1, dtype=np.int64))
            return _three(table[stored.astype(np.int64) - low])
    blocks = (stored[at : at + _ROWS] for at in range(0, len(stored), _ROWS))
    return _three(np.concatenate([levels(block) for block in blocks]))


def as_they_are(stored: Any, *, inverse: bool = False) -> Any:
    """Rows x columns x 3 of levels that are stored as such, grey or in colours."""
    made = BRIGHTEST - stored if inverse else stored
    return _three(made[..., None] if made.ndim == 2 else made)  # noqa: PLR2004 - rows and columns


def _three(levels: Any) -> Any:
    """Three channels; one is repeated."""
    levels = levels.astype(np.uint8, copy=False)
    return levels if levels.shape[-1] > 1 else np.repeat(levels, 3, axis=-1)


def _ends(stored: Any) -> Any | None:
    """The stored values that occur, where they are few enough to be looked at each by itself.

    A table need not keep their order, so that smallest and largest are not enough.
    """
    low, high = int(stored.min()), int(stored.max())
    if high - low >= min(_LONGEST_TABLE, stored.size):
        return None
    there = np.bincount((stored.astype(np.int64) - low).ravel(), minlength=high - low + 1) > 0
    return np.flatnonzero(there) + low
