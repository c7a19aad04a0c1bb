"""What can be seen of a page of a PDF: it is drawn, but only where something looks wrong.

Pale or clear ink, letters too small to read, words off the page, and words under a shape that is
drawn after them. The words over a scan are clear, and seen all the same: in its ink. Source:
PDFium, fpdf_text.h and fpdf_edit.h.
"""

import ctypes
from collections.abc import Sequence
from typing import Any, Final

try:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    pdfium = None

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points, from the lower left corner of the page."""

_TINY: Final = 1.75
"""Points; text whose line is not as high cannot be read."""
_SCALE: Final = 2
_FLAT: Final = 24
"""Steps of 255 by which ink must differ from its ground."""
_PALE: Final = 200
_SOLID: Final = 64


class Paper:
    """What can be seen of a page, which is drawn only where some ink is pale."""

    def __init__(self, page: Any, layer: Any) -> None:
        self._page, self._layer = page, layer
        self._crop: Box = page.get_bbox()
        self._covers = _covers(page)
        self._drawn: Any = None

    def shows(self, number: int, box: Box) -> bool:
        """Whether a reader sees the character of a number, whose line has this box."""
        left, bottom, right, top = box
        if 0 < max(right - left, top - bottom) < _TINY:
            return False
        within = left < self._crop[2] and right > self._crop[0]
        if not within or bottom >= self._crop[3] or top <= self._crop[1]:
            return False
        across, up = (left + right) / 2, (bottom + top) / 2
        under = any(c[0] < across < c[2] and c[1] < up < c[3] for c in self._covers)
        unsure = under or self._pale(number)
        return not unsure or self._inked(self._layer.get_charbox(number))

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


def _covers(page: Any) -> list[Box]:
    """Filled shapes and pictures that are drawn after some text, and so perhaps over it."""
    found: list[Box] = []
    written = False
    sides = [ctypes.c_float() for _ in range(4)]
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        part = pdfium.FPDFPage_GetObject(page, number)
        kind = pdfium.FPDFPageObj_GetType(part)
        written = written or kind in {pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM}
        if written and _covering(part, kind) and pdfium.FPDFPageObj_GetBounds(part, *sides):
            left, bottom, right, top = (side.value for side in sides)
            if min(right - left, top - bottom) > _THIN:
                found.append((left, bottom, right, top))
    return found if len(found) <= _MOST_COVERS else [around(found)]


def _covering(part: Any, kind: int) -> bool:
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        return bool(pdfium.FPDFPath_GetDrawMode(part, fill, stroke)) and fill.value != 0
    return kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}


_THIN: Final = 3.0
"""Points: a rule of a table covers nothing."""
_MOST_COVERS: Final = 50


def around(boxes: Sequence[Box]) -> Box:
    """The box that holds all of them."""
    left, bottom, right, top = zip(*boxes, strict=True)
    return (min(left), min(bottom), max(right), max(top))
