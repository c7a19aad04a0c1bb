"""What is irregular in a stack of slices: a tilted gantry, uneven spacing, places taken twice."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from chartside.models.imaging.instance import Place, Slice

_LEAST_TILT: Final = 0.5
"""Degrees between the slices' normal and the line along which they lie, before it is a tilt."""
_SAME: Final = 1e-3
"""Millimetres within which two slices lie at one place."""
_JITTER: Final = 0.1
"""Millimetres that a corner may be off by the digits it is written with, and be no tilt."""
_UNEVEN: Final = 0.05
"""How far a gap may be from the usual one, as a part of it, before the spacing is uneven."""
_ROUNDED: Final = 0.02
"""Millimetres that positions written with few digits may be off."""


def irregularities(ordered: Sequence[Slice]) -> tuple[str, ...]:
    """Sentences on what a reader of the stack should know; none where it is even and upright."""
    places = [one.place for one in ordered if one.place is not None]
    said = []
    if (tilt := max(_sheared(places), _stated(ordered))) >= _LEAST_TILT:
        said.append(f"gantry tilt of {tilt:.1f} degrees: slices are shifted against each other")
    gaps = [after.along - before.along for before, after in pairwise(places)]
    if twice := sum(gap <= _SAME for gap in gaps):
        said.append(f"{twice} of {len(places)} slices lie where another one does")
    steps = [gap for gap in gaps if gap > _SAME]
    if steps and (usual := median(steps)) and _is_uneven(steps, usual):
        said.append(
            f"uneven spacing: {min(steps):.2f} to {max(steps):.2f} mm between slices, "
            f"mostly {usual:.2f}"
        )
    return tuple(said)


def slice_spacing(ordered: Sequence[Slice]) -> float | None:
    """The usual distance between slices, mm; None where they lie at one place or nowhere."""
    places = [one.place for one in ordered if one.place is not None]
    gaps = [after.along - before.along for before, after in pairwise(places)]
    steps = [gap for gap in gaps if gap > _SAME]
    return median(steps) if steps else None


def _is_uneven(steps: Sequence[float], usual: float) -> bool:
    return max(abs(step - usual) for step in steps) > _UNEVEN * usual + _ROUNDED


def _sheared(places: Sequence[Place]) -> float:
    """Degrees between the normal and the line from the first slice's corner to the last one's."""
    if len(places) < 2:  # noqa: PLR2004 - a line has two ends
        return 0.0
    first, last = places[0], places[-1]
    line = [b - a for a, b in zip(first.position, last.position, strict=True)]
    along = (last.along - first.along) / math.hypot(*first.normal)
    aside = math.sqrt(max(math.hypot(*line) ** 2 - along**2, 0.0))
    return math.degrees(math.atan2(aside, along)) if aside > _JITTER and along > _SAME else 0.0


def _stated(ordered: Sequence[Slice]) -> float:
    """Degrees of gantry tilt that headers state."""
    return max((abs(one.of.gantry_tilt or 0.0) for one in ordered), default=0.0)
