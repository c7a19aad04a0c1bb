"""The side on which a report tells of a finding, where it tells of both sides.

"Right kidney 9.1 cm, left kidney 9.4 cm. Simple cyst of the right kidney" names both sides and the
cyst on one of them: the side of a finding is that of its own clause, or the last that was named.
"""

import re
from collections.abc import Iterator, Set
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.sentence import Sentence, Term
from chartside.grounding.sources.profile import vocabulary

_CLAUSE: Final = re.compile(r"(?<=[.;!?])\s+|\n+|,\s|\b(?:and|but|while|whereas)\b")
_SIDES: Final = frozenset({"left", "right"})
_BOTH: Final = Caseless(r"\bbilateral(?:ly)?\b|\bboth\b|\beither\b")
_DENIED: Final = Caseless(r"\b(?:no|not|without|never|nor|normal)\b")
_OF: Final = Caseless(
    r"\b(?:of|in|within|at|on|from|over|to|affecting|involving)\s(?:the\s|his\s|her\s)?$"
)
_HAS: Final = Caseless(
    r"(?:\s[a-z]+){1,3}\s(?:has|had|shows?|showed|contains?|contained|with|bears?|carries)\s",
)
_IN_FRONT: Final = 4
"""Words of a finding before "of the left kidney"."""


def of_finding(cue: Cue, document: str, sentence: Sentence) -> frozenset[str]:
    """The sides that a text gives to what a sentence finds on one; empty where it tells of none."""
    clauses = list(_clauses(document))
    things = _finding(cue, sentence)
    if not things:
        return frozenset()
    told = [sides for text, sides in clauses if things <= vocabulary(text) and sides]
    return frozenset().union(*told)


def _finding(cue: Cue, sentence: Sentence) -> Set[str]:
    """The noun that stands before "of the left …", or behind "the left kidney has …"."""
    text = sentence.bare
    if _OF.search(text[: cue.start]):
        ahead = [t for t in sentence.terms if t.end < cue.start and _names(t)]
        near = ahead[-1] if ahead else None
        if near and len(text[near.end : cue.start].split()) <= _IN_FRONT:
            return {near.words[-1]}
        return set()
    has = _HAS.match(text, cue.end)
    behind = [t for t in sentence.terms if has and t.start >= has.end() and _names(t)]
    return {behind[0].words[-1]} if behind else set()


def _names(term: Term) -> bool:
    last = term.words[-1]
    return not term.framed and last.isalpha() and not is_plain(last) and last not in _SIDES


def _clauses(document: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each clause that affirms, with its side: its own, or the last that was named before."""
    held: frozenset[str] = frozenset()
    for clause in _CLAUSE.split(document):
        own = _SIDES & vocabulary(clause)
        held = _SIDES if _BOTH.search(clause) else own or held
        if not _DENIED.search(clause):
            yield clause, held
