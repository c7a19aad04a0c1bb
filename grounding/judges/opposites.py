"""A word of a note turned into its opposite: "appetite poor" told as "appetite good".

Such words name nothing, so no other rule looks at them. The pairs are antonyms of WordNet 3.1 and
the pairs of clinical description (Bates' Guide to Physical Examination, 13th ed.); a pair counts
only where note and sentence say it of the same thing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.frame import FRAME
from chartside.grounding.reading.synonyms import meanings
from chartside.grounding.reading.words import Word, words_in
from chartside.grounding.sources.profile import TEXTS

_PAIRS: Final = """
good well excellent : poor bad
better improved improving : worse worsened worsening deteriorated
present : absent
positive : negative
regular : irregular
stable : unstable
able : unable
increased raised elevated : decreased reduced
benign : malignant
proximal : distal
upper : lower
anterior : posterior
medial : lateral
productive : dry
indoors inside : outdoors outside
single : multiple
employed working : unemployed retired
married : divorced widowed separated
independent : dependent
day daytime : night nocturnal
morning : evening
enlarged : shrunken small
patent : occluded thrombosed blocked
solid : cystic
open : closed
before : after
more : less fewer
soft : firm hard rigid
clear : cloudy turbid
symmetrical symmetric : asymmetrical asymmetric
superficial : deep
intact : ruptured torn
dilated : constricted
clean : infected
narrow : wide
general : topical local regional spinal epidural
held withheld paused omitted : continued
"""
_CLOSE: Final = 4
"""Words on either side of the adjective in which its noun stands."""
_PIECE: Final = re.compile(r"(?<=[.!?])\s+|\n+|;|,|\bbut\b|\bthough\b|\balthough\b|\bwhile\b")


def _sides() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Word to its own side and the other."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for line in _PAIRS.strip().splitlines():
        one, other = (frozenset(side.split()) for side in line.split(":"))
        found |= dict.fromkeys(one, (one, other)) | dict.fromkeys(other, (other, one))
    return found


_SIDES: Final = _sides()


def judge_opposites(scope: Scope) -> list[Fault]:
    """Each such word of the sentence against what the cited notes say of the same thing."""
    texts = [p for p in scope.cited if p.entry.kind in TEXTS and p.document]
    if not texts or len(texts) < len(scope.cited):
        return []
    found = []
    for word, things in _said(scope.sentence.bare):
        own, other = _SIDES[word.plain]
        told = [(w.plain, t) for p in texts for w, t in _said(p.document)]
        if any(plain in own and things & t for plain, t in told):
            continue
        against = next(
            ((plain, things & t) for plain, t in told if plain in other and things & t), None
        )
        if against:
            of = sorted(against[1])[0].lstrip("=").replace("_", " ")
            reason = f"{texts[0].where} says {against[0]} of {of}; the sentence says {word.text}"
            found.append(contradicted("opposite", word.start, Severity.MODERATE, reason))
    return found


@lru_cache(maxsize=1024)
def _said(text: str) -> tuple[tuple[Word, frozenset[str]], ...]:
    """The words of a text that have an opposite, each with what stands around it."""
    return tuple(pair for piece in _pieces(text) for pair in _in_piece(piece))


def _pieces(text: str) -> Iterator[list[Word]]:
    for piece in _PIECE.split(text):
        yield [w for w in words_in(piece) if w.plain[0].isalnum()]


def _in_piece(words: Sequence[Word]) -> Iterator[tuple[Word, frozenset[str]]]:
    for at, word in enumerate(words):
        if word.plain in _SIDES:
            near = [*words[max(0, at - _CLOSE) : at], *words[at + 1 : at + 1 + _CLOSE]]
            things = {w.plain for w in near if w.plain not in FRAME and w.plain not in _SIDES}
            yield word, frozenset(things) | meanings(near)
