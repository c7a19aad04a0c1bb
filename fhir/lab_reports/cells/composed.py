"""Labels and heads that are put together from known words: `Date and time of blood collection`.

A laboratory's own wording is seldom in a list. A label is known here when each of its words is
(`label_kinds.toml`), one word at least is what the label is about, and no other word contradicts.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from chartside.fhir.lab_reports.cells.folding import folded
from chartside.fhir.lab_reports.cells.vocabulary import table

_Rule = tuple[str, set[str], set[str]]

_MOST_WORDS: Final = 7
_LONGEST: Final = 40
_SHORTEST: Final = 3
_FILLER: Final = frozenset({"filler"})
_ARTICLE = re.compile(r"\b[ld]'")

_LABELS: Final[tuple[_Rule, ...]] = (
    ("born", {"birth"}, {"date", "person", "name"}),
    ("sex", {"sex"}, set()),
    ("collected", {"collect"}, {"date", "sample"}),
    ("received", {"receive"}, {"date", "sample", "order"}),
    ("reported", {"report", "date"}, {"result", "order"}),
    ("collected", {"sample", "date"}, set()),
    ("specimen_number", {"sample", "number"}, set()),
    ("identifier", {"person", "number"}, set()),
    ("request", {"order", "number"}, set()),
    ("patient", {"person", "name"}, set()),
    ("specimen", {"sample", "type"}, {"collect"}),
)
"""What a label means, the kinds that it must have, and those that may stand beside them."""

_COLUMNS: Final[tuple[_Rule, ...]] = (
    ("previous", {"previous"}, {"result", "value", "date", "unit", "test"}),
    ("range", {"reference"}, {"span", "value", "unit"}),
    ("result", {"result"}, {"value", "unit", "current", "test"}),
    ("result", {"value", "current"}, {"unit"}),
    ("method", {"method"}, {"test"}),
    ("name", {"test"}, {"name", "number"}),
)


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    """The kinds of each word; a word may be of several."""
    found: dict[str, set[str]] = {}
    for kind, words in table("label_kinds").items():
        for word in words:
            found.setdefault(folded(word), set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    """A compound of two known words, as in German: `ergebnis-wert`, `auftrag-s-nummer`."""
    kinds = _kinds()
    if word in kinds or len(word) > _LONGEST:
        return (word,)
    for cut in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
        for head in (word[:cut], word[:cut].removesuffix("s")):
            pair = head, word[cut:]
            if all(len(w) >= _SHORTEST and "filler" not in kinds.get(w, _FILLER) for w in pair):
                return pair
    return (word,)


def composed(key: str, kind: str) -> str:
    """What the folded words of a label (`label`) or a head (`column`) mean together, or empty.

    >>> composed("date and time of blood collection", "label"), composed("kalium", "label")
    ('collected', '')
    """
    plain = _ARTICLE.sub("", key).replace("/", " ").replace("-", " ").split()
    words = [part for word in plain[:_MOST_WORDS] for part in _parts(word)]
    if not 1 < len(words) <= _MOST_WORDS:
        return ""
    known = [_kinds().get(word, frozenset()) for word in words]
    for meaning, needed, beside in _COLUMNS if kind == "column" else _LABELS:
        allowed = needed | beside | {"filler"}
        seen = frozenset[str]().union(*known)
        if needed <= seen and all(kinds & allowed for kinds in known):
            return meaning
    return ""
