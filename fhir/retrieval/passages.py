"""The text of a document in passages of 300 to 900 characters, each where it stands.

A passage ends before a heading, at an empty line, at the end of a sentence or a line, between two
words, or, in a text without any of these, after 900 characters: whichever of them comes first in
this list within reach. Passages do not overlap, and what lies between two is white space.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple

from chartside.fhir.retrieval.headings import Heading, headings_of

SHORTEST: Final = 300
LONGEST: Final = 900
_BEFORE_HEADING: Final = 150
"""A passage may be this short where a heading follows: its section is a context of its own."""

SENTENCE_END: Final = (
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bvs)(?<!\bNo)"
    r"(?:[.!?][\"')\]\N{RIGHT DOUBLE QUOTATION MARK}]{0,3}\s|[\u3002\uff01\uff1f])"
)
_ENDS: Final = tuple(
    re.compile(end)
    for end in (r"\n[^\S\n]{0,80}\n", SENTENCE_END + r"|:\n", r"\n", r"\s", r"[,;|/\-_]")
)


class Passage(NamedTuple):
    """Characters `start` to `end` (exclusive) of a document's text.

    `headings` are those in force within it, the first one at its start.
    """

    start: int
    end: int
    headings: tuple[Heading, ...] = ()

    @property
    def heading(self) -> str:
        """The heading that the passage begins under; empty where none comes before it."""
        return self.heading_at(self.start)

    def heading_at(self, position: int) -> str:
        """The heading in force at a character of the text."""
        held = [h.text for h in self.headings if h.start <= position]
        return held[-1] if held else ""


def passages_of(text: str) -> tuple[Passage, ...]:
    """The passages of a text in its order; none of an empty one.

    >>> [(p.start, p.end) for p in passages_of("Stop naproxen. " * 100)][:2]
    [(0, 899), (900, 1499)]
    """
    headings = headings_of(text)
    begins = [h.start for h in headings]
    found = []
    start = 0
    while start < len(text):
        stop = _stop(text, start, begins)
        first, last = _trimmed(text, start, stop)
        if first < last:
            in_force = max(bisect_right(begins, first) - 1, 0)
            held = headings[in_force : bisect_left(begins, last)]
            found.append(Passage(first, last, held))
        start = stop
    return tuple(found)


def _stop(text: str, start: int, begins: list[int]) -> int:
    """Where the passage that begins at `start` ends."""
    if len(text) - start <= LONGEST:
        return len(text)
    heading = bisect_right(begins, start + LONGEST) - 1
    if heading >= 0 and begins[heading] >= start + _BEFORE_HEADING:
        return begins[heading]
    for end in _ENDS:
        if ends := [m.end() for m in end.finditer(text, start + SHORTEST, start + LONGEST)]:
            return ends[-1]
    return _before_mark(text, start + LONGEST)


def _before_mark(text: str, stop: int) -> int:
    """The same place, or a little before it so that no accent is cut off its letter."""
    back = stop
    while back > stop - _MARKS and unicodedata.combining(text[back]):
        back -= 1
    return back


_MARKS: Final = 16


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    held = text[start:stop]
    return start + len(held) - len(held.lstrip()), start + len(held.rstrip())
