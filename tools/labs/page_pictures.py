"""What a reviewer sees of each page that was read: drawn from a PDF, or the picture as it came."""

from typing import Final

from chartside.fhir.lab_reports.confined import confined_pictures
from chartside.fhir.lab_reports.opening import Format
from chartside.fhir.lab_reports.pictures import Picture
from chartside.tools.labs.judged import JudgedFile

MOST_PICTURES: Final = 40
"""Of one file: a page of a hundred pictures is one that no browser opens."""
_DPI: Final = 110
_SHOWN: Final = frozenset({Format.PNG, Format.JPEG, Format.WEBP})
"""Pictures that browsers show. A TIFF is not drawn here: its rows are shown without it."""


def pictures_for(file: JudgedFile) -> tuple[Picture, ...]:
    """A picture of each page that was read, the first forty; none of somebody else's report."""
    read, opened = file.read, file.read.opened
    own = {page.number for page in read.pages} - file.others
    numbers = sorted(own)[:MOST_PICTURES]
    if opened is None or not read.reports or not numbers:
        return ()
    if opened.format is Format.PDF:
        return confined_pictures(opened.octets, numbers, _DPI)
    if opened.format not in _SHOWN or file.others:
        return ()
    first = read.pages[0]
    held = Picture(first.number, first.width, first.height, opened.octets, opened.format.value)
    return (held,)
