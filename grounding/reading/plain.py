"""Plain English words: those that assert nothing clinical, whatever sentence they stand in.

Where they come from and what was left out is said in `plain.toml` and `plain_more.toml`, which a
clinician can read. A
word that is neither here, nor grammar (`frame`), nor a cue, nor held by a source may be an
assertion: it is never passed over in silence.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final

from chartside.grounding.reading.words import plain_words


def _held(*sorts: str) -> frozenset[str]:
    """The words of these sorts, as they are compared."""
    return frozenset(w for table in _TABLES for s in sorts for w in plain_words(table.get(s, "")))


_TABLES: Final = [
    tomllib.loads(files("chartside.grounding.reading").joinpath(name).read_text(encoding="utf-8"))
    for name in ("plain.toml", "plain_more.toml")
]
MANNER: Final = _held("verbs", "irregular", "adverbs", "grammar")
"""Verbs, adverbs and words of grammar: they name nothing."""
THINGS: Final = _held("adjectives", "nouns")
"""Adjectives and nouns: they name nothing clinical, but may be what somebody is allergic to."""
_DOUBLED: Final = 4


@lru_cache(maxsize=65536)
def is_manner(word: str) -> bool:
    """Whether a word is a plain verb or adverb, in any of its regular forms.

    >>> is_manner("corresponds"), is_manner("quietly"), is_manner("plummeted")
    (True, True, False)
    """
    return any(stem in MANNER for stem in stems_of(word)) or (
        word.endswith("ly") and any(stem in THINGS for stem in (word[:-2], f"{word[:-3]}y"))
    )


@lru_cache(maxsize=65536)
def is_plain(word: str) -> bool:
    """Whether a word, as it is compared, says nothing clinical.

    >>> is_plain("noticeable"), is_plain("meetings"), is_plain("sarcoid")
    (True, True, False)
    """
    return (
        len(word) == 1
        or word in THINGS
        or is_manner(word)
        or any(s in THINGS for s in stems_of(word))
    )


def stems_of(word: str) -> Iterator[str]:
    """The word without the endings of English verbs and plurals: `stopped`, `stop`."""
    yield word
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            stem = word.removesuffix(ending)
            yield stem + put
            if len(stem) >= _DOUBLED - 1 and stem[-1] == stem[-2] and not put:
                yield stem[:-1]


_ENDINGS: Final = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""),
    ("ing", "e"), ("er", ""), ("er", "e"), ("est", ""),
)  # fmt: skip
