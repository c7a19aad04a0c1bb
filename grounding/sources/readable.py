"""Names as a reader says them, and the words of a text that its initials are made of."""

import re
from typing import Final

from chartside.grounding.reading.words import words_in

_BRACKETS = re.compile(r"\s*\[[^\]]*(?:/|Presence|Ratio|Volume|Moles|Mass|Enzymatic|#)[^\]]*\]")
_OVER = re.compile(r"/[A-Za-z]+\.total\b|/1\.73 sq M\b|/100 (?:leukocytes|cells)\b")
_DOTTED = re.compile(r"(?<=[A-Za-z])\.(?=[A-Za-z])")


def readable(name: str) -> str:
    """LOINC's long names without what no reader says: the property, and what it is divided by."""
    if "[" not in name and "/" not in name:
        return name
    return _DOTTED.sub(" ", _OVER.sub("", _BRACKETS.sub("", name)))


_SMALL: Final = frozenset({"of", "the", "and", "in", "to", "for", "with", "a", "an"})
_SKIPPED: Final = frozenset({"left", "right", "bilateral"})


def without_small(text: str) -> tuple[list[str], list[str]]:
    """Its words without sides, and those without small words, too."""
    words = [w.plain for w in words_in(text) if w.plain[0].isalpha()]
    words = [w for w in words if w not in _SKIPPED]
    return words, [w for w in words if w not in _SMALL]
