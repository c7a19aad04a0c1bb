"""A file that is said to be a laboratory report, read: its reports, or why there is none.

The words come from the text layer of a PDF; where a page has none, from whoever reads pictures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final, Protocol

from chartside.fhir.lab_reports.confined import OUTGROWN, confined_pages, confined_pictures
from chartside.fhir.lab_reports.likeness import NO_REPORT, is_laboratory_report
from chartside.fhir.lab_reports.opening import Format, Opened
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.pictures import Picture
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.lab_reports.report import LabReport
from chartside.fhir.lab_reports.selecting import EVERY_PAGE, Selection
from chartside.fhir.lab_reports.shown import scaled, shown_page, shown_report
from chartside.fhir.text.found import Unread
from chartside.fhir.text.pdf import MOST_PAGES, NO_TEXT
from chartside.tools.labs.watch import MOST_SECONDS, TOO_LONG, UNWATCHED, Progress, Watch
from chartside.tools.labs.weighing import weighed

SCAN_DPI: Final = 300
"""What scans are drawn at to be read: print of 6 points has 25 pixels."""
MOST_SCANNED: Final = 40
"""Pages of one file that are read as pictures: each takes some seconds."""
_GLANCE_DPI: Final = 36
"""Enough to see whether anything stands on a page."""
_AT_ONCE: Final = 4
"""Pages that are drawn in one go."""
NO_READER: Final = "it is a picture, and pictures are not read here"
NOT_UNDERSTOOD: Final = "no result was read of it: what may be one was set aside"
NOTHING: Final = "nothing is printed on it that can be read"


class PictureReader(Protocol):
    """Reads print in pictures."""

    @property
    def name(self) -> str:
        """Who reads, with the version."""
        ...

    def pages(self, octets: bytes, watch: Watch = UNWATCHED) -> tuple[Page, ...] | Unread:
        """The words of each page in a picture file, in pixels of the page as it was straightened.

        `Page.straightened` leads back to the picture. Pages that the watch does not ask for are
        left out; `TOO_LONG` where its time is up before the last.
        """
        ...


@dataclass(frozen=True, slots=True)
class How:
    """Which pages are read, and who reads pictures; without anybody, pictures are not read.

    `seconds` bounds the reading of the pictures of one file.
    """

    pages: Selection = EVERY_PAGE
    pictures: PictureReader | None = None
    progress: Progress = lambda _done, _total: None
    seconds: float = MOST_SECONDS

    def watch(self) -> Watch:
        """For a file that is begun now."""
        return Watch(self.pages, self.progress, monotonic() + self.seconds)

    @property
    def reader(self) -> str:
        """Who reads pictures, with the version; empty where nobody does."""
        return self.pictures.name if self.pictures else ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What was read of a file; `reason` says why it has no results, where it has none.

    `opened` is None where it is nothing that could be opened.
    """

    opened: Opened | None = None
    pages: tuple[Page, ...] = ()
    reports: tuple[LabReport, ...] = ()
    reason: str = ""
    failed: bool = False
    """Whether it could not be read at all, rather than read and found to be no report."""

    @property
    def unit(self) -> str:
        """What boxes are measured in: `pt` on a PDF, `px` on a picture."""
        return "pt" if self.opened and self.opened.format is Format.PDF else "px"


def read_opened(opened: Opened, how: How) -> FileRead:
    """The reports in a file. Raises nothing for what is in it.

    Raises:
        MissingExtra: What reads PDF is not installed.
    """
    return as_shown(read_level(opened, how))


def read_level(opened: Opened, how: How) -> FileRead:
    """As `read_opened`, with boxes on the pages as they were straightened to be read."""
    found = _of_pdf(opened, how) if opened.format is Format.PDF else _of_picture(opened, how)
    if isinstance(found, Unread):
        return FileRead(opened, reason=found.reason, failed=True)
    pages = how.pages.of(found)
    if not any(page.words for page in pages):
        said = NOTHING if pages else "it has no page of these numbers"
        return FileRead(opened, pages, reason=said)
    reports = read_report(pages)
    if not is_laboratory_report(reports):
        return _none(opened, pages, reports)
    return FileRead(opened, pages, tuple(weighed(one, pages, how.reader) for one in reports))


def _none(opened: Opened, pages: tuple[Page, ...], reports: tuple[LabReport, ...]) -> FileRead:
    """No results: nothing is kept of what is no report.

    Where rows were set aside and nothing else, they may be results of a layout that no rule knows.
    """
    aside = any(report.set_aside for report in reports)
    if aside and not any(report.results for report in reports):
        return FileRead(opened, pages, reports, NOT_UNDERSTOOD)
    return FileRead(opened, pages, reason=NO_REPORT)


def as_shown(read: FileRead) -> FileRead:
    """The same with boxes on the pages as a reviewer sees them."""
    reports = tuple(shown_report(report, read.pages) for report in read.reports)
    return replace(read, pages=tuple(map(shown_page, read.pages)), reports=reports)


def _of_picture(opened: Opened, how: How) -> tuple[Page, ...] | Unread:
    if how.pictures is None:
        return Unread(NO_READER)
    return how.pictures.pages(opened.octets, how.watch())


def _of_pdf(opened: Opened, how: How) -> tuple[Page, ...] | Unread:
    found = confined_pages(opened.octets)
    if isinstance(found, Unread):
        return _without_text(opened, how) if found.reason == NO_TEXT else found
    bare = [p.number for p in how.pages.of(found) if not p.words]
    if how.pictures is None or not bare:
        return found
    read = _scanned(opened, how, bare)
    held = {} if isinstance(read, Unread) else {page.number: page for page in read}
    return tuple(held.get(page.number, page) for page in found)


def _without_text(opened: Opened, how: How) -> tuple[Page, ...] | Unread:
    """A PDF of pictures: read by whoever reads pictures, or seen to be blank."""
    if how.pictures is not None:
        return _scanned(opened, how, None)
    drawn = confined_pictures(opened.octets, range(1, MOST_SCANNED + 1), _GLANCE_DPI)
    if not drawn or not all(one.blank for one in drawn):
        return Unread(NO_TEXT if drawn else OUTGROWN)
    return tuple(Page(one.page, one.width, one.height, ()) for one in drawn)


def _scanned(opened: Opened, how: How, numbers: Sequence[int] | None) -> tuple[Page, ...] | Unread:
    """Pages of a PDF that are pictures, drawn and read; None is every page that was asked for."""
    wanted = numbers or [n for n in range(1, MOST_PAGES + 1) if how.pages.holds(n)]
    read: list[Page] = []
    watch = Watch(until=how.watch().until)  # each picture is one page of the file
    for done, drawn in enumerate(_drawn(opened, wanted)):
        if done == MOST_SCANNED:
            return Unread(f"it is a scan of more than {MOST_SCANNED} pages: choose with --pages")
        found = Unread(TOO_LONG) if watch.over else _print_on(drawn, how, watch)
        if isinstance(found, Unread):
            return found
        read += found
        how.progress(done + 1, len(numbers) if numbers else done + 1)
    return tuple(read)


def _print_on(drawn: Picture, how: How, watch: Watch) -> list[Page] | Unread:
    """What is printed on a page that was drawn; an empty one is not waited for."""
    if drawn.blank:
        return [Page(drawn.page, drawn.width, drawn.height, ())]
    found = how.pictures.pages(drawn.data, watch) if how.pictures else Unread(NO_READER)
    return found if isinstance(found, Unread) else [_in_points(page, drawn) for page in found]


def _drawn(opened: Opened, numbers: Sequence[int]) -> Iterator[Picture]:
    """The pages of these numbers, until one is not there."""
    for start in range(0, len(numbers), _AT_ONCE):
        asked = numbers[start : start + _AT_ONCE]
        drawn = confined_pictures(opened.octets, asked, SCAN_DPI)
        yield from drawn
        if len(drawn) < len(asked):
            return


def _in_points(page: Page, drawn: Picture) -> Page:
    """A page that was read in pixels of a picture, as the page of the PDF that it is."""
    return replace(scaled(page, drawn.width / drawn.pixels[0]), number=drawn.page)
