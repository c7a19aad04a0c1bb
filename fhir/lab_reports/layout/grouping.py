"""Lines of a table that are one row: between the same two rules, or level with one another.

Where the name is wrapped and its value stands in the middle beside it, the value is a line of its
own that overlaps both lines of the name.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from chartside.fhir.lab_reports.layout.lines import Line, line_of
from chartside.fhir.lab_reports.layout.slots import Slots
from chartside.fhir.lab_reports.page import Box

_CORE: Final = 0.8
"""Of the height of a line: what its letters take; the rest is air."""
_SHARED: Final = 0.15
"""Of that: lines that overlap as much are level with one another."""
_FEWEST: Final = 2
"""Rules that make a grid."""
_PARTS: Final = (
    "name", "result", "unit", "limits", "flag", "method", "specimen", "collected", "comment",
    "status", "low", "high", "other",
)  # fmt: skip


def grouped(lines: Sequence[Slots], rules: Sequence[Box]) -> list[Slots]:
    """The lines, those that are one row put together."""
    return list(_by_rules(lines, rules) or _by_level(lines))


def _by_rules(lines: Sequence[Slots], rules: Sequence[Box]) -> list[Slots]:
    """One for each space between two rules; none where the rules part no single rows."""
    levels = sorted(rule[1] for rule in rules)
    if len(levels) < _FEWEST:
        return []
    spaces = [
        list(held)
        for _, held in groupby(lines, lambda s: sum(level < s.line.middle for level in levels))
    ]
    several = any(sum(bool(s.name and s.result) for s in space) > 1 for space in spaces)
    rows = sum(any(s.name and s.result for s in space) for space in spaces)
    if several or rows < _FEWEST:
        return []
    return [row for space in spaces for row in _of_space(space)]


def _of_space(space: Sequence[Slots]) -> Iterator[Slots]:
    """A row with its value, put together; lines without any stay as they are."""
    if any(s.name and s.result for s in space) or sum(bool(s.result) for s in space) == 1:
        yield _together(space)
    else:
        yield from space


def _by_level(lines: Sequence[Slots]) -> Iterator[Slots]:
    run: list[Slots] = []
    for slots in lines:
        whole = bool(slots.name and slots.result) and any(s.name and s.result for s in run)
        if run and (whole or not _level(run[-1].line, slots.line)):
            yield _together(run)
            run = []
        run.append(slots)
    if run:
        yield _together(run)


def _level(one: Line, two: Line) -> bool:
    """Whether two lines overlap, and no words of them stand above each other."""
    half = _CORE / 2
    shared = (one.middle + half * one.height) - (two.middle - half * two.height)
    if shared < _SHARED * min(one.height, two.height):
        return False
    upper, lower = [p.box for p in one.phrases], [p.box for p in two.phrases]
    return not any(a[0] < b[2] and b[0] < a[2] for a in upper for b in lower)


def _together(run: Sequence[Slots]) -> Slots:
    if len(run) == 1:
        return run[0]
    whole = Slots(line_of([phrase for slots in run for phrase in slots.line.phrases]))
    for part in _PARTS:
        getattr(whole, part).extend(phrase for slots in run for phrase in getattr(slots, part))
    return whole
