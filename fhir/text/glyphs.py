"""The glyphs of a PDF page as lines: exponents kept, words joined again, unseen ones left out.

PDFium gives characters in reading order, and those that it adds itself (blanks, line ends) without
a box. What it does not tell is that a small digit above the line is an exponent: `10` and a raised
`9` come as `109`. Source: PDFium, fpdf_text.h.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from chartside.fhir.text.exponents import NEAR, RAISED, SMALL, level_mark, one_number
from chartside.fhir.text.paper import Box, Paper, around

try:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    pdfium = None

_HYPHENS: Final = "\x02\ufffe"
"""What stands for a hyphen at the end of a line."""
_DRAWN: Final = {"\xad": "-"}
"""A soft hyphen that is drawn is a hyphen; `3-6 mg` is not 36."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, the box of its line, and the height of its baseline; `made` by PDFium."""

    sign: str
    box: Box
    baseline: float = 0.0
    made: bool = False

    @property
    def blank(self) -> bool:
        """Whether there is nothing of it to be seen."""
        return self.made or self.sign.isspace()

    @property
    def height(self) -> float:
        """Of its line, in points: about 1.15 times the size of its type."""
        return self.box[3] - self.box[1]


Line = tuple[str, Box | None]


def lines_of(page: Any) -> tuple[list[Line], bool]:
    """The lines of a page, each with the box around it, and whether any text on it is unseen."""
    page.set_rotation(0)  # a turned page is read in the order of its own lines
    layer = page.get_textpage()
    glyphs = list(_glyphs(layer))
    paper = Paper(page, layer)
    seen = [g for number, g in glyphs if g.blank or paper.shows(number, g.box)]
    layer.close()
    return list(_lines(seen)), len(seen) < len(glyphs)


def _glyphs(layer: Any) -> Iterator[tuple[int, Glyph]]:
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for number in range(layer.count_chars()):
        code = pdfium.FPDFText_GetUnicode(layer, number)
        pdfium.FPDFText_GetLooseCharBox(layer, number, box)
        pdfium.FPDFText_GetCharOrigin(layer, number, x, y)
        held = (box.left, box.bottom, box.right, box.top)
        made = box.left == box.right and pdfium.FPDFText_IsGenerated(layer, number) == 1
        yield number, Glyph(_sign(code), held, y.value, made)


def _sign(code: int) -> str:
    return "\N{REPLACEMENT CHARACTER}" if code in _HALVES else chr(code)


_HALVES: Final = range(0xD800, 0xE000)
"""Surrogates, which are no characters."""


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    words: list[str] = []
    boxes: list[Box] = []
    for sign, glyph in (*_signs(glyphs), ("\n", None)):
        if sign != "\n":
            words.append(sign)
            if glyph is not None and not glyph.blank:
                boxes.append(glyph.box)
            continue
        yield "".join(words), around(boxes) if boxes else None
        words, boxes = [], []


def _signs(glyphs: Sequence[Glyph]) -> Iterator[tuple[str, Glyph]]:
    """The characters, `^` or `_` before one that stands above or below the line of a number."""
    last: Glyph | None = None
    base: Glyph | None = None
    gap: list[Glyph] = []
    for glyph, after in pairwise((*glyphs, Glyph(" ", (0, 0, 0, 0)))):
        if glyph.blank:
            gap += [] if glyph.sign == "\r" else [glyph]
            continue
        mark = _shift(last, glyph) if last else ""
        if last:
            gap = _between(base, last, glyph, gap)
            base = last if mark else base if _small(base, glyph) else None
        yield from ((blank.sign, blank) for blank in gap)
        if mark and last and one_number(last.sign, glyph.sign):
            yield mark, glyph
        if said := _said(glyph, last, after):
            yield said, glyph
        last, gap = glyph, []
    yield from ((blank.sign, blank) for blank in gap)


def _between(base: Glyph | None, last: Glyph, glyph: Glyph, gap: list[Glyph]) -> list[Glyph]:
    """What parts two glyphs: nothing at an exponent, a new line where PDFium missed it."""
    if _shift(last, glyph) or (base and not _small(base, glyph) and _back(base, last, glyph)):
        return [blank for blank in gap if not blank.made]
    ended = any(blank.sign == "\n" for blank in gap) or last.sign in _HYPHENS
    if not ended and _below(last, glyph):
        return [Glyph("\n", glyph.box, made=True)]
    return gap


def _small(base: Glyph | None, glyph: Glyph) -> bool:
    return base is not None and glyph.height < SMALL * base.height


def _said(glyph: Glyph, last: Glyph | None, after: Glyph) -> str:
    if glyph.sign in _HYPHENS:
        return _hyphen(last, after)
    return _DRAWN.get(glyph.sign, glyph.sign)


def _shift(last: Glyph, glyph: Glyph) -> str:
    """Whether a glyph is smaller than the one before and above it (`^`) or below it (`_`)."""
    gap = glyph.box[0] - last.box[2]
    return level_mark(glyph.height, last.height, gap, glyph.baseline - last.baseline)


def _back(base: Glyph, last: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph goes on right behind an exponent, on the line of its number."""
    level = abs(glyph.baseline - base.baseline) < RAISED * base.height
    return level and abs(glyph.box[0] - last.box[2]) < NEAR * base.height / 2


def _below(last: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph begins another line, farther left; PDFium misses it below a short one."""
    return glyph.box[2] < last.box[0] and last.baseline - glyph.baseline > last.height / 2


def _hyphen(last: Glyph | None, after: Glyph) -> str:
    """Nothing where it parts a word at the end of a line, else a hyphen."""
    parts = last is not None and last.sign.islower() and after.sign.islower()
    return "" if parts else "-"
