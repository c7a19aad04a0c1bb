"""Doing a job inside a worker: open the record, have the assistant write, say what it tells."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from chartside.agent.asking.kind import ANSWER
from chartside.agent.assistant import Assistant
from chartside.agent.authors.author import Author
from chartside.agent.authors.opening import open_author
from chartside.agent.listening import Written
from chartside.agent.progress import Progress
from chartside.draft import Draft, Status
from chartside.errors import NothingToSay, UsageError
from chartside.fhir.record import RecordSource, equating_by, open_record
from chartside.fhir.retrieval.embedding import by_meaning
from chartside.fhir.store import RecordStore
from chartside.models.embeddings import TextEmbedder
from chartside.prompts.kinds import Length
from chartside.settings import Settings, settings
from chartside.sidebar.running.job import Job
from chartside.signoff import SignoffStore

Tell = Callable[[str, Mapping[str, Any]], None]
"""Takes the name and the data of an event."""


async def done(job: Job, draft_id: str, tell: Tell) -> tuple[str, Mapping[str, Any]]:
    """Do a job; gives the name and the data of its last event.

    Raises:
        ChartsideError: As `Assistant`; but that the chart is silent is an end like any other.
        asyncio.CancelledError: It was called off, and so is whatever called this.
    """
    here = replace(settings(), home=Path(job.home))
    record = open_record(
        job.record, equating=equating_by(here.terminology, here.terminology_answers)
    )
    try:
        draft = await _drafted(job, draft_id, _searchable(record, here), here, tell)
    except NothingToSay as silent:
        return "silent", {"message": str(silent), "looked_for": list(silent.looked_for)}
    except asyncio.CancelledError:
        return "cancelled", {"draft": _kept(here, draft_id)}
    finally:
        if isinstance(record, RecordStore):
            record.close()
    return "ended", {"draft": draft.id, "status": draft.status.value}


async def _drafted(
    job: Job, draft_id: str, record: RecordSource, here: Settings, tell: Tell
) -> Draft:
    assistant = Assistant(record, settings=here, reasoner=_author(job.reasoner))

    def step(progress: Progress) -> None:
        tell("progress", {**asdict(progress), "words": progress.words})

    def section(written: Written) -> None:
        tell(*told(written))

    if job.resume:
        draft = await assistant.resume(
            job.resume, patient=job.patient, progress=step, written=section
        )
    elif job.question:
        chart = record.open_chart(job.patient)
        draft = await assistant.ask(
            chart, job.question, progress=step, written=section, draft_id=draft_id
        )
    else:
        draft = await assistant.summarize(
            record.open_chart(job.patient),
            job.kind,
            since=job.since or None,
            focus=job.focus,
            length=cast("Length", job.length),
            language=job.language,
            dictation=job.dictation,
            progress=step,
            written=section,
            draft_id=draft_id,
        )
    store = SignoffStore(here.signoff, anchor=here.anchor)
    store.remember_source(draft.id, job.record)
    await _cleared(assistant, store, draft)
    return draft


def told(written: Written) -> tuple[str, Mapping[str, Any]]:
    """The event of a section: its sentences with what they cite, and no verdict."""
    statements = [
        {"text": s.text, "citations": [asdict(c) for c in s.citations]} for s in written.statements
    ]
    name = "answer" if written.kind == ANSWER else "section"
    return name, {"section": written.section, "title": written.title, "statements": statements}


async def _cleared(assistant: Assistant, store: SignoffStore, draft: Draft) -> None:
    """End the runs of drafts that this one took the place of: they hold sentences of the chart."""
    for held in store.drafts(patient=draft.patient, status=[Status.SUPERSEDED]):
        if held.superseded_by == draft.id:
            await assistant.finish(held.draft.id)


def _kept(here: Settings, draft_id: str) -> str:
    """The id of the unfinished draft, where there is one."""
    with suppress(UsageError):
        return SignoffStore(here.signoff, anchor=here.anchor).draft(draft_id).id
    return ""


@cache
def _author(reasoner: str) -> Author:
    """Whoever writes, kept: weights are loaded once in a process."""
    return open_author(reasoner)


def _searchable(record: RecordSource, here: Settings) -> RecordSource:
    return by_meaning(record, _embedder(here.embedder)) if here.embedder else record


@cache
def _embedder(folder: Path) -> TextEmbedder:
    return TextEmbedder(folder)
