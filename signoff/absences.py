"""What a draft says it does not hold: not read, not asked for, or left out for length.

All three lie in `Draft.set_aside` as lines of text. A line about a file may name it with its path,
which is nobody's business but the server's: a stored draft keeps the file's name only. Lines that
are then alike become one with a count where they are read.
"""

import re
from collections import Counter
from collections.abc import Iterable

from chartside.draft import Draft
from chartside.signoff.references import is_reference

FOR_LENGTH = "left out, "
"""How a line begins that says which sentences a section had no room for."""

OUT_OF_BOUNDS = "not asked for: "
"""How a line begins that says what the document is not about: other times, other problems."""

_SEPARATORS = re.compile(r"[/\\]")


def unread(draft: Draft) -> tuple[str, ...]:
    """What of the record could not be read, a line a reason, with a count where it is several."""
    lines = Counter(without_path(line) for line in _unread(draft))
    return tuple(f"{line} ({n} times)" if n > 1 else line for line, n in lines.items())


def unread_count(draft: Draft) -> int:
    """How many resources, or parts of files, could not be read."""
    return sum(1 for _ in _unread(draft))


def left_out(draft: Draft) -> tuple[str, ...]:
    """Which sections had more to say than they may."""
    return tuple(
        line.removeprefix(FOR_LENGTH) for line in draft.set_aside if line.startswith(FOR_LENGTH)
    )


def out_of_bounds(draft: Draft) -> tuple[str, ...]:
    """What the document is not about, because something else was asked for."""
    return tuple(
        line.removeprefix(OUT_OF_BOUNDS)
        for line in draft.set_aside
        if line.startswith(OUT_OF_BOUNDS)
    )


def _unread(draft: Draft) -> Iterable[str]:
    return (n for n in draft.set_aside if not n.startswith((FOR_LENGTH, OUT_OF_BOUNDS)))


def without_path(line: str) -> str:
    """The line with the name of a file where its path stood; a reference stays as it is."""
    place, colon, reason = line.partition(": ")
    if not colon or is_reference(place):
        return line
    return f"{_SEPARATORS.split(place)[-1]}{colon}{reason}"
