"""Boxes that lie on each other: areas in pixels, and which drawn box is which true one."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from chartside.evals.labelled.studies import Corners

ENOUGH: Final = 0.5
"""Intersection over union from which a drawn box has found a true one (Pascal VOC's threshold)."""


def areas(true: Sequence[Corners], drawn: Sequence[Corners]) -> tuple[int, int]:
    """Pixels that lie in boxes of both, and pixels that lie in any; what lies in two counts once.

    >>> areas([(0, 0, 10, 10)], [(5, 0, 15, 10), (5, 0, 10, 10)])
    (50, 150)
    """
    both = any_of = 0.0
    every = [*true, *drawn]
    xs = sorted({x for box in every for x in (box[0], box[2])})
    ys = sorted({y for box in every for y in (box[1], box[3])})
    for x0, x1 in pairwise(xs):
        for y0, y1 in pairwise(ys):
            cell = (x0, y0, x1, y1)
            size = (x1 - x0) * (y1 - y0)
            in_true, in_drawn = _covered(cell, true), _covered(cell, drawn)
            both += size * (in_true and in_drawn)
            any_of += size * (in_true or in_drawn)
    return round(both), round(any_of)


def _covered(cell: Corners, boxes: Sequence[Corners]) -> bool:
    x0, y0, x1, y1 = cell
    return any(b[0] <= x0 and b[1] <= y0 and b[2] >= x1 and b[3] >= y1 for b in boxes)


def shared(one: Corners, other: Corners) -> float:
    """Intersection over union of two boxes.

    >>> shared((0, 0, 10, 10), (0, 0, 10, 5))
    0.5
    """
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / (_area(one) + _area(other) - both)


def _area(box: Corners) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def found(true: Sequence[Corners], drawn: Sequence[Corners]) -> int:
    """How many true boxes a drawn one lies on well enough, each once, the best first."""
    ranked = sorted(
        ((shared(t, d), i, j) for i, t in enumerate(true) for j, d in enumerate(drawn)),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    of_true: set[int] = set()
    of_drawn: set[int] = set()
    for share, i, j in ranked:
        if share >= ENOUGH and i not in of_true and j not in of_drawn:
            of_true.add(i)
            of_drawn.add(j)
    return len(of_true)
