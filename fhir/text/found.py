"""What reading an attachment gives: text, or why there is none, and where a passage stands."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """Why an attachment gives no text."""

    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where characters `start` to `end` (exclusive) of the text stand in the source.

    `path` leads to an element of HTML or CDA. `page` (from 1) and `box` (left, bottom, right, top
    in points, from the lower left corner) are a line of a PDF.
    """

    start: int
    end: int
    path: str = ""
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


def aligned(pieces: Iterable[tuple[str, str]], text: str) -> tuple[Place, ...]:
    """Where pieces of a source, each a path and its words in reading order, stand in its text.

    Only visible characters count, since a layout moves the blanks. A word that the layout left out
    or put elsewhere has no place.

    >>> found = aligned([("/p[1]", "Na 140"), ("/p[2]", " K 4.1 ")], "Na  140 -- K 4.1")
    >>> [(place.start, place.end, place.path) for place in found]
    [(0, 7, '/p[1]')]
    >>> found = aligned([("/p[1]", "Na 140"), ("/p[2]", " K 4.1 ")], "Na  140   K 4.1")
    >>> [(place.start, place.end, place.path) for place in found]
    [(0, 7, '/p[1]'), (10, 15, '/p[2]')]
    """
    visible = [index for index, character in enumerate(text) if not character.isspace()]
    solid = "".join(text[index] for index in visible)
    found: list[Place] = []
    at = 0
    for path, words in pieces:
        start = None
        for word in words.split():
            here = _next(solid, word, at)
            if here is not None:
                start = here if start is None else start
                at = here + len(word)
        if start is not None:
            found.append(Place(visible[start], visible[at - 1] + 1, path))
    return tuple(found)


def _next(solid: str, word: str, at: int) -> int | None:
    """Where a word comes next: right here, or, where it is long enough to be sure, near by."""
    if solid.startswith(word, at):
        return at
    if len(word) < _SURE:
        return None
    found = solid.find(word, at, at + _NEAR)
    return None if found < 0 else found


_SURE = 4
_NEAR = 2000
