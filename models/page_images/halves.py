"""Two pages side by side in one picture: told by the fold, or by the margins between them.

A page that lies crosswise is as wide as two that stand, so width alone splits nothing. Between two
pages no ink crosses the middle from the head to the foot, the gap is as wide as two margins, and
both sides are filled as pages are.
"""

from typing import Final

import cv2
import numpy as np

from chartside.models.page_images.lighting import ink, small
from chartside.models.page_images.placing import Gray, Placing

_WIDE: Final = (1.2, 1.7)
"""Width over height of two pages of A4 or Letter is 1.41 and 1.55, margins cut off or not."""
_SIDE: Final = 1000
_MIDDLE: Final = (0.42, 0.58)
_GAP: Final = 0.045
"""Of the width of both: two margins of half an inch each on paper of A4."""
_FILLED: Final = 0.6
"""Of the width of its side that the ink of a page reaches over."""
_ALIKE: Final = 0.5
"""Lines of two pages that stand level by more than this are the rows of one table."""
_SPECK: Final = 2


def halves(gray: Gray) -> tuple[tuple[Gray, Placing], ...]:
    """The page, or the two pages that an evenly lit, level picture shows, and where each stood."""
    high, wide = gray.shape
    if not _WIDE[0] <= wide / high <= _WIDE[1]:
        return ((gray, Placing.same()),)
    less = small(gray, _SIDE)
    gutter = _gutter(_without_specks(ink(less)))
    if gutter is None:
        return ((gray, Placing.same()),)
    cut = round(gutter * wide / less.shape[1])
    return (gray[:, :cut], Placing.same()), (gray[:, cut:], Placing.moved(cut, 0))


def _gutter(drawn: Gray) -> int | None:
    """The column between two pages, or None where there is one page."""
    wide = drawn.shape[1]
    used = (drawn > 0).sum(axis=0)
    first, last = (round(share * wide) for share in _MIDDLE)
    empty = np.flatnonzero(used[first:last] == 0) + first
    if not len(empty):
        return None
    runs = np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1)
    run = max(runs, key=len)
    left, right = drawn[:, : run[0]], drawn[:, run[-1] + 1 :]
    if len(run) < _GAP * wide or not (_page(left) and _page(right)) or _one_table(left, right):
        return None
    return int((run[0] + run[-1]) // 2)


def _page(side: Gray) -> bool:
    columns = np.flatnonzero((side > 0).any(axis=0))
    return bool(len(columns)) and columns[-1] - columns[0] >= _FILLED * side.shape[1]


def _one_table(left: Gray, right: Gray) -> bool:
    """Whether most lines of the emptier side stand level with lines of the other."""
    rows = [_lines(side) for side in (left, right)]
    if not all(rows):
        return True
    few, many = sorted(rows, key=len)
    near = sum(any(abs(row - other) <= _SPECK for other in many) for row in few)
    return near > _ALIKE * len(few)


def _lines(side: Gray) -> list[float]:
    """The middles of the rows of ink."""
    held = np.flatnonzero((side > 0).any(axis=1))
    if not len(held):
        return []
    return [float(run.mean()) for run in np.split(held, np.flatnonzero(np.diff(held) > 1) + 1)]


def _without_specks(drawn: Gray) -> Gray:
    return cv2.medianBlur(drawn, 3).astype(np.uint8)
