"""The readers of scans: Chartside with its engines, and tables found in what OCR made of a page."""

from collections.abc import Callable
from io import BytesIO

import pytesseract  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageSequence

from chartside.evals.lab_extraction import baseline
from chartside.evals.lab_extraction.read import told
from chartside.evals.lab_extraction.told import ToldReport
from chartside.fhir.text.found import Unread
from chartside.models.page_images.words import WordReader
from chartside.tools.labs.pages import PrintReader


def reader(engine: WordReader) -> Callable[[bytes], tuple[ToldReport, ...]]:
    """What Chartside reads in a file of pictures with this engine, by the way of the product."""
    by = PrintReader(engine)

    def read(octets: bytes) -> tuple[ToldReport, ...]:
        pages = by.pages(octets)
        return () if isinstance(pages, Unread) else told(pages)

    return read


def plain(octets: bytes) -> tuple[ToldReport, ...]:
    """What a plain reader of tables finds in the text layer that Tesseract lays under a scan.

    As one would with the usual tools: no straightening, and the page turned as it came.
    """
    rows = []
    with Image.open(BytesIO(octets)) as file:
        for picture in ImageSequence.Iterator(file):
            layer = pytesseract.image_to_pdf_or_hocr(picture.convert("L"), lang=_LANGUAGES)
            rows += [row for report in baseline.read(layer) for row in report.rows]
    return (ToldReport(rows=tuple(rows)),)


_LANGUAGES = "eng+nld+fra+deu+spa"
