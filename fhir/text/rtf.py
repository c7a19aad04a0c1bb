"""RTF as plain text, through striprtf; pictures, objects, hidden and deleted words are left out.

Source: Microsoft, Rich Text Format Specification 1.9.1 (`v`, `deleted`, `plain`).
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from chartside.errors import MissingExtra
from chartside.fhir.text.found import Unread

try:
    from striprtf import striprtf
except ImportError:  # the extra `documents` is not installed
    _read: Callable[..., str] | None = None
else:
    _read = striprtf.rtf_to_text

INSTALLED: Final = _read is not None
_PICTURE: Final = re.compile(rb"(?<=[\s}])[0-9a-fA-F\r\n]{512,}+(?=[}\s])")
"""The hexadecimal digits of a picture or an object: no text, and slow to walk through."""

_TAKEN_BACK: Final = re.compile(rb"\\(?:v|deleted)(?![a-zA-Z])")
_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]+)(-?\d+)? ?|\\'[0-9a-fA-F]{2}|\\.|[{}]|[^\\{}]+|.", re.DOTALL
)
_SAYS: Final = frozenset(
    {b"u", b"bullet", b"emdash", b"endash", b"lquote", b"rquote", b"ldblquote", b"rdblquote"}
)
"""Control words that stand for a character."""


def rtf_text(octets: bytes) -> str | Unread:
    """The text of a document."""
    if _read is None:
        raise MissingExtra("RTF", "documents")
    bare = _PICTURE.sub(b"", octets)
    if _TAKEN_BACK.search(bare):
        bare = b"".join(_standing(bare))
    try:
        return _read(bare.decode("cp1252", errors="replace"), errors="replace")
    except (ValueError, LookupError, IndexError, RecursionError):
        return Unread("its RTF cannot be read")


def _standing(octets: bytes) -> Iterator[bytes]:
    """The tokens of a document without its hidden and deleted words.

    Both are properties of characters: they end with their group, with `v0`, or with `plain`.
    """
    gone: frozenset[bytes] = frozenset()
    outer: list[frozenset[bytes]] = []
    for token in _TOKEN.finditer(octets):
        word, number = token.groups()
        if token[0] == b"{":
            outer.append(gone)
        elif token[0] == b"}":
            gone = outer.pop() if outer else gone
        elif word in {b"v", b"deleted"}:
            gone = gone - {word} if number == b"0" else gone | {word}
        elif word == b"plain":
            gone = frozenset()
        elif gone and (not word or word in _SAYS):
            continue
        yield token[0]
