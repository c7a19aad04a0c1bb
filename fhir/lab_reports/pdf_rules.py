"""The straight lines that are drawn on a PDF page: rules, the frames of cells, thin bars.

Not covered: lines that are not level or upright, curves, and lines of pictures. A filled band
without an outline is a ground of a row, not a rule. Source: PDFium, fpdf_edit.h.
"""

import ctypes
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from chartside.fhir.lab_reports.page import Box

try:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # ships no types
except ImportError:  # the extra `documents` is not installed
    pdfium = None

_THIN: Final = 2.5
"""Points: a bar that is thicker is no rule."""
_SHORT: Final = 4.0
"""Points: a line that is shorter belongs to a letter or a mark."""
MOST_PARTS: Final = 20_000
"""Of a page; a drawing has more, and its lines part no columns."""

Point = tuple[float, float]


def rules_of(page: Any) -> tuple[Box, ...]:
    """Thin boxes in the space of the file: left, bottom, right, top."""
    if pdfium.FPDFPage_CountObjects(page) > MOST_PARTS:
        return ()
    found = (rule for part in _paths(page) for rule in _lines(part))
    return tuple(islice(found, MOST_PARTS))


def _paths(page: Any) -> Iterator[Any]:
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        part = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(part) == pdfium.FPDF_PAGEOBJ_PATH:
            yield part


def _lines(part: Any) -> Iterator[Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(part, fill, stroke)
    if stroke.value:
        yield from (line for line in _strokes(part) if _straight(line))
    elif fill.value:
        sides = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(part, *sides):
            left, bottom, right, top = (side.value for side in sides)
            if _straight((left, bottom, right, top)):
                yield left, bottom, right, top


def _straight(box: Box) -> bool:
    across, up = box[2] - box[0], box[3] - box[1]
    return min(across, up) <= _THIN and max(across, up) >= _SHORT


def _strokes(part: Any) -> Iterator[Box]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(part, matrix)
    start: Point = (0.0, 0.0)
    last: Point = start
    for number in range(min(pdfium.FPDFPath_CountSegments(part), MOST_PARTS)):
        segment = pdfium.FPDFPath_GetPathSegment(part, number)
        here = _point(segment, matrix)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield _between(last, here)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield _between(here, start)
        last = here


def _point(segment: Any, matrix: Any) -> Point:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    across = matrix.a * x.value + matrix.c * y.value + matrix.e
    return across, matrix.b * x.value + matrix.d * y.value + matrix.f


def _between(one: Point, other: Point) -> Box:
    lefts, heights = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return lefts[0], heights[0], lefts[1], heights[1]
