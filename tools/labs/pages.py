"""Pictures of reports as pages of words: scans and photographs, read by an OCR engine.

Needs the optional part `ocr`. A page is read level and upright; `Page.straightened` says where that
was on the picture, so that a reviewer is shown each value where it stands.
"""

from collections.abc import Sequence
from typing import Final

from chartside.errors import UsageError
from chartside.fhir.lab_reports.page import Page, Straightened, Strip, Word
from chartside.fhir.text.found import Unread
from chartside.models.page_images.opening import Picture, open_pictures
from chartside.models.page_images.placing import Box, Placing
from chartside.models.page_images.preparing import Prepared, prepared
from chartside.models.page_images.readers import word_reader
from chartside.models.page_images.rules import rules
from chartside.models.page_images.words import ReadWord, WordReader, legible
from chartside.tools.labs.watch import TOO_LONG, UNWATCHED, Watch

ILLEGIBLE: Final = "what is on it cannot be read as print: handwriting, or too blurred or small"
_NOISE: Final = 0.1
"""Certainty below which a word is a stain, and no word."""


class PrintReader:
    """Reads print in pictures, page by page; raises as `word_reader` where it is made.

    Args:
        reader: Who reads words; None for the best that is installed.
    """

    def __init__(self, reader: WordReader | None = None) -> None:
        self._reader = reader or word_reader()

    @property
    def name(self) -> str:
        """The engines and their versions."""
        return self._reader.name

    def pages(self, octets: bytes, watch: Watch = UNWATCHED) -> tuple[Page, ...] | Unread:
        """The words of each page in a picture file, as it was read: upright and level.

        Args:
            octets: The file.
            watch: Which pages, and until when; it is told how far the reading is.

        Raises:
            ModelError: An engine failed.
        """
        pages: list[Page] = []
        marks = 0
        try:
            for number, picture in enumerate(open_pictures(octets), 1):
                if not watch.pages.holds(number):
                    continue
                if watch.over:
                    return Unread(TOO_LONG)
                watch.progress(len(pages), len(pages) + 1)
                page, found = self._page(number, picture)
                pages.append(page)
                marks += found
        except UsageError as refused:
            return Unread(str(refused))
        return Unread(ILLEGIBLE) if marks and not any(p.words for p in pages) else tuple(pages)

    def _page(self, number: int, picture: Picture) -> tuple[Page, int]:
        """A page, and how many words were found on it; illegible ones are not told."""
        parts = [(part, self._reader.read(part.gray)) for part in prepared(picture, self._reader)]
        found = sum(len(words) for _, words in parts)
        readable = [(part, words if legible(words) else ()) for part, words in parts]
        return _page(number, picture, readable), found


def _page(
    number: int, picture: Picture, parts: Sequence[tuple[Prepared, Sequence[ReadWord]]]
) -> Page:
    """The parts of a picture below one another, as one page."""
    words: list[Word] = []
    lines: list[Box] = []
    strips: list[Strip] = []
    top = 0.0
    for part, read in parts:
        words += [_word(one, top) for one in read if one.confidence >= _NOISE]
        lines += [_lower(box, top) for box in rules(part.gray)]
        whole = part.placing.after(Placing.moved(0, -top))
        strips.append(Strip(top, tuple(float(one) for one in whole.matrix.ravel())))
        top += part.gray.shape[0]
    width = float(max(part.gray.shape[1] for part, _ in parts))
    shown = Straightened(picture.width, picture.height, tuple(strips))
    return Page(number, width, top, tuple(words), tuple(lines), shown)


def _word(word: ReadWord, by: float) -> Word:
    return Word(
        word.text, _lower(word.box, by), confidence=round(word.confidence, 3), other=word.other
    )


def _lower(box: Box, by: float) -> Box:
    return box[0], box[1] + by, box[2], box[3] + by
