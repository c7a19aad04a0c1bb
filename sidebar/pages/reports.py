"""A laboratory report beside its results: each page as it came, a box for each row that was read.

The file lies in the draft, as the proposal that would keep it, or in the chart; it is read once
more here, and a box is drawn only where the row that is found says the sentence's own words.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chartside.draft import Draft
from chartside.errors import MissingExtra
from chartside.fhir.chart import Chart
from chartside.fhir.lab_reports.confined import confined_pictures
from chartside.fhir.lab_reports.opening import Format, Opened, attached_to
from chartside.fhir.lab_reports.pictures import Picture
from chartside.fhir.lab_reports.report import Result
from chartside.fhir.text.found import Unread
from chartside.sidebar.pages.reader import TheReader
from chartside.tools.labs.files import FileRead, How, read_opened
from chartside.tools.labs.wording import printed_words

router: Final = APIRouter()
_DPI: Final = 110
_MOST: Final = 12
"""Pages with a picture."""
_SHOWN: Final = frozenset({Format.PNG, Format.JPEG, Format.WEBP})
_AROUND: Final = 0.5


@dataclass(frozen=True, slots=True)
class Boxed:
    """A row on a page, and the proposal that it was read for."""

    proposal: str
    label: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its boxes; `source` is a data URL."""

    number: int
    width: float
    height: float
    source: str
    boxes: tuple[Boxed, ...]


@router.get("/drafts/{draft_id}/report")
def report(reader: TheReader, draft_id: str) -> HTMLResponse:
    """The pages of the report that a draft files results of."""
    draft = reader.visit.held(draft_id).draft
    opened = file_of(draft, reader.visit.chart())
    held: dict[str, Any] = {
        "draft_id": draft_id,
        "sheets": sheets(draft, opened) if opened else (),
        "number": 0,
    }
    if reader.part:
        return reader.fragment("report_part.html", **held)
    return reader.page("report.html", **held)


def file_of(draft: Draft, chart: Chart) -> Opened | None:
    """The file that the results of a draft were read from; None where it is not at hand."""
    bodies = [p.resource for p in draft.proposals if not p.target]
    for body in bodies:
        if body.get("resourceType") == "DocumentReference":
            return _first(attached_to(body, chart.raw))
    for body in bodies:
        for named in _references(body):
            raw = chart.raw(named)
            if raw is not None:
                return _first(attached_to(raw, chart.raw))
    return None


def _references(body: object) -> Iterator[str]:
    if isinstance(body, dict):
        reference = body.get("reference")
        if isinstance(reference, str) and reference.startswith("DocumentReference/"):
            yield reference
        for held in body.values():
            yield from _references(held)
    elif isinstance(body, list):
        for held in body:
            yield from _references(held)


def _first(found: tuple[Opened, ...] | Unread) -> Opened | None:
    return found[0] if isinstance(found, tuple) and found else None


def sheets(draft: Draft, opened: Opened) -> tuple[Sheet, ...]:
    """Each page of a report as a picture, with a box for each result that is proposed."""
    try:
        read = read_opened(opened, How())
        pictures = _pictures(opened, read)
    except MissingExtra:
        return ()
    wanted = {s.text: s.id for s in draft.statements}
    proposals = {p.statement: p.id for p in draft.proposals}
    found = [
        (result, proposals[wanted[words]])
        for held in read.reports
        for result in held.results
        if (words := printed_words(result)) in wanted and wanted[words] in proposals
    ]
    return tuple(_sheet(picture, found) for picture in pictures)


def _pictures(opened: Opened, read: FileRead) -> tuple[Picture, ...]:
    if opened.format is Format.PDF:
        numbers = [page.number for page in read.pages][:_MOST] or [1]
        return confined_pictures(opened.octets, numbers, _DPI)
    if opened.format in _SHOWN and len(read.pages) == 1:
        page = read.pages[0]
        kept = Picture(page.number, page.width, page.height, opened.octets, opened.format.value)
        return (kept,)
    return ()


def _sheet(picture: Picture, found: list[tuple[Result, str]]) -> Sheet:
    data = base64.b64encode(picture.data).decode()
    return Sheet(
        picture.page,
        picture.width,
        picture.height,
        f"data:{picture.media_type};base64,{data}",
        tuple(_boxed(r, name) for r, name in found if r.printed.page == picture.page),
    )


def _boxed(result: Result, proposal: str) -> Boxed:
    left, top, right, bottom = result.row
    return Boxed(
        proposal,
        printed_words(result),
        round(left - _AROUND, 1),
        round(top - _AROUND, 1),
        round(right - left + 2 * _AROUND, 1),
        round(bottom - top + 2 * _AROUND, 1),
    )
