"""What a text denies and what it tells of relatives, word by word.

A passage such as "No evidence of pneumonia. Breast cancer (mother)." holds the words "pneumonia"
and "cancer" and says neither of the patient. The scope of a negation is the part of the sentence
behind it, as in NegEx (Chapman et al., J Biomed Inform 2001;34:301-310).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from chartside.grounding.reading.cues import Cue, cues_in
from chartside.grounding.reading.informants import informants_in
from chartside.grounding.reading.synonyms import meanings
from chartside.grounding.reading.words import words_in

_PIECE = re.compile(r"(?<=[.;!?])\s+|\n+|\bbut\b|\bexcept\b")
_BEHIND = re.compile(
    r"\b(?:ruled out|excluded|absent|negative|not (?:found|present|seen|detected|identified))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Polarity:
    """The words and classes that a text affirms, denies, and tells of a relative."""

    affirmed: frozenset[str]
    denied: frozenset[str]
    familial: frozenset[str]


@lru_cache(maxsize=2048)
def polarity(text: str) -> Polarity:
    """Sort the words of a text by what it says of them."""
    affirmed: set[str] = set()
    denied: set[str] = set()
    familial: set[str] = set()
    for piece in _PIECE.split(text):
        words = words_in(piece)
        cues = cues_in(words)
        held = frozenset(w.plain for w in words if w.plain[0].isalnum()) | meanings(words)
        of = [c for c, _, _ in cues if c.kind == "subject"]
        told_by = informants_in(piece) if of else []
        if any(not _within(c, told_by) for c in of):
            familial |= held
            continue
        first = min((at for c, _, at in cues if c.kind == "negation"), default=None)
        if said := _BEHIND.search(piece):
            before = [w for w in words if w.start < said.end()]
            rest = [w for w in words if w.start >= said.end()]
            denied |= {w.plain for w in before} | meanings(before)
            affirmed |= {w.plain for w in rest} | meanings(rest)  # "ruled out by V/Q scan"
        elif first is None:
            affirmed |= held
        else:
            behind, ahead = words[first:], words[:first]
            denied |= {w.plain for w in behind} | meanings(behind)
            affirmed |= {w.plain for w in ahead} | meanings(ahead)
    return Polarity(frozenset(affirmed), frozenset(denied), frozenset(familial))


def _within(cue: Cue, spans: list[tuple[int, int]]) -> bool:
    return any(start <= cue.start < end for start, end in spans)
