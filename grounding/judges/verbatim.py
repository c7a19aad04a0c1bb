"""A run of words that stands in the cited text as it stands in the sentence.

How far a denial reaches through a long list is a guess on either side. Where five words or more are
the note's own, and neither side denies anything around them, what they say is what the note says.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.asked import without_asked
from chartside.grounding.reading.sentence import Term
from chartside.grounding.reading.words import plain_words
from chartside.grounding.sources.profile import Profile

_LEAST: Final = 5
"""Words of a run that leave no doubt."""
_CLAUSE: Final = re.compile(r"[.;:!?\n]+\s?|\bbut\b|\bexcept\b")
_DENIAL: Final = frozenset(
    {"no", "not", "never", "without", "denies", "denied", "denying", "nor", "neither", "negative"}
    | {"w/o", "absent", "excluded", "ruled", "none", "nil", "free", "declined", "refused", "lacks"}
    | {"cannot", "isn't", "wasn't", "didn't", "doesn't", "hasn't", "unlikely", "absence", "lack"}
)


def stands_verbatim(term: Term, profile: Profile, scope: Scope) -> bool:
    """Whether a term stands within such a run of the text of an entry."""
    text = scope.sentence.bare
    begin = max((m.end() for m in _CLAUSE.finditer(text, 0, term.start)), default=0)
    stop = _CLAUSE.search(text, term.end)
    said = plain_words(text[begin : stop.start() if stop else len(text)])
    at = len(plain_words(text[begin : term.start]))
    own = profile.document or profile.entry.text
    return any(_shared(said, at, clause) for clause in _clauses(own))


@lru_cache(maxsize=512)
def _clauses(text: str) -> tuple[tuple[str, ...], ...]:
    stated = without_asked(text)
    return tuple(plain_words(piece) for piece in _CLAUSE.split(stated) if piece.strip())


def _shared(said: Sequence[str], at: int, clause: Sequence[str]) -> bool:
    """Whether the word at a place is in a run of five, and no word beside the run denies."""
    if at >= len(said):
        return False
    for place in (n for n, w in enumerate(clause) if w == said[at]):
        left = _length(said[:at][::-1], clause[:place][::-1])
        right = _length(said[at:], clause[place:])
        if left + right < _LEAST:
            continue
        beside = [*said[: at - left], *said[at + right :]]
        beside += [*clause[: place - left], *clause[place + right :]]
        if _DENIAL.isdisjoint(beside):
            return True
    return False


def _length(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two runs begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
