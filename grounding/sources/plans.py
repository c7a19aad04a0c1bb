"""What a text only plans, considers or makes depend on something: it tells of no thing done.

"Plan: ECG, start nitroglycerin" says neither that an ECG was done nor that nitroglycerin is taken.
The cues are ConText's hypothetical ones (Harkema et al., J Biomed Inform 2009;42:839-851) and the
words of a plan.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.synonyms import meanings
from chartside.grounding.reading.words import words_in

PLANNING: Final = Caseless(
    r"\b(?:plan(?:s|ned|ning)?|consider(?:ed|ing)?|will|would|recommend(?:s|ed|ation)?"
    r"|advis(?:e|es|ed|ing)|suggest(?:s|ed|ion)?|should|to be|pending|await(?:s|ing|ed)?"
    r"|schedul(?:e|ed|ing)|booked|arrange|if|may need|might need|propos(?:e|ed|es)|to start"
    r"|to begin|to have|to undergo|due for|intends?|offered|discuss(?:ed)?"
    r"|possibility of|raised (?:the (?:idea|question|option)|starting)|option of|idea of|thought"
    r" (?:was given )?(?:of|to)|mooted|floated|wondered about)\b",
)
_COMMAND: Final = Caseless(
    r"(?:^|[:,;]|\band\b|\bthen\b)[\s\-*\d.)]*(?:start|begin|initiate|try|order|obtain|get|check"
    r"|repeat|refer|book|add)\b(?!\s(?:date|of)\b)",
)
"""An order to somebody: `start nitroglycerin` at the head of a clause."""
_PASSIVE: Final = Caseless(
    r"\b(?:was|were|is|are|been|being)\s(?:\w+ly\s)?(?:recommended|planned|scheduled|advised"
    r"|suggested|considered|proposed|booked|offered|discussed|deferred)\b(?!\s(?:to|that)\b)",
)
"""`Cholecystectomy was recommended`: the plan is told before the word for it."""
_HEADING: Final = Caseless(
    r"(?:^|\.\s+)[\s#*]*(?:assessment (?:and|&) )?plans?:"
    r"(?P<rest>[^\n]*(?:\n\s*(?:[-*]|\d+[.)])[^\n]*)*)",
    re.MULTILINE,
)
_GOES_ON: Final = Caseless(
    r"\b(?:continu\w+|remains?|remained|still|was|were|has been|have been|had been|takes|taking"
    r"|keep|maintain\w*|stays?|done|given|performed|currently|now on|today)\b",
)
"""What goes on, or was done, is told beside a plan: `continue lisinopril`."""
_PIECE: Final = re.compile(r"(?<=[.;!?])\s+|\n+|\bbut\b")
_CLAUSE: Final = re.compile(r",")


@dataclass(frozen=True, slots=True)
class Plans:
    """The words and classes that a text tells as planned, and those that it tells as they are."""

    planned: frozenset[str]
    told: frozenset[str]


@lru_cache(maxsize=2048)
def plans(text: str) -> Plans:
    """Sort the words of a text by whether they stand in a plan."""
    planned: set[str] = set()
    told: set[str] = set()
    under = [m.span("rest") for m in _HEADING.finditer(text)]
    at = 0
    for piece in _PIECE.split(text):
        at = max(at, text.find(piece, at))
        ahead = any(low <= at + len(piece) and at < high for low, high in under)
        begun = max((low - at for low, high in under if at < low <= at + len(piece)), default=0)
        for start, clause in _parts(piece, begun, under_plan=ahead):
            (planned if start else told).update(_words(clause))
    return Plans(frozenset(planned), frozenset(told))


def _parts(piece: str, begun: int, *, under_plan: bool) -> list[tuple[bool, str]]:
    """The piece cut where its plan begins; a clause of what goes on is none of it."""
    if not under_plan and (said := _PASSIVE.search(piece)):
        start = piece.rfind(",", 0, said.start()) + 1
        return [
            (False, piece[:start]),
            (True, piece[start : said.end()]),
            (False, piece[said.end() :]),
        ]
    cue = PLANNING.search(piece) or _COMMAND.search(piece)
    start = begun if under_plan else cue.start() if cue else len(piece)
    clauses = _CLAUSE.split(piece[start:])
    return [(False, piece[:start]), *((not _GOES_ON.search(c), c) for c in clauses)]


def _words(text: str) -> frozenset[str]:
    words = words_in(text)
    return frozenset(w.plain for w in words if w.plain[0].isalnum()) | meanings(words)
