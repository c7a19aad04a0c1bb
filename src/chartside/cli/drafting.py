"""Having a draft written: progress meanwhile, a way on when it is cut off, nothing left over."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from chartside.agent.assistant import Assistant
from chartside.agent.checkpoints import checkpoints, threads
from chartside.agent.stopping import STOPPED
from chartside.cli.incomplete import say_what_is_missing
from chartside.cli.naming import command, shown
from chartside.cli.output import notice
from chartside.cli.progress import steps
from chartside.cli.reopening import remembered
from chartside.cli.source import record_at
from chartside.draft import Draft, Status
from chartside.errors import ModelError, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.dictation import with_dictation
from chartside.fhir.record import RecordSource
from chartside.fhir.retrieval.embedding import by_meaning
from chartside.models.embeddings import TextEmbedder
from chartside.prompts.kinds import Length
from chartside.settings import Settings
from chartside.signoff.store import SignoffStore


@dataclass(frozen=True, slots=True)
class Asked:
    """What a document is asked for. `patient` is `Patient/id`; None is the only one there is."""

    source: str
    patient: str | None = None
    kind: str = "summary"
    since: str | None = None
    focus: str = ""
    length: Length = "normal"
    language: str = ""
    reasoner: str = "extractive"
    dictation: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft in the sign-off store, and the chart it was written from."""

    draft: Draft
    chart: Chart
    record: RecordSource


def searchable(record: RecordSource, here: Settings) -> RecordSource:
    """The record, its notes searched by meaning too where the settings name what embedded them.

    Raises:
        UsageError: The folder that the settings name holds no embedding model.
    """
    return by_meaning(record, TextEmbedder(here.embedder)) if here.embedder else record


def drafted(here: Settings, asked: Asked, resume: str | None = None) -> Drafted:
    """Write the document, or go on with a run that was cut off; its source is then remembered.

    Raises:
        NothingToSay: The chart holds nothing to write about.
        UsageError: No such kind, length, reasoner or run; `since` is not a date; the kind needs a
            focus, or a signed summary to go on from; the reasoner writes English only.
        SourceError: The record or a store cannot be used.
    """
    before = asyncio.run(_runs(here))
    with steps("reading the record") as told:
        record = searchable(record_at(asked.source), here)
        assistant = Assistant(record, settings=here, reasoner=asked.reasoner)
        try:
            if resume:
                run = asyncio.run(_meant(assistant, resume))
                before -= {run}
                work = assistant.resume(run, progress=lambda p: told(p.words))
                draft = asyncio.run(work)
                chart = record.open_chart(draft.patient)
            else:
                chart = record.open_chart(asked.patient)
                work = assistant.summarize(
                    chart,
                    asked.kind,
                    since=asked.since,
                    focus=asked.focus,
                    length=asked.length,
                    language=asked.language,
                    dictation=asked.dictation,
                    progress=lambda p: told(p.words),
                )
                draft = asyncio.run(work)
        except (KeyboardInterrupt, ModelError):
            asyncio.run(_said_how_to_go_on(assistant, asked.source, before))
            _said_what_is_kept(here, before)
            raise
    store = SignoffStore(here.signoff, anchor=here.anchor)
    store.remember_source(draft.id, remembered(asked.source))
    asyncio.run(_cleared(assistant, store, draft))
    say_what_is_missing(chart)
    return Drafted(draft, with_dictation(chart, draft.dictation), record)


async def _meant(assistant: Assistant, beginning: str) -> str:
    """The unfinished run whose id begins so."""
    found = [p.draft_id for p in await assistant.pending() if p.draft_id.startswith(beginning)]
    if len(set(found)) != 1:
        raise UsageError(f"{len(set(found)) or 'no'} unfinished runs have an id that begins so")
    return found[0]


async def _runs(here: Settings) -> frozenset[str]:
    """Runs that were there before: they may be of other records."""
    place = here.checkpoints
    if isinstance(place, Path) and not place.exists():
        return frozenset()
    async with checkpoints(place) as saver:
        return frozenset(await threads(saver))


async def _said_how_to_go_on(assistant: Assistant, source: str, before: Collection[str]) -> None:
    """How to go on with the run that was cut off now, and none of those that were there before."""
    for run in await assistant.pending():
        if run.next != "review" and run.draft_id not in before:
            again = command("summarize", source, "--resume", shown(run.draft_id))
            notice(f"Cut off before {run.next}; nothing is lost. To go on: {again}")


def _said_what_is_kept(here: Settings, before: Collection[str]) -> None:
    """Where the sections lie that were written before the run was stopped."""
    for held in SignoffStore(here.signoff, anchor=here.anchor).drafts(status=[Status.DRAFT]):
        stopped = any(said.startswith(STOPPED) for said in held.draft.set_aside)
        if stopped and held.draft.id not in before:
            look = command("review", "show", shown(held.draft.id))
            notice(f"What was written so far is an unfinished draft: {look}")
            return


async def _cleared(assistant: Assistant, store: SignoffStore, draft: Draft) -> None:
    """End the runs of drafts that this one took the place of: they hold sentences of the chart."""
    for held in store.drafts(patient=draft.patient, status=[Status.SUPERSEDED]):
        if held.superseded_by == draft.id:
            day = held.created[:16].replace("T", " ")
            notice(f"Draft {shown(held.draft.id)} of {day} UTC is superseded by this one.")
            await assistant.finish(held.draft.id)
