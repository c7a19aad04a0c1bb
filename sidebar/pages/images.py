"""Images of the chart: what was reported of them, what they show, and what a model says of them.

Their files are got and decoded in processes of their own (`chartside.sidebar.imaging`). A picture
has a random address that answers to the session which looked, and to no other. What a model says
is asked for by a person, one entry at a time, where the site has switched it on; it is kept for
minutes, is no part of a draft, and nobody can sign it.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict

from chartside.errors import NotThere, TooManyRuns, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.imaging.pictures import declares_pictures
from chartside.fhir.imaging.studies import study_of
from chartside.grounding.image_findings import reports_of
from chartside.models.enabled import require_enabled
from chartside.settings import image_reader
from chartside.sidebar.imaging import TASKS, Look, Wanted
from chartside.sidebar.pages.passages import Excerpt, marked
from chartside.sidebar.pages.reader import Reader, TheReader, TheWriter
from chartside.tools.imaging.files import with_images
from chartside.tools.names import name_of

router: Final = APIRouter()
_KINDS: Final = (Kind.IMAGING, Kind.DOCUMENT, Kind.REPORT, Kind.OTHER)
_BUSY: Final = 429
_WRONG: Final = 400
_LATEST: Final = 3
"""Answers of a model that a page shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list; `pictures` says whether its images are at hand or on an archive."""

    reference: str
    title: str
    when: str
    status: str
    pictures: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """A report on the images, its text as text."""

    reference: str
    title: str
    when: str
    text: Excerpt


class Asked(BaseModel):
    """What a model is to be asked."""

    model_config = ConfigDict(hide_input_in_errors=True)

    task: str
    words: str = ""


@router.get("/images")
def images(reader: TheReader) -> HTMLResponse:
    """Whatever the chart says of images, and what has some, newest first."""
    chart = reader.visit.chart()
    held = {one.reference for one in with_images(chart)}
    rows = [
        Row(
            one.reference,
            name_of(one),
            one.when.text if one.when else "",
            one.status,
            one.reference in held,
        )
        for one in reversed(chart.of(*_KINDS))
        if one.kind is Kind.IMAGING or one.reference in held
    ]
    return reader.page("images.html", images=rows)


@router.get("/images/{type_}/{id_}")
def study(reader: TheReader, type_: str, id_: str) -> HTMLResponse:
    """One entry: its reports, its pictures where somebody looked, what a model said."""
    return _page(reader, f"{type_}/{id_}")


@router.post("/images/{type_}/{id_}/pictures")
async def prepare(reader: TheWriter, type_: str, id_: str) -> Response:
    """Get the images, and show them as a model would see them; no model is asked."""
    return await _started(reader, f"{type_}/{id_}", Asked(task=""), "pictures")


@router.post("/images/{type_}/{id_}/findings")
async def ask(reader: TheWriter, type_: str, id_: str, asked: Annotated[Asked, Form()]) -> Response:
    """Ask the site's model about the images.

    Raises:
        PolicyError: Imaging is off.
    """
    require_enabled(enabled=reader.house.settings.imaging)
    return await _started(reader, f"{type_}/{id_}", asked, "findings")


@router.get("/images/{type_}/{id_}/looks/{look_id}")
def look(reader: TheReader, type_: str, id_: str, look_id: str) -> Response:
    """How far a look is, for a page that waits for it."""
    where = f"/images/{type_}/{id_}"
    if not reader.part:
        return reader.go(where)
    held = _look(reader, f"{type_}/{id_}", look_id)
    return reader.fragment("look.html", look=held, where=where)


@router.get("/images/{type_}/{id_}/looks/{look_id}/pictures/{number}")
def beside(reader: TheReader, type_: str, id_: str, look_id: str, number: int) -> HTMLResponse:
    """One picture of a look, by its number, as large as one likes."""
    held = _look(reader, f"{type_}/{id_}", look_id)
    drawn = [one for finding in held.findings for one in finding.pictures]
    shown: dict[str, Any] = {
        "look": held,
        "number": number,
        "frame": next((one for one in held.frames if one.picture == number), None),
        "drawn": next((one for one in drawn if one.picture == number), None),
        "where": f"/images/{type_}/{id_}",
    }
    if not held.address(number) or not (shown["frame"] or shown["drawn"]):
        raise NotThere("there is no such picture")
    if reader.part:
        return reader.fragment("picture_part.html", **shown)
    return reader.page("picture.html", **shown)


@router.get("/pictures/{look_id}/{name}")
def picture(reader: TheReader, look_id: str, name: str) -> Response:
    """A picture, for the session that looked."""
    octets = reader.house.looks.picture(reader.session.name, look_id, name)
    return Response(octets, media_type="image/png", headers={"Cache-Control": "no-store"})


async def _started(reader: Reader, reference: str, asked: Asked, part: str) -> Response:
    visit = reader.visit
    await run_in_threadpool(lambda: _entry(visit.chart(), reference))
    words = asked.words.strip() if asked.task != "describe" else ""
    try:
        wanted = Wanted(str(visit.snapshot), visit.patient, reference, asked.task, words)
        reader.house.looks.start(reader.session.name, wanted)
    except TooManyRuns:
        return await run_in_threadpool(_page, reader, reference, "images.busy", _BUSY)
    except UsageError:
        return await run_in_threadpool(_page, reader, reference, "images.unnamed", _WRONG)
    return reader.go(f"/images/{reference}#{part}")


def _page(reader: Reader, reference: str, alert: str = "", status: int = 200) -> HTMLResponse:
    chart = reader.visit.chart()
    entry = _entry(chart, reference)
    looks = reader.house.looks.of(reader.session.name, entry.reference)
    shown = [one for one in looks if not one.wanted.task]
    return reader.page(
        "study.html",
        status=status,
        alert=reader.says(alert) if alert else "",
        entry=entry,
        title=name_of(entry),
        when=entry.when.text if entry.when else "",
        reports=_reports(chart, entry),
        place=_place(reader, chart, entry),
        shown=shown[0] if shown else None,
        said=[one for one in looks if one.wanted.task][:_LATEST],
        model=_model(reader),
        tasks=TASKS,
        where=f"/images/{entry.reference}",
    )


def _entry(chart: Chart, reference: str) -> Entry:
    """An entry that is about images; `NotThere` for any other."""
    entry = chart.get(reference)
    body = chart.raw(reference)
    if entry is None or body is None or entry.reference != reference:
        raise NotThere(_NONE)
    if entry.kind is not Kind.IMAGING and not declares_pictures(body):
        raise NotThere(_NONE)
    return entry


def _reports(chart: Chart, entry: Entry) -> list[Reported]:
    found = []
    for reference, every in reports_of(chart, entry):
        one, document = chart.get(reference), chart.document(reference)
        words = document.text if document and document.text else every
        when = one.when.text if one and one.when else ""
        found.append(Reported(reference, name_of(one) if one else "", when, marked(words, ())))
    return found


def _place(reader: Reader, chart: Chart, entry: Entry) -> str:
    """Where the images are: `here`, on the site's `archive`, `elsewhere`, or `none`."""
    body = chart.raw(entry.reference) or {}
    if study_of(body, chart.raw) is not None:
        return "archive" if reader.house.settings.dicomweb else "elsewhere"
    return "here" if declares_pictures(body) else "none"


def _model(reader: Reader) -> str:
    """Whether a model can be asked: `on`, `off`, or `unnamed`."""
    if not reader.house.settings.imaging:
        return "off"
    return "on" if image_reader() else "unnamed"


def _look(reader: Reader, reference: str, look_id: str) -> Look:
    held = reader.house.looks.get(reader.session.name, look_id)
    if held.wanted.reference != reference:
        raise NotThere(_NONE)
    return held


_NONE: Final = "the chart has no such entry with images"
