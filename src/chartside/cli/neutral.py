"""Text that a terminal shows and does not obey."""

import unicodedata
from typing import Final

REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
_KEPT: Final = frozenset("\n\t\u200c\u200d")
"""Line ends and tabs; and the joiners, with which Persian and Indic names are written."""

_OBEYED: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Control (escape sequences begin with one), format (direction overrides, tags), private use,
surrogates (bytes that were not UTF-8), line and paragraph separators."""


def neutral(text: str) -> str:
    r"""The text with U+FFFD for every character that a terminal would obey, or hide.

    >>> neutral("BP 120\x1b[2J/80"), neutral("Ren\u00e9e")
    ('BP 120\ufffd[2J/80', 'Ren\xe9e')
    """
    if text.isprintable():  # nearly all text; false for every character that could be replaced
        return text
    return "".join(REPLACED if _obeyed(c) else c for c in text)


def _obeyed(character: str) -> bool:
    return character not in _KEPT and unicodedata.category(character) in _OBEYED
