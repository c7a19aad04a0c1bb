"""Names of tests and medicines cut short: `chol`, `bili`, `alb`, `creat`, `metop succ`.

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
_CLIP: Final = 4
"""Letters by which a medicine is told at least: `metop succ`."""


def cuts(words: frozenset[str], *, medicine: bool, test: bool) -> frozenset[str]:
    """The words of a test's or a medicine's name cut short; of anything else none."""
    if medicine:
        return frozenset(c for c in clipped(words) if len(c) >= _CLIP)
    return clipped(words) if test else frozenset()


@lru_cache(maxsize=8192)
def clipped(words: frozenset[str]) -> frozenset[str]:
    """The beginnings of the long words of a name that are no words themselves.

    >>> sorted(clipped(frozenset({"osmolality"})))
    ['osm', 'osmo', 'osmol', 'osmola']
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
