"""The glyphs of a PDF page, upright: what a reader sees, where, on which baseline, how heavy.

The rotation of the page is undone, text that runs in another direction than the page is left out,
and so is hidden ink. A small digit above or below the line of a number is an exponent or an index:
it is moved onto that line behind a `^` or a `_`. Source: PDFium, fpdf_text.h.
"""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from chartside.fhir.lab_reports.page import Box
from chartside.fhir.text.characters import shown
from chartside.fhir.text.exponents import level_mark, one_number
from chartside.fhir.text.paper import Paper
from chartside.fhir.text.pictorial import drawn_by

try:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    pdfium = None

Turn = Callable[[Box], Box]
"""From a box in the space of the file (left, bottom, right, top) to one on the upright page."""

_SKEW: Final = math.radians(4)
"""Text that is turned farther than this is not part of any line of the page."""
_HEAVY: Final = 600
_BOLD: Final = ("bold", "black", "heavy", "semibd", "demi")
_HYPHENS: Final = "\x02\ufffe\xad"
_LIGATURES: Final = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
)
_HALVES: Final = range(0xD800, 0xE000)
"""Surrogates, which are no characters."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of the upright page; `blank` where it is a space that is drawn."""

    sign: str
    box: Box
    baseline: float
    """In points from the top of the page."""
    bold: bool = False
    blank: bool = False
    number: int = 0
    """In the order of the file."""

    @property
    def height(self) -> float:
        """Of its line, in points: about 1.15 times the size of its type."""
        return self.box[3] - self.box[1]


def turned(crop: Box, rotation: int) -> tuple[Turn, float, float]:
    """How a page that is shown turned by `rotation` degrees is laid upright; its width, height."""
    left, bottom, right, top = crop
    turns: dict[int, Turn] = {
        0: lambda b: (b[0] - left, top - b[3], b[2] - left, top - b[1]),
        90: lambda b: (b[1] - bottom, b[0] - left, b[3] - bottom, b[2] - left),
        180: lambda b: (right - b[2], b[1] - bottom, right - b[0], b[3] - bottom),
        270: lambda b: (top - b[3], right - b[2], top - b[1], right - b[0]),
    }
    across, down = right - left, top - bottom
    sizes = (down, across) if rotation in {90, 270} else (across, down)
    return turns[rotation], *sizes


def glyphs_of(page: Any, turn: Turn, rotation: int) -> tuple[tuple[Glyph, ...], bool]:
    """The glyphs of a page whose rotation is set to 0, and whether any of them is unseen."""
    layer = page.get_textpage()
    paper = Paper(page, layer)
    fonts = _Fonts(layer)
    found: list[Glyph] = []
    hidden = False
    for number in range(layer.count_chars()):
        held = _held(layer, number, -math.radians(rotation))
        if held is None:
            continue
        box, baseline = held
        sign = fonts.sign(number)
        if sign.isspace() or not sign:
            found.append(Glyph(" ", turn(box), _level(turn, baseline), blank=True, number=number))
        elif paper.shows(number, box):
            bold = fonts.bold(number)
            found.append(Glyph(sign, turn(box), _level(turn, baseline), bold, number=number))
        else:
            hidden = True
    layer.close()
    return tuple(_levelled(found)), hidden


def _held(layer: Any, number: int, upright: float) -> tuple[Box, Box] | None:
    """The box of a glyph and the point on its baseline; None for one that is not upright.

    `upright` is the angle of upright text, which PDFium measures clockwise.
    """
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetLooseCharBox(layer, number, box)
    if box.left == box.right or pdfium.FPDFText_IsGenerated(layer, number) == 1:
        return None
    angle = pdfium.FPDFText_GetCharAngle(layer, number) - upright
    if abs((angle + math.pi) % (2 * math.pi) - math.pi) > _SKEW:
        return None
    pdfium.FPDFText_GetCharOrigin(layer, number, x, y)
    return (box.left, box.bottom, box.right, box.top), (x.value, y.value, x.value, y.value)


def _level(turn: Turn, origin: Box) -> float:
    return turn(origin)[1]


class _Fonts:
    """What the fonts of a page say: that a letter is bold, and that it draws another."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self._name = ctypes.create_string_buffer(128)

    def _family(self, number: int) -> str:
        flags = ctypes.c_int()
        size = pdfium.FPDFText_GetFontInfo(self._layer, number, self._name, 128, flags)
        said = self._name.value.decode("utf-8", "replace") if 0 < size <= len(self._name) else ""
        return said.partition("+")[2] or said

    def bold(self, number: int) -> bool:
        """Whether a glyph is drawn heavier than text is."""
        if pdfium.FPDFText_GetFontWeight(self._layer, number) >= _HEAVY:
            return True
        family = self._family(number).lower()
        return any(word in family for word in _BOLD)

    def sign(self, number: int) -> str:
        """The character that is drawn."""
        code = pdfium.FPDFText_GetUnicode(self._layer, number)
        sign = "\N{REPLACEMENT CHARACTER}" if code in _HALVES or not code else chr(code)
        if sign in _HYPHENS:
            return "-"
        letters = drawn_by(self._family(number).partition("-")[0].partition("MT")[0])
        sign = sign.translate(letters) if letters else sign
        return shown(sign.translate(_LIGATURES)).replace("\n", " ")


def _levelled(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """The same, exponents and indices on the line of their number, behind their mark."""
    base: Glyph | None = None
    last: Glyph | None = None
    for glyph in glyphs:
        mark = _shift(base, last, glyph) if base and last and not glyph.blank else ""
        if not mark or base is None or last is None:
            yield glyph
            base = last = None if glyph.blank else glyph
            continue
        box = (glyph.box[0], base.box[1], glyph.box[2], base.box[3])
        opens = last is base and one_number(base.sign, glyph.sign)
        sign = mark + glyph.sign if opens else glyph.sign
        yield replace(glyph, sign=sign, box=box, baseline=base.baseline)
        last = glyph


def _shift(base: Glyph, last: Glyph, glyph: Glyph) -> str:
    """Whether a glyph is smaller than its base and above it (`^`) or below it (`_`)."""
    gap = glyph.box[0] - last.box[2]
    return level_mark(glyph.height, base.height, gap, base.baseline - glyph.baseline)
