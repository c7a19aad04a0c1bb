"""Measured values as levels from 0 to 255.

`level = 255 (x - low) / (high - low)`, clipped to 0 ... 255, then rounded by `numpy.rint` of the
64-bit result: a half goes to the even neighbour. Where high = low every level is 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from chartside.models.imaging.instance import Slice

BRIGHTEST: Final = 255
_LONGEST_TABLE: Final = 2**16
_AT_A_TIME: Final = 2**19
"""Pixels of a frame that are turned into levels at a time."""


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
    span = _span(stored)
    if span is None:
        return _measured_range(frame, stored)
    low, high = span
    values = frame.values(np.arange(low, high + 1, dtype=np.int64))
    steps = np.diff(values)
    if (steps < 0).any() and (steps > 0).any():  # a table that does not keep the order
        values = values[_occurring(stored, low, high)]
    return Range(float(values.min()), float(values.max()))


def rendered(frame: Slice, stored: Any, channels: Sequence[Range], *, inverse: bool = False) -> Any:
    """Rows x columns x 3 levels of a grey frame, a range for each channel or one for all three."""

    def levels(part: Any) -> Any:
        values = frame.values(part)
        made = np.stack([channel.levels(values) for channel in channels], axis=-1)
        made = BRIGHTEST - made if inverse else made
        return np.broadcast_to(made, (*part.shape, 3))

    made = np.empty((*stored.shape, 3), np.uint8)
    span = _span(stored)
    if span is None:
        for rows in _parts(stored):
            made[rows] = levels(stored[rows])
        return made
    table = np.ascontiguousarray(levels(np.arange(span[0], span[1] + 1, dtype=np.int64)))
    for rows in _parts(stored):
        np.take(table, stored[rows].astype(np.intp) - span[0], axis=0, out=made[rows], mode="clip")
    return made


def as_they_are(stored: Any, *, inverse: bool = False) -> Any:
    """Rows x columns x 3 of levels that are stored as such, grey or in colours."""
    made = BRIGHTEST - stored if inverse else stored
    made = made.clip(0, BRIGHTEST).astype(np.uint8) if made.dtype != np.uint8 else made
    return made if made.ndim > 2 else np.repeat(made[..., None], 3, axis=-1)  # noqa: PLR2004 - rows and columns


def _measured_range(frame: Slice, stored: Any) -> Range:
    held: Range | None = None
    for rows in _parts(stored):
        values = frame.values(stored[rows])
        values = values[np.isfinite(values)]
        if values.size:
            held = Range(float(values.min()), float(values.max())).joined(held)
    return held or Range(0.0, 0.0)


def _span(stored: Any) -> tuple[int, int] | None:
    """The smallest and largest stored number; None where a table between them would not pay."""
    if stored.dtype.kind not in "iu":
        return None
    low, high = int(stored.min()), int(stored.max())
    return (low, high) if high - low < min(_LONGEST_TABLE, max(stored.size, 2)) else None


def _occurring(stored: Any, low: int, high: int) -> Any:
    """Which of the numbers from low to high are stored."""
    there = np.zeros(high - low + 1, dtype=bool)
    for rows in _parts(stored):
        there[stored[rows].astype(np.intp) - low] = True
    return there


def _parts(stored: Any) -> Iterator[slice]:
    """Rows of a frame, some at a time, so that what is made of them stays small."""
    step = max(_AT_A_TIME // stored.shape[1], 1)
    yield from (slice(at, at + step) for at in range(0, len(stored), step))
