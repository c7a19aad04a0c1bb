"""A run as it goes: what is being done, sections as they are written, and a way to stop it.

What is written stands there before anybody has checked it, and is marked so. The page is whole
without a script too: it shows what there is when it is loaded.
"""

from asyncio import to_thread
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Header
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from chartside.errors import TooManyRuns
from chartside.fhir.withheld import reasons, withheld
from chartside.sidebar.http.streams import TheStream, while_open
from chartside.sidebar.pages.instead import at_work
from chartside.sidebar.pages.looked import looks
from chartside.sidebar.pages.reader import Reader, TheReader, TheWriter
from chartside.sidebar.running import Event, Run

router: Final = APIRouter()
_BUSY: Final = 429
_WRITTEN: Final = frozenset({"section", "answer"})
_QUIET: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Asked(BaseModel):
    """What is to be written; with a question, the rest asks for nothing."""

    model_config = ConfigDict(hide_input_in_errors=True)

    kind: str = Field(default="summary", max_length=40)
    question: str = Field(default="", max_length=500)
    since: str = Field(default="", max_length=10)
    focus: str = Field(default="", max_length=200)
    length: str = Field(default="normal", max_length=10)
    anew: str = Field(default="", max_length=3)
    """`yes` where the person has seen what is open of this kind and wants a new one."""


@router.post("/runs")
async def start(reader: TheWriter, asked: Annotated[Asked, Form()]) -> Response:
    """Have a document written, or a question answered, and go to where it can be watched."""
    if question := asked.question.strip():
        return await _started(reader, asked.kind, {"question": question})
    if not asked.anew and (there := await to_thread(at_work, reader.visit, asked.kind)):
        return reader.page(
            "instead.html", there=there, asked=asked.model_dump(exclude={"question", "anew"})
        )
    held = {"since": asked.since.strip(), "focus": asked.focus.strip(), "length": asked.length}
    return await _started(reader, asked.kind, held)


@router.post("/runs/{run_id}/again")
async def again(reader: TheWriter, run_id: str) -> Response:
    """Go on with a run that was cut off."""
    run = reader.house.runs.get(reader.visit.owner, run_id)
    return await _started(reader, run.job.kind, {"resume": run.draft_id})


async def _started(reader: Reader, kind: str, asked: Mapping[str, str]) -> Response:
    try:
        run = await reader.house.runs.start(reader.visit.owner, reader.visit.job(kind, **asked))
    except TooManyRuns:
        return reader.page("busy.html", status=_BUSY)
    return reader.go(f"/runs/{run.id}")


@router.get("/runs/{run_id}")
def page(reader: TheReader, run_id: str) -> HTMLResponse:
    """A run with what it has told so far."""
    run = reader.house.runs.get(reader.visit.owner, run_id)
    events = run.events
    last = events[-1] if events else None
    return reader.page(
        "run.html",
        run=run,
        written=_latest(events),
        step=_step(events),
        end=_end(reader, last) if last and last.final else None,
        after=last.number if last else 0,
    )


@router.post("/runs/{run_id}/stop")
async def stop(reader: TheWriter, run_id: str) -> Response:
    """Stop a run; what is written of a document by then is kept as a draft that says so."""
    await reader.house.runs.cancel(reader.visit.owner, run_id)
    return reader.go(f"/runs/{run_id}")


@router.get("/runs/{run_id}/live")
async def live(
    reader: TheReader,
    run_id: str,
    _: TheStream,
    after: int = 0,
    last_event_id: Annotated[str, Header(max_length=9)] = "",
) -> StreamingResponse:
    """The events of a run as parts of its page (WHATWG HTML, server-sent events)."""
    run = reader.house.runs.get(reader.visit.owner, run_id)
    begin = int(last_event_id) if last_event_id.isdecimal() else after
    return StreamingResponse(
        _told(reader, run, begin), media_type="text/event-stream", headers=_QUIET
    )


async def _told(reader: Reader, run: Run, after: int) -> AsyncIterator[str]:
    events = run.follow(after)
    async for event in while_open(reader.house.sessions, reader.session, events):
        if event.final:
            end = await to_thread(_end, reader, event)
            yield _sent(event.number, "end", reader.text("run_end.html", run=run, end=end))
        elif event.name in _WRITTEN:
            held = reader.text("run_section.html", section=_section(event.data))
            yield _sent(event.number, "section", held)
        else:
            yield _sent(event.number, "step", reader.text("run_step.html", step=event.data))


def _sent(number: int, name: str, text: str) -> str:
    lines = "".join(f"data: {line}\n" for line in text.splitlines() if line.strip())
    return f"id: {number}\nevent: {name}\n{lines or 'data:'}\n"


def _section(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A section that was written: its place, its title, and the words of its sentences."""
    texts = [str(one.get("text", "")) for one in data.get("statements", ())]
    name = "".join(c if c.isalnum() else "-" for c in str(data.get("section", "")))
    return {"anchor": f"written-{name}", "title": data.get("title", ""), "texts": texts}


def _latest(events: tuple[Event, ...]) -> list[Mapping[str, Any]]:
    """Each section as it was told last, in the order in which they came first."""
    held: dict[str, Mapping[str, Any]] = {}
    for event in events:
        if event.name in _WRITTEN:
            section = _section(event.data)
            held[section["anchor"]] = section
    return list(held.values())


def _step(events: tuple[Event, ...]) -> Mapping[str, Any]:
    told = [event.data for event in events if event.name == "progress"]
    return told[-1] if told else {"step": "waiting", "done": 0, "total": 0}


def _end(reader: Reader, event: Event) -> Mapping[str, Any]:
    """How a run ended, with everything that one of the four ends may tell."""
    return {
        "name": event.name,
        "draft": event.data.get("draft", ""),
        "looked_for": looks(map(str, event.data.get("looked_for", ()))),
        "code": event.data.get("code", ""),
        "withheld": withheld(reasons(reader.visit.chart().set_aside)),
    }
