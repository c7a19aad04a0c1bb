"""Stored values as what they measure: the modality LUT where there is one, else the rescale.

PS3.3 C.11.1. A sequence of the file comes first, because a file that has one means it.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset

from chartside.errors import UnreadableImage
from chartside.models.imaging.elements import items, number, numbers, value

_DESCRIBED: Final = 3
_ALL: Final = 2**16
_BYTE: Final = 8


@dataclass(frozen=True, slots=True)
class Rescale:
    """`value = slope * stored + intercept`; the default leaves values as they are."""

    slope: float = 1.0
    intercept: float = 0.0

    @property
    def is_identity(self) -> bool:
        """Whether it changes nothing."""
        return self.slope == 1.0 and self.intercept == 0.0

    def __call__(self, stored: Any) -> Any:
        """The values, 64-bit."""
        values = np.asarray(stored, dtype=np.float64)
        return values if self.is_identity else values * self.slope + self.intercept


@dataclass(frozen=True, slots=True)
class Table:
    """A value for each stored value from `first` on; those outside take that of the nearest end."""

    first: int
    entries: Any

    @property
    def is_identity(self) -> bool:
        """A table is taken to change something."""
        return False

    def __call__(self, stored: Any) -> Any:
        """The values, 64-bit."""
        at = np.asarray(stored, dtype=np.int64) - self.first
        return self.entries[np.clip(at, 0, len(self.entries) - 1)]


Modality = Rescale | Table


def modality_of_values(dataset: Dataset, *, signed: bool, little: bool) -> Modality:
    """How the values of a file are meant.

    Raises:
        UnreadableImage: Its table is not one.
    """
    tables = items(dataset, "ModalityLUTSequence")
    if tables:
        return table_of(tables[0], signed=signed, little=little)
    return rescale_of(dataset) or Rescale()


def rescale_of(dataset: Dataset) -> Rescale | None:
    """The rescale of a data set or of an item of functional groups; None where there is none."""
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    if slope is None and intercept is None:
        return None
    return Rescale(1.0 if slope is None else slope, intercept or 0.0)


def table_of(item: Dataset, *, signed: bool, little: bool) -> Table:
    """The table of an item with a LUT descriptor and LUT data.

    Raises:
        UnreadableImage: It is not one, or is shorter than it says.
    """
    described = numbers(item, "LUTDescriptor", _DESCRIBED)
    if described is None:
        raise UnreadableImage("a lookup table that does not say how long it is")
    count, first, bits = (int(one) for one in described)
    if signed and first >= _ALL // 2:
        first -= _ALL  # written as unsigned, meant as signed
    entries = _entries(value(item, "LUTData"), count or _ALL, bits, little=little)
    return Table(first, entries)


def _entries(held: Any, count: int, bits: int, *, little: bool) -> Any:
    if isinstance(held, bytes):
        packed = bits == _BYTE and len(held) in {count, count + 1}
        made = np.frombuffer(held, "u1" if packed else "<u2" if little else ">u2")
    else:
        try:
            made = np.asarray(held if isinstance(held, int) else list(held), dtype=np.int64)
        except (TypeError, ValueError, OverflowError):
            made = np.zeros(0)
    made = made.reshape(-1)[:count].astype(np.float64)
    if len(made) < count:
        raise UnreadableImage("a lookup table is shorter than it says")
    return made
