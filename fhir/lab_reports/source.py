"""What a report was read from, and its FHIR attachment."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from chartside.fhir.lab_reports.report import Result

MOST_INLINE: Final = 10 * 2**20
"""Bytes of a source that goes along in its DocumentReference; of a larger one the hash does."""
LONGEST: Final = 4000
"""Characters of a printed text; a page has hardly more."""
_LONGEST_TITLE: Final = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its bytes, its media type, what it is called.

    `pixels` says that boxes count pixels of an image, not points of a page; `models` are the names
    in `Result.read_by` that are of models, and not of OCR engines.
    """

    octets: bytes
    media_type: str
    title: str = ""
    pixels: bool = False
    models: frozenset[str] = frozenset()

    def read_by_model(self, result: Result) -> bool:
        """Whether a model read the result, alone or beside another reader."""
        return not self.models.isdisjoint(result.read_by)


def line(text: str, longest: int = LONGEST) -> str:
    r"""A printed text as one line without control characters: what a FHIR string may hold.

    >>> line(" Hemoglobin\n A1c\u200b ")
    'Hemoglobin A1c'
    """
    return " ".join(_CONTROL.sub(" ", text).split())[:longest].strip()


def attachment(source: Source, *, inline: bool = True) -> dict[str, Any]:
    """The source as an attachment, with its size and hash; with its bytes where they are not many.

    R4: `hash` is SHA-1, base64.
    """
    sha1 = hashlib.sha1(source.octets, usedforsecurity=False).digest()
    made: dict[str, Any] = {
        "contentType": source.media_type,
        "size": len(source.octets),
        "hash": base64.b64encode(sha1).decode(),
    }
    if inline and source.octets and len(source.octets) <= MOST_INLINE:
        made["data"] = base64.b64encode(source.octets).decode()
    if title := line(source.title, _LONGEST_TITLE):
        made["title"] = title
    return made
