"""The text layer of a PDF, through PDFium; a scan has none, and says so."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Final, TypeVar

from chartside.errors import MissingExtra
from chartside.fhir.text.characters import shown
from chartside.fhir.text.found import HIDDEN, Place, Readable, Unread
from chartside.fhir.text.glyphs import lines_of

try:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    pypdfium2 = None

T = TypeVar("T")

INSTALLED: Final = pypdfium2 is not None
MOST_PAGES: Final = 500
MOST_CHARACTERS: Final = 2_000_000
_ONE_AT_A_TIME: Final = Lock()
"""PDFium is not made for several threads."""


def pdf_text(octets: bytes) -> Readable | Unread:
    """The text of every page, a blank line between two."""
    found = _lines(octets)
    return found if isinstance(found, Unread) else found[0]


def pdf_places(octets: bytes) -> tuple[Place, ...]:
    """Page and box of every line of that text."""
    found = _lines(octets)
    return () if isinstance(found, Unread) else found[1]


def read_pdf(octets: bytes, read: Callable[[Any], T]) -> T | Unread:
    """What is read of a document that PDFium has opened, in one thread at a time.

    Raises:
        MissingExtra: PDFium is not installed.
    """
    if pypdfium2 is None:
        raise MissingExtra("PDF", "documents")
    with _ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(octets) as document:
                return read(document)
        except pypdfium2.PdfiumError:
            return Unread(DAMAGED)


def _lines(octets: bytes) -> tuple[Readable, tuple[Place, ...]] | Unread:
    return read_pdf(octets, _read)


def _read(document: Any) -> tuple[Readable, tuple[Place, ...]] | Unread:
    if len(document) > MOST_PAGES:
        return Unread(f"its PDF has more than {MOST_PAGES} pages")
    parts: list[str] = []
    places: list[Place] = []
    length, hidden = 0, False
    for number in range(len(document)):
        lines, unseen = lines_of(document[number])
        hidden = hidden or unseen
        for said, box in lines:
            line = shown(said).replace("\n", " ")
            if line.strip() and box is not None:
                places.append(Place(length, length + len(line), page=number + 1, box=box))
            parts.append(line)
            length += len(line) + 1
        parts.append("")
        length += 1
        if length > MOST_CHARACTERS:
            return Unread("its PDF holds more text than is read")
    text = "\n".join(parts)
    found = Readable(text, (HIDDEN,) if hidden else ())
    if not text.strip():
        return Unread("none of its text can be seen" if hidden else NO_TEXT)
    return found, tuple(places)


NO_TEXT: Final = "its PDF is a scan without text"
DAMAGED: Final = "its PDF is damaged or locked by a password"
