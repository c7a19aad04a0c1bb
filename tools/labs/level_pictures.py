"""The picture of a page as its words were read: upright and level, drawn anew from what came."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from chartside.errors import UsageError
from chartside.fhir.lab_reports.confined import confined_pictures
from chartside.fhir.lab_reports.opening import Format, Opened
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.shown import scaled
from chartside.models.page_images.opening import Picture, open_pictures
from chartside.models.page_images.placing import Gray

_DPI: Final = 300
_POINTS: Final = 72
Level = tuple[Page, Gray]
"""A page measured in pixels of its picture, and that picture."""


def level_pictures(opened: Opened, pages: Sequence[Page]) -> Iterator[Level]:
    """Each of the pages with its picture; one that cannot be drawn is left out.

    Args:
        opened: The file that they were read from.
        pages: As they were read.
    """
    wanted = {page.number: page for page in pages}
    if opened.format is Format.PDF:
        by = _DPI / _POINTS
        for drawn in confined_pictures(opened.octets, sorted(wanted), _DPI):
            for picture in open_pictures(drawn.data):
                yield _level(scaled(wanted[drawn.page], by), picture)
        return
    try:
        for number, picture in enumerate(open_pictures(opened.octets), 1):
            if number in wanted:
                yield _level(wanted[number], picture)
    except UsageError:  # damaged further on; what came before was read
        return


def _level(page: Page, picture: Picture) -> Level:
    high, wide = picture.gray.shape
    size = (max(1, round(page.width)), max(1, round(page.height)))
    if page.straightened is None:
        gray = cv2.resize(picture.gray, size, interpolation=cv2.INTER_AREA)
        return page, gray.astype(np.uint8)
    held = page.straightened
    to_gray = np.diag((wide / held.width, high / held.height, 1.0))
    tops = [strip.top for strip in held.strips]
    parts = []
    for strip, (top, end) in zip(held.strips, pairwise((*tops, page.height)), strict=True):
        lower = np.array(((1, 0, 0), (0, 1, top), (0, 0, 1)), np.float64)
        matrix = to_gray @ np.array(strip.to_picture).reshape(3, 3) @ lower
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        part = (size[0], max(1, round(end - top)))
        parts.append(cv2.warpPerspective(picture.gray, matrix, part, flags=flags, borderValue=255))
    return page, np.vstack(parts).astype(np.uint8)
