"""Stretches of a text that are taken, asked many times whether they touch another."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """Spans of characters, sorted once: a question takes the logarithm of their number.

    >>> Spans([(10, 20), (0, 4)]).touched(15, 30), Spans([(10, 20)]).touched(0, 10)
    (20, 0)
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        held = sorted(spans)
        self._starts = [start for start, _ in held]
        self._ends = list(accumulate((end for _, end in held), max))

    def touched(self, start: int, end: int) -> int:
        """Where the last of the spans that a stretch touches ends; 0 where it touches none."""
        at = bisect_left(self._starts, end) - 1
        return self._ends[at] if at >= 0 and self._ends[at] > start else 0
