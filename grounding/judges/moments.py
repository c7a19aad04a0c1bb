"""Words that only say when: "the day after birth", "resolved by delivery", "before surgery".

A birth behind a preposition of time is a point in time and no operation that is asserted (Quirk et
al., A Comprehensive Grammar of the English Language, 1985, 8.51-8.57).
"""

from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Sentence, Term

_MOMENTS: Final = frozenset({"birth", "delivery", "childbirth", "labor"})
_WHEN: Final = Caseless(
    r"\b(?:after|before|since|at|by|until|from|around|following|prior to|for)\s"
    r"(?:(?:the|her|his|your)\s)?(?:(?:first|second|third|last|previous)\s)?$",
)


def is_moment(term: Term, sentence: Sentence) -> bool:
    """Whether a word stands for a point in time alone."""
    return _MOMENTS.issuperset(term.words) and bool(_WHEN.search(sentence.bare[: term.start]))
