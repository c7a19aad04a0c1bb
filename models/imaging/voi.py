"""A frame as its file asks to be displayed to a person: through its own window or VOI table.

PS3.3 C.11.2. This is for eyes: MedGemma was trained on radiographs without it, and a preparation
for a model never asks for it.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset

from chartside.models.imaging.elements import items, number, text
from chartside.models.imaging.modality_lut import Table, table_of

_BRIGHTEST: Final = 255


@dataclass(frozen=True, slots=True)
class Window:
    """The first window of a file."""

    center: float
    width: float
    function: str = "LINEAR"

    def __call__(self, values: Any) -> Any:
        """Values as parts of the brightness there is, 0 to 1 (C.11.2.1.2 and .3)."""
        if self.function == "SIGMOID":
            with np.errstate(over="ignore"):
                return 1.0 / (1.0 + np.exp(-4.0 * (values - self.center) / self.width))
        if self.function == "LINEAR_EXACT":
            return ((values - self.center) / self.width + 0.5).clip(0.0, 1.0)
        if self.width <= 1:
            return (values > self.center - 0.5).astype(np.float64)
        return ((values - (self.center - 0.5)) / (self.width - 1) + 0.5).clip(0.0, 1.0)


@dataclass(frozen=True, slots=True)
class VoiTable:
    """The first VOI table of a file."""

    table: Table

    def __call__(self, values: Any) -> Any:
        """Values as parts of the brightness there is, 0 to 1."""
        top = float(self.table.entries.max()) or 1.0
        return self.table(np.rint(values)) / top


Voi = Window | VoiTable


def voi_of(dataset: Dataset, *, signed: bool, little: bool) -> Voi | None:
    """How a file asks to be displayed; a table comes before a window; None: it does not say.

    Raises:
        UnreadableImage: Its table is not one.
    """
    tables = items(dataset, "VOILUTSequence")
    if tables:
        return VoiTable(table_of(tables[0], signed=signed, little=little))
    shared = items(dataset, "SharedFunctionalGroupsSequence")[:1]
    each = items(dataset, "PerFrameFunctionalGroupsSequence")[:1]
    framed = [one for groups in each + shared for one in items(groups, "FrameVOILUTSequence")]
    for held in (dataset, *framed):
        center, width = number(held, "WindowCenter"), number(held, "WindowWidth")
        if center is not None and width is not None and width > 0 and math.isfinite(width):
            return Window(center, width, text(held, "VOILUTFunction") or "LINEAR")
    return None


def brightness(voi: Voi, values: Any, *, inverse: bool) -> Any:
    """8-bit levels of measured values as they are displayed."""
    part = voi(values)
    shown = 1.0 - part if inverse else part
    return np.rint(_BRIGHTEST * shown).clip(0, _BRIGHTEST).astype(np.uint8)
