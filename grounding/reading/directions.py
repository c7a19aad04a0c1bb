"""Nouns that tell a direction of results, and something else of anything else.

"A fall in sodium" is a direction; "seen for a fall" is a reason. Which of the two is decided by
what is cited: where every source is a measurement, nobody fell.
"""

import re
from typing import Final

from chartside.grounding.reading.cues import Cue

_WAYS: Final = {
    "up": "climb, jump, spike, surge, upswing, upturn, uptick, rebound, elevation, gain, growth"
    ", ascent, hike, rise, increase, increment, bump, step up, uplift, escalation",
    "down": "fall, drop, dip, slide, slump, plunge, downturn, loss, descent, downswing, decrease"
    ", decline, reduction, decrement, diminution, lowering, shrinkage, step down, tumble, falloff",
}  # fmt: skip
_OF: Final = {n.strip(): way for way, nouns in _WAYS.items() for n in nouns.split(",")}
_NOUN: Final = re.compile(rf"\b(?:{'|'.join(sorted(_OF, key=len, reverse=True))})\b", re.IGNORECASE)


def directions_in(text: str, held: tuple[Cue, ...]) -> list[Cue]:
    """Directions told by a noun, outside the cues that are known already."""
    return [
        Cue("trend", _OF[m[0].lower()], *m.span())
        for m in _NOUN.finditer(text)
        if not any(c.start < m.end() and m.start() < c.end for c in held if c.kind != "place")
    ]
