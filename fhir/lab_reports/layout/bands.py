"""Where one column ends and the next begins, and which words stand in which.

The border of two columns runs where the fewest phrases of the table cross it; a rule that is drawn
between them settles it. A phrase that crosses a border is not cut there unless both parts read as
what their columns hold, because a sentence may run over a whole table.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from chartside.fhir.lab_reports.layout.headings import Column
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, phrase_of
from chartside.fhir.lab_reports.page import Box, Word

_WORD: Final = 3
_HEADING: Final = 12
"""Phrases that a crossing of a word, and of a heading, counts as."""
_RULE: Final = 1000
"""The same for a border that is drawn."""
_UPRIGHT: Final = 3.0
"""Points: what is wider is no upright rule."""

Span = tuple[float, float, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one phrase that stand in one column, by its place from the left, from 0."""

    column: int
    phrase: Phrase


def borders(columns: Sequence[Column], body: Sequence[Line], rules: Sequence[Box]) -> list[float]:
    """The borders between columns, one fewer than there are columns."""
    spans: list[Span] = [(p.box[0], p.box[2], 1) for line in body for p in line.phrases]
    spans += [(w.box[0], w.box[2], _WORD) for line in body for w in line.words]
    spans += [(column.left, column.right, _HEADING) for column in columns]
    crossings = _Crossings(spans)
    drawn = _upright(body, rules)
    found: list[float] = []
    for left, right in pairwise(columns):
        low = max((left.left + left.right) / 2, found[-1] if found else 0.0)
        high = max((right.left + right.right) / 2, low + 1)
        found.append(_border(low, high, crossings, drawn))
    return found


def _upright(body: Sequence[Line], rules: Sequence[Box]) -> list[float]:
    """Where upright rules run along at least half of the body."""
    if not body:
        return []
    top, bottom = body[0].box[1], body[-1].box[3]
    along: dict[int, float] = {}
    for left, upper, right, lower in rules:
        if right - left < _UPRIGHT:
            shared = min(bottom, lower) - max(top, upper)
            along[round(left)] = along.get(round(left), 0.0) + max(shared, 0.0)
    return [float(x) for x, length in along.items() if length * 2 > bottom - top]


class _Crossings:
    """How many phrases cross a stretch of the page, from top to bottom."""

    def __init__(self, spans: Sequence[Span]) -> None:
        starts, ends = sorted((s[0], s[2]) for s in spans), sorted((s[1], s[2]) for s in spans)
        self.edges = sorted({x for span in spans for x in span[:2]})
        self._starts, self._ends = [x for x, _ in starts], [x for x, _ in ends]
        self._begun = [0, *accumulate(weight for _, weight in starts)]
        self._done = [0, *accumulate(weight for _, weight in ends)]

    def over(self, left: float, right: float) -> int:
        """Those that begin left of `right` and end right of `left`."""
        begun = self._begun[bisect_left(self._starts, right)]
        return begun - self._done[bisect_right(self._ends, left)]


def _border(low: float, high: float, crossings: _Crossings, drawn: Sequence[float]) -> float:
    """The middle of the widest stretch between low and high that the fewest phrases cross."""
    within = crossings.edges[
        bisect_right(crossings.edges, low) : bisect_left(crossings.edges, high)
    ]
    best = (1e9, 0.0, (low + high) / 2)
    for left, right in pairwise((low, *within, high)):
        rules = [x for x in drawn if left <= x <= right]
        middle = rules[0] if rules else (left + right) / 2
        crossing = crossings.over(left, right) - _RULE * bool(rules)
        best = min(best, (crossing, left - right, middle))
    return best[2]


def pieces(phrase: Phrase, edges: Sequence[float]) -> Iterator[Piece]:
    """The parts of a phrase that stand in one column each."""
    runs: list[tuple[int, list[Word]]] = []
    for word in phrase.words:
        column = sum(edge < (word.box[0] + word.box[2]) / 2 for edge in edges)
        if runs and runs[-1][0] == column:
            runs[-1][1].append(word)
        else:
            runs.append((column, [word]))
    for column, words in runs:
        yield Piece(column, phrase_of(words, phrase.page))
