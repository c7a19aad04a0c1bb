"""What is repeated on the pages of a document at one height is its head or foot, not a result.

A line with a number that may be a result stays: two patients may have the same one. On a page by
itself a foot is known by what it says (when it was printed, which page it is), and by its place.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.cells.closing import (
    holds_day,
    numbers_page,
    page_of,
    signs,
    tells_when,
)
from chartside.fhir.lab_reports.cells.labels import Label, ends_report
from chartside.fhir.lab_reports.cells.results_in_words import in_words
from chartside.fhir.lab_reports.layout.headings import headings_of
from chartside.fhir.lab_reports.layout.lines import Line, Phrase, lines_of
from chartside.fhir.lab_reports.layout.parting import with_unit
from chartside.fhir.lab_reports.layout.reader import Reader
from chartside.fhir.lab_reports.page import Page

_EDGE: Final = 0.08
"""Of the height of a page: the margins, where no result stands."""
_LEVEL: Final = 3.0
"""Points, or pixels: how far two lines at one height may differ."""


def without_repeated(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], reader: Reader
) -> list[Page]:
    """The pages without what is repeated; headings of tables stay."""
    seen = Counter(key for own in lines for key in {_key(line) for line in own})
    return [
        _without(page, [line for line in own if seen[_key(line)] > 1], own, reader)
        for page, own in zip(pages, lines, strict=True)
    ]


def without_endings(page: Page, pages: int, reader: Reader) -> Page:
    """The page without the lines that say that the report ends, who signed it, when it was printed.

    `pages` is how many there are. The number of the page goes too.
    """
    lines = lines_of(page)
    whole = [word for line in lines if _closes(line, page, pages, reader) for word in line.words]
    parts = [phrase for line in lines for phrase in line.phrases if _ends(phrase.text)]
    gone = {word.box for word in (*whole, *(w for part in parts for w in part.words))}
    return replace(page, words=tuple(word for word in page.words if word.box not in gone))


def _closes(line: Line, page: Page, pages: int, reader: Reader) -> bool:
    if signs(line.text) or ends_report(line.text):
        return True
    measured = any(_measured(phrase, reader) for phrase in line.phrases)
    return not measured and (numbers_page(line.text) or _foot(line, page, pages))


def _foot(line: Line, page: Page, pages: int) -> bool:
    """Whether a line without a measured result is of a page: it tells two things of it, or one low.

    The number of a page may be a score, and a day that of a result. So a number tells enough beside
    the day of printing, and beside other days or alone in the margin only where it is right.
    """
    held = [at for phrase in line.phrases if (at := _numbered(phrase))]
    lowest = line.middle > page.height * (1 - _EDGE)
    if not held and not lowest:
        return False
    right = (page.number, pages) in held
    days = [phrase.text for phrase in line.phrases if holds_day(phrase.text)]
    printed = [text for text in days if tells_when(text) is Label.REPORTED]
    first = printed[:1] == [line.phrases[0].text]
    return bool(held and printed) or (right and bool(days or lowest)) or (lowest and first)


def _numbered(phrase: Phrase) -> tuple[int, int] | None:
    """The page and how many there are, where a phrase is no titre; ratios are told the same way."""
    return None if in_words(phrase.text) else page_of(phrase.text)


def _measured(phrase: Phrase, reader: Reader) -> bool:
    return with_unit(phrase, reader) or reader.surely_unit(phrase.text) or reader.range(phrase.text)


def _ends(text: str) -> bool:
    return ends_report(text) or numbers_page(text)


def _key(line: Line) -> tuple[str, int]:
    return line.text, round(line.middle / _LEVEL)


def _edge(line: Line, page: Page) -> bool:
    """Whether a line stands at the very top or bottom of a page."""
    return not _EDGE < line.middle / max(page.height, 1.0) < 1 - _EDGE


def _without(page: Page, repeated: Sequence[Line], own: Sequence[Line], reader: Reader) -> Page:
    if not repeated:
        return page
    heads = [heading.box for heading in headings_of(own)]
    gone = {
        word.box
        for line in repeated
        if not any(box[1] <= line.middle <= box[3] for box in heads)
        and (_edge(line, page) or not any(reader.number(p.text) for p in line.phrases))
        for word in line.words
    }
    return replace(page, words=tuple(word for word in page.words if word.box not in gone))
