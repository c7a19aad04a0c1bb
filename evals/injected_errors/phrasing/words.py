"""Sets of words a voice may speak with; the sentences of each are data in a file of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chartside.evals.injected_errors.phrasing.fresh import PATTERNS, SPELLINGS
from chartside.evals.injected_errors.phrasing.reserved import RESERVED


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences by kind of fact, and spellings by what is spelled.

    What a set lacks is said in the words of the phrasing modules.
    """

    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


KNOWN: Final = "known"
RESERVED_WORDS: Final = "reserved"
FRESH: Final = "fresh"

WORDS: Final[Mapping[str, Words]] = {
    KNOWN: Words(),
    RESERVED_WORDS: Words(RESERVED),
    FRESH: Words(PATTERNS, SPELLINGS),
}
"""`reserved` was held out until its totals had been looked at; `fresh` is held out now."""


def openings(words: Words) -> frozenset[str]:
    """First words of sentences, which take a small letter inside another sentence."""
    firsts = (p.split(maxsplit=1)[0].rstrip(":,") for held in words.patterns.values() for p in held)
    return frozenset(w for w in firsts if w.isalpha() and not any(c.isupper() for c in w[1:]))
