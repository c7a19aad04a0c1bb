"""Other words for the same thing, from synonyms.toml (which names its source)."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

Phrase = tuple[str, ...]


def folded(word: str) -> str:
    """A word without case and accents, as the index compares it.

    >>> folded("Ménière")
    'meniere'
    """
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


@cache
def synonyms() -> Mapping[Phrase, tuple[Phrase, ...]]:
    """What else each phrase of the table is called, by its folded words.

    >>> ("myocardial", "infarction") in synonyms()[("heart", "attack")]
    True
    """
    source = files("chartside.fhir.retrieval").joinpath("synonyms.toml")
    lines = tomllib.loads(source.read_text(encoding="utf-8"))["same"]
    found: dict[Phrase, dict[Phrase, None]] = {}
    for line in lines:
        phrases = [tuple(words.split()) for words in line]
        for phrase in phrases:
            found.setdefault(phrase, {}).update((p, None) for p in phrases if p != phrase)
    return MappingProxyType({phrase: tuple(others) for phrase, others in found.items()})


@cache
def longest_phrase() -> int:
    """Words of the longest phrase in the table."""
    return max(map(len, synonyms()))
