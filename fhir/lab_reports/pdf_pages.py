"""The pages of a digital PDF as words with boxes, through PDFium; a scan has none, and says so.

Words are told apart by the gaps between glyphs, whatever the order and the pieces in which the
file draws them. Letters that are drawn twice to look bold are read once.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from time import monotonic
from typing import Any, Final

from chartside.fhir.lab_reports.page import Page, Word, around
from chartside.fhir.lab_reports.pdf_glyphs import Glyph, glyphs_of, turned
from chartside.fhir.lab_reports.pdf_rules import rules_of
from chartside.fhir.text.found import Unread
from chartside.fhir.text.pdf import MOST_CHARACTERS, MOST_PAGES, NO_TEXT, read_pdf

LONGEST: Final = 120.0
"""Seconds that a file may take."""
_SPACE: Final = 0.14
"""Of the height of a line: a gap as wide parts two words (a space is 0.2 to 0.3 of it)."""
_TRACKED: Final = 0.4
"""Of that height: the widest gap between the letters of a line that is spaced out."""
_FULL: Final = 0.6
"""Of the highest glyph of a word: an exponent is lower, and its box is not the line's."""
_LEVEL: Final = 0.2
"""Of that height: how far two glyphs of one line may stand from one baseline."""
_TWICE: Final = 0.12
"""Of that height: a glyph that is drawn again as near stands there once."""
_FEWEST: Final = 8
"""Gaps that tell how a line is spaced."""


def pdf_pages(octets: bytes) -> tuple[Page, ...] | Unread:
    """The words and rules of every page; or why there are none to be read."""
    return read_pdf(octets, _read)


def _read(document: Any) -> tuple[Page, ...] | Unread:
    if len(document) > MOST_PAGES:
        return Unread(f"its PDF has more than {MOST_PAGES} pages")
    pages: list[Page] = []
    length, unseen, end = 0, False, monotonic() + LONGEST
    for number in range(len(document)):
        page, hidden = _page(document[number], number + 1)
        pages.append(page)
        unseen = unseen or hidden
        length += sum(len(word.text) for word in page.words)
        if length > MOST_CHARACTERS:
            return Unread("its PDF holds more text than is read")
        if monotonic() > end:
            return Unread("its PDF takes too long to read")
    if not length:
        return Unread("none of its text can be seen" if unseen else NO_TEXT)
    return tuple(pages)


def _page(page: Any, number: int) -> tuple[Page, bool]:
    rotation = page.get_rotation()
    page.set_rotation(0)
    turn, width, height = turned(page.get_bbox(), rotation)
    glyphs, hidden = glyphs_of(page, turn, rotation)
    words = tuple(word for line in _lines(glyphs) for word in _words(line))
    rules = tuple(turn(rule) for rule in rules_of(page))
    return Page(number, width, height, words, rules), hidden


def _lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs by baseline, each line from left to right."""
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if line and glyph.baseline - line[-1].baseline > _LEVEL * glyph.height:
            yield sorted(line, key=lambda glyph: glyph.box[0])
            line = []
        line.append(glyph)
    yield sorted(line, key=lambda glyph: glyph.box[0])


def _words(line: Sequence[Glyph]) -> Iterator[Word]:
    glyphs = list(_once(line))
    for run in _parted(glyphs, _tracking(glyphs)):
        heights = [glyph.height for glyph in run]
        full = tuple(g.box for g in run if g.height >= max(heights) * _FULL)
        bold = sum(glyph.bold for glyph in run) * 2 > len(run)
        yield Word("".join(glyph.sign for glyph in run), around(full), bold)


def _tracking(line: Sequence[Glyph]) -> float:
    """How far apart the letters of a line are set: mostly 0, more where type is spaced out."""
    gaps = [two.box[0] - one.box[2] for one, two in pairwise(line) if not (one.blank or two.blank)]
    if len(gaps) < _FEWEST:
        return 0.0
    usual = median(gaps)
    return usual if 0 < usual < _TRACKED * line[0].height else 0.0


def _once(line: Sequence[Glyph]) -> Iterator[Glyph]:
    """Without the second drawing of a glyph that looks bold by being drawn twice."""
    recent: list[Glyph] = []
    for glyph in line:
        near = _TWICE * glyph.height
        recent = [g for g in recent if glyph.box[0] - g.box[0] < near]
        if not glyph.blank and any(g.sign == glyph.sign and _over(g, glyph) for g in recent):
            continue
        recent.append(glyph)
        yield glyph


def _over(one: Glyph, other: Glyph) -> bool:
    """Whether two glyphs cover each other and are no letters of one ligature, such as `ff`."""
    shared = one.box[2] - other.box[0]
    return shared * 2 > other.box[2] - other.box[0] and abs(other.number - one.number) > 1


def _parted(line: Iterable[Glyph], tracking: float) -> Iterator[list[Glyph]]:
    """Runs without a blank and without a gap as wide as one."""
    run: list[Glyph] = []
    for glyph in line:
        gap = glyph.box[0] - run[-1].box[2] - tracking if run else 0.0
        if run and (glyph.blank or gap > _SPACE * min(glyph.height, run[-1].height)):
            yield run
            run = []
        if not glyph.blank:
            run.append(glyph)
    if run:
        yield run
