"""Which side of the patient lies where in a frame: the left of an image is seldom theirs."""

from typing import Final, Literal

from chartside.models.imaging.instance import Slice

Side = Literal["left", "right"]
_MOSTLY: Final = 0.5
"""The part of a direction that has to run sideways before it is called so: 60 degrees off."""


def columns_run_to(one: Slice) -> Side | None:
    """The side of the patient that columns are counted towards.

    By the direction of the row (PS3.3 C.7.6.2.1.1), whose first part runs to the patient's left;
    without one by patient orientation (C.7.6.1.1.1), as radiographs have it. None: neither says, or
    rows run to the front, the back, the head or the feet.
    """
    if one.place is not None:
        across = one.place.row[0]
        return None if abs(across) < _MOSTLY else "left" if across > 0 else "right"
    leads = one.of.orientation[:1]
    return "left" if leads == "L" else "right" if leads == "R" else None


def side_of(one: Slice, x0: float, x1: float) -> Side | None:
    """The side of the patient on which a box lies, by the middle of the frame.

    Args:
        one: The frame.
        x0: The box's left edge, pixels.
        x1: Its right edge.

    Returns:
        None where the frame does not say its sides, or the box's middle is that of the frame.
    """
    runs = columns_run_to(one)
    off = (x0 + x1) / 2 - one.of.columns / 2
    if runs is None or off == 0:
        return None
    other: Side = "right" if runs == "left" else "left"
    return runs if off > 0 else other
