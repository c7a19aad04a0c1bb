"""A text as words that can be compared, and which of them are numbers and names of medicines.

Covered: capitals, accents' forms and punctuation make no difference. Not covered: numbers stay as
they are written, so that `five` is not `5`, and `mg` is not `milligrams`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from chartside.fhir.clinical.drug_table import SAME

Span = tuple[int, int]
"""From a word to before another."""

_WORD: Final = re.compile(r"\d+(?:[.,:/-]\d+)*(?:[^\W\d_]+)?|[^\W_]+(?:'[^\W_]+)*")
"""A number with what stands between its digits, 2.5 and 120/80 and 10mg; else letters and digits.

`C5-C6`, `mm/hr` and `follow-up` are two words each.
"""
_NUMBER: Final = re.compile(r"\d")
_STEMS: Final = (
    *("azepam", "azolam", "azosin", "bactam", "barbital", "caine", "cillin", "conazole"),
    *("cycline", "dipine", "dronate", "fenac", "floxacin", "gepant", "gliflozin"),
    *("gliptin", "glitazone", "glutide", "grastim", "iximab", "izumab", "kacin", "lukast"),
    *("mycin", "nidazole", "olol", "olone", "oxetine", "parin", "platin", "poetin"),
    *("prazole", "pril", "profen", "sartan", "semide", "setron", "statin", "thiazide"),
    *("tidine", "tinib", "trexate", "triptan", "umab", "vir", "xaban"),
)
"""Endings of nonproprietary names (WHO, The use of stems in the selection of INN, 2018)."""
_BEFORE_STEM: Final = 2
"""Letters that stand before an ending at least, which by itself is no name."""
_STEMMED: Final = re.compile(rf"[^\W\d_]{{{_BEFORE_STEM},}}(?:{'|'.join(_STEMS)})e?s?")
_NO_NAMES: Final = frozenset({"april"})


def words_of(text: str) -> list[str]:
    """The words of a text, small letters, without punctuation.

    >>> words_of("BP 120/80; Metoprolol 2.5 mg, follow-up in the patient's clinic.")
    ['bp', '120/80', 'metoprolol', '2.5', 'mg', 'follow', 'up', 'in', 'the', "patient's", 'clinic']
    """
    plain = unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return _WORD.findall(plain.casefold())


def numbers_in(words: Sequence[str]) -> list[Span]:
    """Words with a digit, each by itself."""
    return [(at, at + 1) for at, word in enumerate(words) if _NUMBER.search(word)]


def medicines_in(words: Sequence[str], more: Iterable[str] = ()) -> list[Span]:
    """Names of medicines, the longest at each place.

    A name is one of the project's table, one that ends as nonproprietary names do, or one of a
    user's own. Not covered: brands that are in neither.

    Args:
        words: As `words_of` gives them.
        more: Names of the user's.
    """
    known = _table() | {tuple(words_of(name)) for name in more}
    longest = max(len(name) for name in known)
    return list(_named(words, known, longest))


def _named(words: Sequence[str], known: set[tuple[str, ...]], longest: int) -> Iterator[Span]:
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((n for n in sizes if tuple(words[at : at + n]) in known), 0)
        if not size and _ends_like_one(words[at]):
            size = 1
        if size:
            yield at, at + size
        at += size or 1


def _ends_like_one(word: str) -> bool:
    return word not in _NO_NAMES and _STEMMED.fullmatch(word) is not None


@lru_cache(maxsize=1)
def _table() -> set[tuple[str, ...]]:
    return {tuple(words_of(name)) for name in (*SAME, *SAME.values())}
