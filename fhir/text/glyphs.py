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

try:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    pdfium = None

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points, from the lower left corner of the page."""

_HYPHENS: Final = "\x02\ufffe"
"""What stands for a hyphen at the end of a line."""
_DRAWN: Final = {"\xad": "-"}
"""A soft hyphen that is drawn is a hyphen; `3-6 mg` is not 36."""
_SMALL: Final = 0.85
"""Of the height of the digit before: a smaller one is an exponent, if it is raised too."""
_RAISED: Final = 0.1
_NEAR: Final = 0.5
"""Of that height: the widest gap between a number and its exponent."""
_TINY: Final = 1.75
"""Points; text whose line is not as high cannot be read."""
_SCALE: Final = 2
_FLAT: Final = 24
"""Steps of 255 by which ink must differ from its ground."""
_PALE: Final = 200
_SOLID: Final = 64


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, the box of its line, and the height of its baseline; `made` by PDFium."""

    sign: str
    box: Box
    baseline: float = 0.0
    made: bool = False

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
    paper = _Paper(page, layer)
    seen = [glyph for number, glyph in glyphs if paper.shows(number, glyph)]
    layer.close()
    return list(_lines(seen)), any(not g.made for _, g in glyphs) and len(seen) < len(glyphs)


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


class _Paper:
    """What can be seen of a page, which is drawn only where some ink is pale."""

    def __init__(self, page: Any, layer: Any) -> None:
        self._page, self._layer = page, layer
        self._crop: Box = page.get_cropbox()
        self._drawn: Any = None

    def shows(self, number: int, glyph: Glyph) -> bool:
        """Whether a reader sees a glyph; a blank is always seen."""
        if glyph.made or glyph.sign.isspace():
            return True
        left, bottom, right, top = glyph.box
        if 0 < max(right - left, top - bottom) < _TINY:
            return False
        within = left < self._crop[2] and right > self._crop[0]
        if not within or bottom >= self._crop[3] or top <= self._crop[1]:
            return False
        return not self._pale(number) or self._inked(self._layer.get_charbox(number))

    def _pale(self, number: int) -> bool:
        """Whether its ink is nearly white or clear, or it is not drawn at all."""
        held = [ctypes.c_uint(0) for _ in range(4)]
        if pdfium.FPDFText_GetFillColor(self._layer, number, *held):
            *inks, alpha = (part.value for part in held)
            if min(inks) > _PALE or alpha < _SOLID:
                return True
        shape = pdfium.FPDFText_GetTextObject(self._layer, number)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(shape) if shape else 0
        return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)

    def _inked(self, box: Box) -> bool:
        """Whether anything is to be seen in a box: pale on dark, or the scan behind its text."""
        if self._drawn is None:
            self._drawn = self._page.render(scale=_SCALE, grayscale=True)
        drawn = self._drawn
        left, right = ((x - self._crop[0]) * _SCALE for x in (box[0], box[2]))
        top, bottom = ((self._crop[3] - y) * _SCALE for y in (box[3], box[1]))
        columns = slice(max(int(left) - 1, 0), min(int(right) + 2, drawn.width))
        darkest, lightest = 255, 0
        for row in range(max(int(top) - 1, 0), min(int(bottom) + 2, drawn.height)):
            start = row * drawn.stride
            held = bytes(drawn.buffer[start + columns.start : start + columns.stop])
            darkest, lightest = min((darkest, *held)), max((lightest, *held))
        return lightest - darkest >= _FLAT


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    words: list[str] = []
    boxes: list[Box] = []
    for sign, glyph in (*_signs(glyphs), ("\n", None)):
        if sign != "\n":
            words.append(sign)
            if glyph is not None and not glyph.made and not sign.isspace():
                boxes.append(glyph.box)
            continue
        yield "".join(words), _around(boxes) if boxes else None
        words, boxes = [], []


def _signs(glyphs: Sequence[Glyph]) -> Iterator[tuple[str, Glyph]]:
    """The characters, `^` or `_` before one that stands above or below the line of a number."""
    gap: list[Glyph] = []
    last: Glyph | None = None
    base: Glyph | None = None
    for glyph, after in pairwise((*glyphs, Glyph(" ", (0, 0, 0, 0)))):
        if glyph.made:
            gap += [] if glyph.sign == "\r" else [glyph]
            continue
        if last and (mark := _shift(last, glyph)):
            gap, base = [], last
            if _numbers(last, glyph):
                yield mark, glyph
        elif last and base and _back(base, last, glyph):
            gap, base = [], None
        yield from ((blank.sign, blank) for blank in gap)
        gap = []
        said = (
            _hyphen(last, after) if glyph.sign in _HYPHENS else _DRAWN.get(glyph.sign, glyph.sign)
        )
        if said:
            yield said, glyph
        last = last if glyph.sign.isspace() else glyph
    yield from ((blank.sign, blank) for blank in gap)


def _shift(last: Glyph, glyph: Glyph) -> str:
    """Whether a glyph is smaller than the one before and above it (`^`) or below it (`_`)."""
    gap = glyph.box[0] - last.box[2]
    if glyph.height >= _SMALL * last.height or abs(gap) > _NEAR * last.height:
        return ""
    raised = (glyph.baseline - last.baseline) / last.height
    if abs(raised) > 1:
        return ""
    return "^" if raised > _RAISED else "_" if raised < -_RAISED / 2 else ""


def _numbers(last: Glyph, glyph: Glyph) -> bool:
    """Whether the one would be read as the last digit of the other."""
    return last.sign.isdecimal() and (glyph.sign.isdecimal() or glyph.sign in "+-\u2212\u2013")


def _back(base: Glyph, last: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph goes on right behind an exponent, on the line of its number."""
    level = abs(glyph.baseline - base.baseline) < _RAISED * base.height
    return level and abs(glyph.box[0] - last.box[2]) < _NEAR * base.height / 2


def _hyphen(last: Glyph | None, after: Glyph) -> str:
    """Nothing where it parts a word at the end of a line, else a hyphen."""
    parts = last is not None and last.sign.islower() and after.sign.islower()
    return "" if parts else "-"


def _around(boxes: Sequence[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return (min(left), min(bottom), max(right), max(top))
