"""`Left` and `right` that name no side: "left her confused", "right away", "all right".

Left is the past of leave before an object or an adverb of departure; right is an adverb of time or
an adjective of correctness (WordNet 3.1).
"""

from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue

_LEFT: Final = Caseless(
    r"left\s(?:her|him|them|me|us|you|it|the\s(?:hospital|clinic|ward|department|country|house"
    r"|practice|patient|room|door|note|appointment)|with(?:out)?\b|before|against|alone|behind"
    r"|untreated|home|early|unwell|hospital|work|school|in\splace|as\sit|off|out)\b",
)
_ON_THE: Final = Caseless(r"\b(?:on|to|of|than|at|in)\s(?:the|her|his|your)\s$")
"""`On the left with`, `pain of the left before`: a side after all."""
_RIGHT: Final = Caseless(
    r"right\s(?:away|now|after|before|here|there|then|through|time|thing|dose|drug|medicine"
    r"|choice|course|track|answer|up\sto|until|from\sthe\sstart|at\sthe|on\stime)\b",
)
_CORRECT: Final = Caseless(r"\b(?:all|is\sthat|quite|not)\s$")


def is_no_side(cue: Cue, text: str) -> bool:
    """Whether a side's word is a verb, an adverb or a judgement here.

    >>> is_no_side(Cue("side", "left", 5, 9), "This left her confused.")
    True
    """
    ahead = text[: cue.start]
    if cue.value == "left":
        return _LEFT.match(text, cue.start) is not None and not _ON_THE.search(ahead)
    if cue.value == "right":
        said = _RIGHT.match(text, cue.start) or _CORRECT.search(ahead)
        return said is not None and not _ON_THE.search(ahead)
    return False
