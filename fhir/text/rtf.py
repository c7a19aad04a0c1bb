"""RTF as plain text, through striprtf; pictures and embedded objects are left out before."""

import re
from collections.abc import Callable
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


def rtf_text(octets: bytes) -> str | Unread:
    """The text of a document."""
    if _read is None:
        raise MissingExtra("RTF", "documents")
    bare = _PICTURE.sub(b"", octets)
    try:
        return _read(bare.decode("cp1252", errors="replace"), errors="replace")
    except (ValueError, LookupError, IndexError, RecursionError):
        return Unread("its RTF cannot be read")
