"""The chart beside a draft: results with their course, notes as they are written."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chartside.draft import Citation, Draft
from chartside.errors import NotThere
from chartside.fhir.clinical.results import Series, is_abnormal, lab_series, vital_series
from chartside.sidebar.evidence import courses_of, measured_words
from chartside.sidebar.pages.passages import marked
from chartside.sidebar.pages.reader import TheReader
from chartside.sidebar.pages.trends import Drawing, drawing
from chartside.tools.names import name_of

router: Final = APIRouter()


@dataclass(frozen=True, slots=True)
class Result:
    """A test with its newest result."""

    reference: str
    name: str
    value: str
    flag: str
    when: str
    drawn: Drawing | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note or report in a list; `unread` is why it has no text."""

    reference: str
    title: str
    when: str
    author: str
    status: str
    unread: str


@router.get("/results")
def results(reader: TheReader) -> HTMLResponse:
    """Laboratory tests and signs by their newest results, what is out of range first."""
    chart = reader.visit.chart()
    return reader.page(
        "results.html",
        labs=_newest_first(lab_series(chart)),
        vitals=_newest_first(vital_series(chart)),
    )


def _newest_first(held: tuple[Series, ...]) -> list[Result]:
    rows = [_result(one) for one in held]
    rows.sort(key=lambda one: one.when, reverse=True)
    return sorted(rows, key=lambda one: not one.flag)


def _result(one: Series) -> Result:
    latest = one.latest
    return Result(
        latest.reference,
        name_of(latest),
        measured_words(latest),
        is_abnormal(latest),
        latest.when.text if latest.when else "",
        drawing(courses_of(one)),
    )


@router.get("/notes")
def notes(reader: TheReader) -> HTMLResponse:
    """Notes and reports, newest first."""
    held = [
        Note(
            one.reference,
            one.label,
            one.when.text if one.when else "",
            one.author,
            one.status,
            one.reason,
        )
        for one in reversed(reader.visit.chart().documents())
    ]
    return reader.page("notes.html", notes=held)


@router.get("/notes/{type_}/{id_}")
def note(reader: TheReader, type_: str, id_: str, of: str = "", draft: str = "") -> HTMLResponse:
    """A note as text and nothing else: no picture, no script, no link of it is followed.

    With `of` and `draft` the passages that this sentence of this draft quotes are marked.
    """
    reference = f"{type_}/{id_}"
    chart = reader.visit.chart()
    quoted: tuple[Citation, ...] = ()
    if draft:
        held = reader.visit.held(draft).draft
        chart = reader.visit.chart_of(held)
        quoted = _quoted(held, of, reference)
    found = chart.document(reference)
    if found is None:
        raise NotThere("there is no such note in this chart")
    return reader.page(
        "note.html",
        note=found,
        text=marked(found.text, quoted),
        back=f"/drafts/{draft}" if draft else "/notes",
    )


def _quoted(draft: Draft, of: str, reference: str) -> tuple[Citation, ...]:
    own = (s for s in draft.statements if s.id == of)
    return tuple(c for s in own for c in s.citations if c.reference == reference)
