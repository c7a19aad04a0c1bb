"""The text layer of a PDF, through PDFium; a scan has none, and says so."""

from threading import Lock
from typing import Any, Final

from chartside.errors import MissingExtra
from chartside.fhir.text.found import Place, Unread

try:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    pypdfium2 = None

INSTALLED: Final = pypdfium2 is not None
MOST_PAGES: Final = 500
MOST_CHARACTERS: Final = 2_000_000
_ONE_AT_A_TIME = Lock()
"""PDFium is not made for several threads."""


def pdf_text(octets: bytes) -> str | Unread:
    """The text of every page, a blank line between two."""
    found = _lines(octets)
    return found if isinstance(found, Unread) else found[0]


def pdf_places(octets: bytes) -> tuple[Place, ...]:
    """Page and box of every line of that text."""
    found = _lines(octets)
    return () if isinstance(found, Unread) else found[1]


def _lines(octets: bytes) -> tuple[str, tuple[Place, ...]] | Unread:
    if pypdfium2 is None:
        raise MissingExtra("PDF", "documents")
    with _ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(octets) as document:
                return _read(document)
        except pypdfium2.PdfiumError:
            return Unread("its PDF is damaged or locked by a password")


def _read(document: Any) -> tuple[str, tuple[Place, ...]] | Unread:
    if len(document) > MOST_PAGES:
        return Unread(f"its PDF has more than {MOST_PAGES} pages")
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    for number in range(len(document)):
        for line, box in _page(document[number]):
            if line.strip() and box is not None:
                places.append(Place(length, length + len(line), page=number + 1, box=box))
            parts.append(line)
            length += len(line) + 1
        parts.append("")
        length += 1
        if length > MOST_CHARACTERS:
            return Unread("its PDF holds more text than is read")
    text = "\n".join(parts)
    return (text, tuple(places)) if text.strip() else Unread("its PDF is a scan without text")


def _page(page: Any) -> list[tuple[str, tuple[float, float, float, float] | None]]:
    """Lines of a page, each with the box around its characters."""
    layer = page.get_textpage()
    text = layer.get_text_range()
    aligned = len(text) == layer.count_chars()  # not where a character takes two places
    found = []
    start = 0
    for line in text.split("\n"):
        boxes = [layer.get_charbox(start + i) for i, c in enumerate(line) if not c.isspace()]
        box = _around(boxes) if aligned and boxes else None
        found.append((line.rstrip("\r").replace("\x02", "-"), box))
        start += len(line) + 1
    layer.close()
    return found


def _around(boxes: list[tuple[float, ...]]) -> tuple[float, float, float, float]:
    left, bottom, right, top = zip(*boxes, strict=True)
    return (min(left), min(bottom), max(right), max(top))
