"""What a reviewer sees of each page that was read: drawn from a PDF, or the picture as it came."""

from collections.abc import Collection, Iterator
from importlib import import_module
from typing import Any, Final

from chartside.errors import MissingExtra, UsageError
from chartside.fhir.lab_reports.confined import confined_pictures
from chartside.fhir.lab_reports.opening import Format, Opened
from chartside.fhir.lab_reports.pictures import Picture, png_of
from chartside.tools.labs.judged import JudgedFile

MOST_PICTURES: Final = 40
"""Of one file: a page of a hundred pictures is one that no browser opens."""
_DPI: Final = 110
_SHOWN: Final = frozenset({Format.PNG, Format.JPEG, Format.WEBP})
"""Pictures that browsers show as they are."""


def pictures_for(file: JudgedFile) -> tuple[Picture, ...]:
    """A picture of each page that was read, the first forty; none of somebody else's report."""
    read, opened = file.read, file.read.opened
    own = {page.number for page in read.pages} - file.others
    numbers = sorted(own)[:MOST_PICTURES]
    if opened is None or not read.reports or not numbers:
        return ()
    if opened.format is Format.PDF:
        return confined_pictures(opened.octets, numbers, _DPI)
    if opened.format not in _SHOWN or len(read.pages) > 1 or file.others:
        return tuple(_in_grey(opened, numbers))
    (page,) = read.pages
    return (Picture(page.number, page.width, page.height, opened.octets, opened.format.value),)


def _in_grey(opened: Opened, numbers: Collection[int]) -> Iterator[Picture]:
    """The pages of a fax, say, which no browser shows; those before one that is damaged."""
    try:
        # it is there where the pages were read, and its libraries are not loaded before
        pictures: Any = import_module("chartside.models.page_images.opening")
        for number, one in enumerate(pictures.open_pictures(opened.octets), 1):
            if number in numbers:
                high, wide = one.gray.shape
                data = png_of(one.gray.tobytes(), (wide, high))
                yield Picture(number, one.width, one.height, data)
    except (UsageError, MissingExtra):
        return
