"""The readers of scans: Chartside with its engines, and tables found in what OCR made of a page."""

from collections.abc import Callable
from io import BytesIO

import pytesseract  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageSequence

from chartside.evals.lab_extraction import baseline
from chartside.evals.lab_extraction.read import told
from chartside.evals.lab_extraction.told import ToldReport
from chartside.fhir.lab_reports.page import Page, Word
from chartside.models.page_images.opening import open_pictures
from chartside.models.page_images.preparing import Prepared, prepared
from chartside.models.page_images.words import WordReader


def reader(engine: WordReader) -> Callable[[bytes], tuple[ToldReport, ...]]:
    """What Chartside reads in a file of pictures with this engine."""

    def read(octets: bytes) -> tuple[ToldReport, ...]:
        sheets = [s for picture in open_pictures(octets) for s in prepared(picture, engine)]
        return told([_page(number, one, engine) for number, one in enumerate(sheets, start=1)])

    return read


def _page(number: int, sheet: Prepared, engine: WordReader) -> Page:
    high, wide = sheet.gray.shape
    words = [Word(w.text, w.box, confidence=w.confidence) for w in engine.read(sheet.gray)]
    return Page(number, wide, high, tuple(words))


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
