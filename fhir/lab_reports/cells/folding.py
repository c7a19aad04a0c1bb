"""Printed words made comparable: no case, no accents, no dots, one space between words."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

LONGEST: Final = 200
"""Characters of a cell; a longer text is a paragraph, and no rule here reads one."""

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－\N{SOFT HYPHEN}"), "-")
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]+")
_MARKS: Final = {
    **_DASHES,
    **dict.fromkeys(map(ord, "’‘ʼ´`′"), "'"),
    ord("≤"): "<=", ord("≦"): "<=", ord("⩽"): "<=",
    ord("≥"): ">=", ord("≧"): ">=", ord("⩾"): ">=",
    ord("‹"): "<", ord("›"): ">", ord("＜"): "<", ord("＞"): ">",
    ord("\N{REPLACEMENT CHARACTER}"): " ",
}  # fmt: skip
_NO_LETTER = re.compile(r"[^\w%°#/+'-]+")


def tidied(text: str) -> str:
    """The text with one kind of dash, quote, space and comparator; too long a text is empty.

    >>> tidied("3,5\\u2009\\u2013 5,1"), tidied("\\u2265 60")
    ('3,5 - 5,1', '>= 60')
    """
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
