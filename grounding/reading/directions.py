"""Nouns that tell a direction of results, and something else of anything else.

"A fall in sodium" is a direction; "seen for a fall" is a reason. Which of the two is decided by
what is cited: where every source is a measurement, nobody fell.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from chartside.grounding.reading.cues import Cue

_WAYS: Final = {
    "up": "climb jump spike surge upswing upturn uptick rebound elevation gain growth ascent hike"
    " rise increase increment bump uplift escalation",
    "down": "fall drop dip slide slump plunge downturn loss descent downswing decrease decline"
    " reduction decrement diminution lowering shrinkage tumble falloff",
}  # fmt: skip
_OF: Final = {noun: way for way, nouns in _WAYS.items() for noun in nouns.split()}


class _Spoken(Protocol):
    """A word of a sentence with its place."""

    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def directions_in(terms: Sequence[_Spoken], held: Sequence[Cue]) -> list[Cue]:
    """Directions told by a noun, outside the cues that are known already."""
    return [
        Cue("trend", _OF[t.words[0]], t.start, t.end)
        for t in terms
        if t.words[0] in _OF and len(t.words) == 1
        if not any(c.start < t.end and t.start < c.end for c in held if c.kind != "place")
    ]
