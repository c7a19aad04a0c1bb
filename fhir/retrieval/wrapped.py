"""Line breaks that only keep a note to a width, told from those that end a line of their own.

A break is one of width where the line before it does not end a sentence and either breaks off in a
phrase ("was", "of the", a comma) or is full: the next word would not have fitted. Headings, marks
of lists, rows of tables, short lines and empty ones are lines of their own.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

_OPEN: Final = re.compile(
    r"(?:,|\b(?:a|an|the|of|and|or|was|were|is|are|has|had|have|been|with|without|to|for|in|on|by|at"
    r"|from|as|that|which|who|her|his|their|no|not|any|this|these|than|into|due))$",
    re.IGNORECASE,
)
"""What a line ends in that breaks off in a phrase."""
_ENDED: Final = re.compile(r"[.!?:;\u3002\uff01\uff1f][\"')\]\u201d]{0,3}$")
_APART: Final = re.compile(
    r"[-*#\u2022\u00b7\u2013\u2014>=_+|\[]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)](?:\s|$)"
    r"|[^\W\d_][^\n:.;,]{0,50}:(?:\s|$)"
)
"""Marks of lists, rules, and headings or labels with a colon."""
_TABLE: Final = re.compile(r"\S(?:[^\S\n]{2,}|\t[^\S\n]*)(?=\S)|\|")
_AFTER_STOP: Final = re.compile(r"[.!?:;]$")
_SHORT: Final = 40
"""A line of fewer characters is not broken for its width."""
_FULL: Final = 60
"""A narrower column than this wraps no line before a capital."""
_ALIKE: Final = 0.85
"""Lines of a wrapped paragraph are nearly as long as its longest."""
_PARAGRAPH: Final = 2


def breaks_of(text: str, headings: Sequence[tuple[int, int]] = ()) -> Iterator[int]:
    r"""The places behind each line break that ends a line of its own.

    Args:
        text: Of a passage.
        headings: Where its headings begin and end.

    >>> list(breaks_of("PLAN\nThe wound is clean and dry, and she will see\nthe nurse\nRest"))
    [5, 60]
    """
    lines = list(_lines(text))
    width = max((len(line) for _, _, line in lines), default=0)
    full = sum(len(line) >= max(_FULL, _ALIKE * width) for _, _, line in lines)
    titles = dict(headings)
    for (_, start, line), (begun, then, after) in pairwise(lines):
        titled = then in titles or titles.get(start, -1) >= start + len(line)
        if titled or not _goes_on(line, after, width, paragraph=full >= _PARAGRAPH):
            yield begun


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each line begins, where its words do, and the line without its blanks."""
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line) - len(line.lstrip()), line.strip()
        at += len(line) + 1


def _goes_on(line: str, after: str, width: int, *, paragraph: bool) -> bool:
    """Whether a line goes on in the next."""
    if not line or not after or _ENDED.search(line) or _APART.match(after):
        return False
    if _is_row(line) or _is_row(after) or not (after[0].isalnum() or after[0] in "(\"'"):
        return False
    if _OPEN.search(line):
        return len(line) >= _SHORT or after[0].islower()
    filled = len(line) + 1 + len(after.split(maxsplit=1)[0]) > width
    if len(line) < _SHORT or not filled:
        return False
    return after[0].islower() or (paragraph and len(line) >= _FULL)


def _is_row(line: str) -> bool:
    """Whether a line is in columns: wide gaps elsewhere than behind a full stop."""
    return any(not _AFTER_STOP.search(line[: m.start() + 1]) for m in _TABLE.finditer(line))
