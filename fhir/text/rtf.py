"""RTF as plain text, through striprtf; pictures, objects, hidden and deleted words are left out.

Not covered: headers and footers, comments, and the page that an object shows.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from chartside.errors import MissingExtra
from chartside.fhir.text.found import Readable, Unread
from chartside.fhir.text.rtf_words import written_out

try:
    from striprtf import striprtf
except ImportError:  # the extra `documents` is not installed
    _read: Callable[..., str] | None = None
    _DESTINATIONS: frozenset[bytes] = frozenset()
    _CHARSETS: Mapping[int, str] = {}
else:
    _read = striprtf.rtf_to_text
    _DESTINATIONS = frozenset(word.encode() for word in striprtf.destinations)
    _CHARSETS = striprtf.charset_map

INSTALLED: Final = _read is not None
_PICTURE: Final = re.compile(rb"(?<=[\s}])[0-9a-fA-F\r\n]{512,}+(?=[}\s])")
"""The hexadecimal digits of a picture or an object: no text, and slow to walk through."""


def rtf_text(octets: bytes) -> Readable | Unread:
    """The text of a document."""
    if _read is None:
        raise MissingExtra("RTF", "documents")
    try:
        words = written_out(_PICTURE.sub(b"", octets), _DESTINATIONS, _CHARSETS)
        read = _read(words.octets.decode("cp1252", errors="replace"), errors="replace")
        return Readable(words.whole(read), words.notices)
    except (ValueError, LookupError, IndexError, RecursionError):
        return Unread("its RTF cannot be read")
