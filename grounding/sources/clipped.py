"""Names of tests cut short: `chol`, `bili`, `alb`, `creat`, `phos`, `trop`.

Clinicians write the beginning of a test's name for the whole (Sheppard et al., Arch Dis Child
2008;93:204-206). Only of results, where the number, its unit and its day tell which is meant.
"""

from functools import lru_cache
from typing import Final

from chartside.grounding.reading.frame import FRAME
from chartside.grounding.reading.lexicon import nature
from chartside.grounding.reading.plain import is_plain
from chartside.grounding.reading.synonyms import SYNONYMS
from chartside.grounding.reading.words import words_in

_LEAST: Final = 3
_MOST: Final = 6
"""Letters of a name cut short."""
_LONG: Final = 7
"""Letters of a name that is cut."""


@lru_cache(maxsize=8192)
def clipped(words: frozenset[str]) -> frozenset[str]:
    """The beginnings of the long words of a name that are no words themselves.

    >>> sorted(clipped(frozenset({"cholesterol"})))
    ['cho', 'chol', 'chole', 'choles']
    """
    return frozenset(
        start
        for word in words
        if len(word) >= _LONG and word.isalpha()
        for start in (word[:n] for n in range(_LEAST, _MOST + 1))
        if _is_free(start)
    )


@lru_cache(maxsize=8192)
def _is_free(start: str) -> bool:
    """Whether these letters mean nothing else: no word, no listed abbreviation."""
    taken = start in FRAME or is_plain(start) or bool(nature(start))
    return not taken and SYNONYMS.at(words_in(start), 0) is None
