"""Runs: having a document written or a question answered, and following it while it is."""

from collections.abc import AsyncIterator
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Header, Path
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field, model_validator

from chartside.errors import NotThere
from chartside.prompts.kinds import document_kinds
from chartside.sidebar.api.answers import CHANGES, PREFIX, refusals
from chartside.sidebar.api.shapes import Asked, Given
from chartside.sidebar.asked import TheHouse, TheSession
from chartside.sidebar.http.csrf import TheChange
from chartside.sidebar.http.idempotency import TheOnce
from chartside.sidebar.http.streams import TheStream, while_open
from chartside.sidebar.running import Run
from chartside.signoff.clock import utc_text

router: Final = APIRouter(prefix=PREFIX, tags=["runs"])
_DIGITS: Final = 10
_LANGUAGE: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"


class RunAsked(Asked):
    """A document of a kind, an answer to a `question`, or a run that was cut off (`resume`)."""

    kind: str = Field(default="summary", pattern=r"^[a-z][a-z0-9_]{0,39}$")
    question: str = Field(default="", max_length=1000, examples=["Is she on an anticoagulant?"])
    since: str = Field(default="", pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")
    focus: str = Field(default="", max_length=200)
    length: Literal["short", "normal", "long"] = "normal"
    language: Annotated[str, Field(pattern=_LANGUAGE)] | Literal[""] = ""
    dictation: str = Field(default="", max_length=100_000)
    resume: str = Field(
        default="", max_length=64, description="`draft` of a run of this session that was cut off."
    )

    @model_validator(mode="after")
    def _one_thing(self) -> "RunAsked":
        if self.question and (self.dictation or self.resume):
            raise ValueError("a question is asked by itself")
        return self


class RunShape(Given):
    """A run. `draft` is there once it has ended with one, or may be gone on with."""

    id: str
    state: Literal["waiting", "running", "ended", "silent", "failed", "cancelled"]
    kind: str
    draft: str | None
    begun: str | None
    ended: str | None
    events: str = Field(description="Where it can be followed.")


class RunsShape(Given):
    """Runs of this session, the oldest first."""

    runs: tuple[RunShape, ...]


@router.post(
    "/runs",
    operation_id="startRun",
    summary="Have a document written, or a question answered",
    status_code=202,
    response_model=RunShape,
    responses=refusals(*CHANGES),
)
async def start(house: TheHouse, session: TheChange, once: TheOnce, asked: RunAsked) -> Response:
    """Starts it in a worker and answers at once; Location leads to the run.

    The draft that comes of it is nobody's until a person signs it.
    """
    visit, owner = session.visit, session.visit.owner
    if asked.resume and not any(run.draft_id == asked.resume for run in house.runs.of(owner)):
        raise NotThere("this session has no run of this draft")
    if not asked.question:
        kinds = await run_in_threadpool(document_kinds, (visit.here.kinds,))
        if asked.kind not in kinds:
            raise NotThere("there is no document kind of this id")
    run = await house.runs.start(owner, visit.job(**asked.model_dump()))
    return once.answer(shape(run), 202, {"Location": f"{PREFIX}/runs/{run.id}"})


@router.get("/runs", operation_id="listRuns", summary="Runs of this session", responses=refusals())
async def list_runs(house: TheHouse, session: TheSession) -> RunsShape:
    """What was asked for, and where it stands."""
    return RunsShape(runs=tuple(map(shape, house.runs.of(session.visit.owner))))


RunId = Annotated[str, Path(max_length=64, description="The run.")]


async def own_run(house: TheHouse, session: TheSession, run_id: RunId) -> Run:
    """A run of this session; `NotThere` for any other id."""
    return house.runs.get(session.visit.owner, run_id)


TheRun = Annotated[Run, Depends(own_run)]


@router.get("/runs/{run_id}", operation_id="readRun", summary="One run", responses=refusals(404))
async def read_run(run: TheRun) -> RunShape:
    """Where it stands."""
    return shape(run)


@router.delete(
    "/runs/{run_id}",
    operation_id="cancelRun",
    summary="Stop a run",
    responses=refusals(403, 404),
)
async def cancel(house: TheHouse, session: TheChange, run: TheRun) -> RunShape:
    """Stops it; what is written of a document is kept as a draft."""
    await house.runs.cancel(session.visit.owner, run.id)
    return shape(run)


@router.get(
    "/runs/{run_id}/events",
    operation_id="followRun",
    summary="Follow a run",
    response_class=EventSourceResponse,
    responses=refusals(404),
)
async def follow(
    house: TheHouse,
    session: TheSession,
    run: TheRun,
    _: TheStream,
    last_event_id: Annotated[
        str | None, Header(description="The last event that was received.")
    ] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events, from the first or from the one after Last-Event-ID, to the last.

    `progress` tells of steps; `section` and `answer` hold sentences as they were written, **which
    nobody has checked yet**: whoever shows them says so. The last is `ended`, `silent`, `failed` or
    `cancelled`.
    """
    after = int(last_event_id) if last_event_id and _is_number(last_event_id) else 0
    async for event in while_open(house.sessions, session, run.follow(after)):
        yield ServerSentEvent(data=dict(event.data), event=event.name, id=str(event.number))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _DIGITS


def shape(run: Run) -> RunShape:
    """A run as it is told."""
    last = run.events[-1] if run.over and run.events else None
    draft = str(last.data.get("draft") or "") if last else ""
    return RunShape(
        id=run.id,
        state=run.state.value,
        kind="answer" if run.job.question else run.job.kind,
        draft=draft or None,
        begun=utc_text(run.begun) if run.begun else None,
        ended=utc_text(run.ended) if run.ended else None,
        events=f"{PREFIX}/runs/{run.id}/events",
    )
