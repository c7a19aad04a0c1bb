"""A printed name taken apart: the words for the analyte, and what stands beside them.

Every word counts. A name is known only where each of its words is the analyte's, or says where,
when, how or as which quantity it was measured; a word that is neither may change what was measured
(`ionized`, `after 2 h`), and leaves the name unknown.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from chartside.fhir.lab_reports.coding.table import read_table

LONGEST: Final = 120
"""Characters of a name; a longer text is a sentence."""
_MOST_WORDS: Final = 14
_LETTERS: Final = ("alpha", "beta", "gamma", "delta", "kappa", "lambda")
_GREEK: Final = str.maketrans({
    **{unicodedata.lookup(f"GREEK SMALL LETTER {n.upper()}"): f" {n} " for n in _LETTERS[:-1]},
    unicodedata.lookup("GREEK SMALL LETTER LAMDA"): " lambda ",
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "®": " ", "™": " ", "°": " ",
})  # fmt: skip
_RAISED: Final = re.compile(
    "[\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\u2070-\u208e]"
)
"""The charge of an ion, or the number of a footnote."""
_WORD: Final = re.compile(r"[a-z0-9]+|[/%#]")
_SPELLED: Final = re.compile(r"([aou])e")
_APART: Final = re.compile(r"[()\[\]{},;:|=]| [-\N{EN DASH}\N{EM DASH}] ")
"""What parts a name from its abbreviation or its qualifier."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a text says of the specimen, the time, the method and the quantity."""

    systems: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    quantities: frozenset[str] = frozenset()
    rest: Words = field(default=())
    """The words that say none of it."""

    def __or__(self, other: "Beside") -> "Beside":
        """What both say."""
        return Beside(
            self.systems | other.systems,
            self.times | other.times,
            self.methods | other.methods,
            self.quantities | other.quantities,
            self.rest + other.rest,
        )


@lru_cache(maxsize=16384)
def words_of(text: str) -> Words:
    r"""The words of a text without case and accents; slash, percent and number sign are words.

    `ä` and `ae` are one letter, as German laboratories without an umlaut print it.

    >>> words_of("\N{GREEK SMALL LETTER GAMMA}-GT"), words_of("Harnsaeure") == words_of("Harnsäure")
    (('gamma', 'gt'), True)
    """
    if len(text) > LONGEST:
        return ()
    plain = unicodedata.normalize("NFKD", _RAISED.sub("", text).casefold().translate(_GREEK))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(_SPELLED.sub(r"\1", w) for w in _WORD.findall(bare))


def parts_of(text: str) -> list[str]:
    """The pieces that brackets, commas and dashes cut a name into."""
    return [piece for piece in _APART.split(text) if words_of(piece)]


@lru_cache(maxsize=16384)
def beside(words: Words) -> Beside:
    """What the words say beside the analyte, the longest phrases first.

    >>> said = beside(words_of("Glucose nuchter (plasma)"))
    >>> sorted(said.systems), sorted(said.times), said.rest
    (['Plas'], ['fasting'], ('glucose',))
    """
    found: dict[str, set[str]] = {
        "system": set(),
        "time": set(),
        "method": set(),
        "quantity": set(),
    }
    rest: list[str] = []
    for phrase, meanings in _phrases(words[:_MOST_WORDS]):
        if not meanings:
            rest.extend(phrase)
        for kind, value in meanings:
            found[kind].add(value)
    systems, times, methods, quantities = (frozenset(values) for values in found.values())
    return Beside(systems, times, methods, quantities, (*rest, *words[_MOST_WORDS:]))


def without_noise(words: Words) -> Words:
    """Without words that say nothing of the analyte: `total`, `level`, names of techniques."""
    noise, longest = _noise()
    kept: list[str] = []
    at = 0
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if words[at : at + n] in noise), 0)
        if not size:
            kept.append(words[at])
        at += size or 1
    return tuple(kept)


def _phrases(words: Words) -> Iterator[tuple[Words, tuple[tuple[str, str], ...]]]:
    """The words in phrases that mean something, and one by one where they do not."""
    table, longest = _qualifiers()
    at = 0
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if words[at : at + n] in table), 0)
        phrase = words[at : at + (size or 1)]
        yield phrase, table.get(phrase, ())
        at += len(phrase)


@cache
def _qualifiers() -> tuple[Mapping[Words, tuple[tuple[str, str], ...]], int]:
    found: dict[Words, tuple[tuple[str, str], ...]] = {}
    sections = read_table("qualifiers.toml")
    for kind in ("system", "time", "method", "quantity"):
        for value, phrases in sections[kind].items():
            for phrase in phrases:
                key = words_of(phrase)
                found[key] = (*found.get(key, ()), (kind, value))
    # `24 h urine` says both; the phrases of a time that name a specimen are read as one.
    for key in [k for k, meanings in found.items() if ("time", "24h") in meanings and len(k) > 1]:
        if any(w.startswith(("urin", "orin")) for w in key):
            found[key] = (*found[key], ("system", "Urine"))
    return found, max(map(len, found))


@cache
def _noise() -> tuple[frozenset[Words], int]:
    phrases = frozenset(words_of(p) for p in read_table("qualifiers.toml")["noise"]["all"])
    return phrases, max(map(len, phrases))
