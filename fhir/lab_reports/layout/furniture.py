"""What is repeated on the pages of a document at one height is its head or foot, not a result.

A line with a number that may be a result stays: two patients may have the same one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.fhir.lab_reports.cells.closing import numbers_page, signs
from chartside.fhir.lab_reports.cells.labels import ends_report
from chartside.fhir.lab_reports.layout.headings import headings_of
from chartside.fhir.lab_reports.layout.lines import Line, lines_of
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


def without_endings(page: Page) -> Page:
    """The page without the lines that say that the report ends, who signed it and its number."""
    lines = lines_of(page)
    whole = [word for line in lines if _ends(line.text) or signs(line.text) for word in line.words]
    parts = [phrase for line in lines for phrase in line.phrases if _ends(phrase.text)]
    gone = {word.box for word in (*whole, *(w for part in parts for w in part.words))}
    return replace(page, words=tuple(word for word in page.words if word.box not in gone))


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
