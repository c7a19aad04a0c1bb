"""Quotations: written so that nothing within can close one, and read as one to their end.

A passage of a record that holds a quotation mark would else end its own quotation, and go on as the
words of the draft: `Report: "she is well." She takes lithium. "And she left."`
"""

import re
from functools import lru_cache
from typing import Final

_DOUBLE: Final = (
    '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u02ba\u02dd\u02ee\u05f4\u2036\u275d\u275e\u2760\u2e42'
    "\u300c-\u300f\u301d-\u301f\ufe41-\ufe44\uff02\uff62\uff63\U0001f676-\U0001f678"
)
"""What ends a quotation, or looks as if it did."""
_SINGLE: Final = "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u2035\uff07"
"""Two of these look like one of the others."""
_PRIME: Final = "\N{DOUBLE PRIME}"
_WITHIN: Final = re.compile(
    rf"(?P<inches>(?<=\d)[\"{_PRIME}](?!\s*[^\W\da-z]))"
    rf"|[{_DOUBLE}{_PRIME}][{_SINGLE}{_DOUBLE}{_PRIME}]*"
    rf"|[{_SINGLE}][{_SINGLE}{_DOUBLE}{_PRIME}]+"
)
"""Marks within a passage; inches (`5'10"`) stay such, unless something seems to begin there."""
_ANY: Final = re.compile(rf"[{_SINGLE}{_DOUBLE}{_PRIME}]+")


def quoted(passage: str) -> str:
    r"""A passage on one line between quotation marks, those within it turned into single ones.

    The checker takes all marks for one when it looks the passage up in its source.

    >>> quoted("Well.” Takes lithium. “And left")
    '"Well.\' Takes lithium. \'And left"'
    """
    line = " ".join(passage.split())
    return f'"{_WITHIN.sub(_inner, line)}"'


def _inner(mark: re.Match[str]) -> str:
    return _PRIME if mark["inches"] else "'"


def one_mark(text: str) -> str:
    """A text with one and the same mark for every quotation mark, apostrophe and prime."""
    return _ANY.sub("'", text)


_QUOTE: Final = re.compile(
    '"((?:[^"\u201c\u201d\u00ab\u00bb]|\u201c[^"\u201c\u201d]*\u201d|\u00ab[^"\u00ab\u00bb]*\u00bb){2,}+)"'
    '|\u201c((?:[^"\u201c\u201d\u201e]|"[^"\u201c\u201d]*"){2,}+)\u201d'
    '|\u201e([^"\u201c\u201d\u201e]{2,}+)[\u201c\u201d]'
    '|\u00ab([^"\u00ab\u00bb]{2,}+)\u00bb'
    '|\u00ab([^"\u201c\u201d\u00ab\u00bb]{2,}+)["\u201c\u201d]'
    '|["\u201c\u201d]([^"\u201c\u201d\u00bb]{2,}+)["\u201c\u201d\u00bb]'
)
"""With quotations within it, where each of them ends; else from one mark to the next."""


@lru_cache(maxsize=4096)
def quotes_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Each quotation with the places where it begins and ends, marks and all."""
    return tuple((m.start(), m.end(), m[m.lastindex or 0]) for m in _QUOTE.finditer(text))
