"""Printed words made comparable: no case, no accents, no dots, one space between words."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

LONGEST: Final = 200
"""Characters of a cell; a longer text is a paragraph, and no rule here reads one."""

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u00ad"
"""Hyphens, dashes, minus signs and the soft hyphen, which old fonts print as a hyphen."""
_QUOTES: Final = "\u2018\u2019\u02bc\u00b4\u2032`"
_MARKS: Final = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _QUOTES), "'"),
    **dict.fromkeys(map(ord, "\u2264\u2266\u2a7d"), "<="),
    **dict.fromkeys(map(ord, "\u2265\u2267\u2a7e"), ">="),
    **dict.fromkeys(map(ord, "\u2039\uff1c"), "<"),
    **dict.fromkeys(map(ord, "\u203a\uff1e"), ">"),
    ord("\N{REPLACEMENT CHARACTER}"): " ",
}
_SPACES = re.compile(r"\s+")
_NO_LETTER = re.compile(r"[^\w%°#/+'-]+")


def tidied(text: str) -> str:
    """The text with one kind of dash, quote, space and comparator; too long a text is empty."""
    if len(text) > LONGEST:
        return ""
    return _SPACES.sub(" ", text.translate(_MARKS)).strip()


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """The words of a text without case, accents and punctuation.

    >>> folded("Réf. biologiques :"), folded("Größe")
    ('ref biologiques', 'grosse')
    """
    plain = unicodedata.normalize("NFKD", tidied(text).casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_NO_LETTER.sub(" ", bare).split())
