"""The assistant: a draft from a chart, durable from the first step to the filed document."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langchain_core.language_models import BaseChatModel
from langsmith.run_helpers import tracing_context

from chartside.agent.asking.budget import BUDGET, Budget
from chartside.agent.asking.kind import ANSWER, kind_named, question_of
from chartside.agent.asking.opening import open_answerer
from chartside.agent.assembly import draft_of
from chartside.agent.authors.author import Author
from chartside.agent.authors.opening import open_author
from chartside.agent.checkpoints import checkpoints, forget, threads
from chartside.agent.context import Context
from chartside.agent.dictating import with_dictated
from chartside.agent.graph import Around, build_graph
from chartside.agent.language import require_language
from chartside.agent.listening import Told, WrittenListener
from chartside.agent.progress import Listener
from chartside.agent.runs import (
    Graph,
    Outcome,
    Pending,
    named,
    require_new,
    state_of,
    thread,
    unfinished,
)
from chartside.agent.standing import Standing
from chartside.agent.state import Bounds, State
from chartside.agent.stopping import keep
from chartside.agent.telemetry import traced
from chartside.draft import Draft, Status
from chartside.errors import NothingToSay, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.record import RecordSource
from chartside.fhir.when import parse_when
from chartside.grounding import check_draft
from chartside.grounding.hearing import conflicts_of
from chartside.prompts.kinds import Length, document_kind, require_length
from chartside.settings import Settings
from chartside.settings import settings as of_the_environment

__all__ = ["Assistant", "Outcome", "Pending"]


class Assistant:
    """Drafts documents from the charts of one record; `context` is what `build_graph` runs with.

    Args:
        record: Where charts are opened, now and when a run is resumed.
        settings: Where drafts, checkpoints and documents lie; by default as the environment says.
        reasoner: `extractive`, which needs no language model; a model's address such as
            `http://127.0.0.1:8000/v1#medgemma-27b-it`; `local:FOLDER` for weights on this machine;
            any LangChain chat model; or an `Author` of your own.
        around: Wraps each node of the graph by its name; by default in an OpenTelemetry span.
        budget: What one run may cost, in calls, rows, prompts and seconds.

    A run that is cancelled (a time-out around it, Ctrl-C) leaves what is written so far in the
    sign-off store, as a draft that says so, and can be resumed; a question is asked again.

    Raises:
        UsageError: A reasoner that is none of these, or an optional part is not installed.
        ModelError: Weights that cannot be loaded.
    """

    def __init__(
        self,
        record: RecordSource,
        *,
        settings: Settings | None = None,
        reasoner: str | BaseChatModel | Author = "extractive",
        around: Around | None = None,
        budget: Budget = BUDGET,
    ) -> None:
        self._settings = settings or of_the_environment()
        self._standing = Standing(self._settings)
        self._around = around or traced
        author = open_author(reasoner)
        self.context = Context(
            record=record,
            desk=self._standing.desk(),
            author=author,
            answerer=open_answerer(author),
            check=check_draft,
            conflicts=conflicts_of,
            file=self._standing.file,
            kinds=(self._settings.kinds,),
            baselines=self._standing.signed,
            budget=budget,
        )

    async def summarize(  # noqa: PLR0913 - each is what a reader may ask of a document
        self,
        chart: Chart,
        kind: str = "summary",
        *,
        since: str | None = None,
        focus: str = "",
        length: Length = "normal",
        language: str = "",
        dictation: str = "",
        progress: Listener | None = None,
        written: WrittenListener | None = None,
        draft_id: str = "",
    ) -> Draft:
        """Write a document of this kind from a chart; the draft then lies in the sign-off store.

        Args:
            chart: The open chart; nobody else's is read.
            kind: A document kind of the package, or of `settings.kinds`.
            since: First day of interest (2019, 2019-03 or 2019-03-02): events and results before
                it are left out; problems, medicines and allergies in force are not. A kind that
                begins by itself begins there; a discharge tells of the stay in hospital then.
            focus: A problem or a medicine, in the words of the chart or common ones: the document
                is narrowed to what belongs to it. `problem` needs one.
            length: `short` for half of what the kind gives, `long` for twice as much. Key points,
                and what a reader relies on being complete, are not shortened.
            language: In which language a model writes, as a name or a tag (`de`, `Spanish`); empty
                for English. What is written in another language is checked as far as the checker
                can read it: values, units and dates.
            dictation: What was said for this document, as text: `progress` quotes it.
            progress: Called with each step as it begins and ends.
            written: Called with each section once it is written, before it is checked.
            draft_id: The id that the draft gets, 32 hexadecimal digits; by default a new one.

        Raises:
            NothingToSay: The chart holds nothing to write about.
            UsageError: No such kind or length, `since` is not a date, a kind lacks what it goes on
                from, or a language is asked for of an author that has no model.
            StoreError: A store cannot be written.
        """
        bounds = Bounds(focus=focus.strip(), length=length, language=language.strip())
        bounds = with_dictated(bounds, dictation, chart, document_kind(kind, self.context.kinds))
        require_length(length)
        require_language(language, self.context.author)
        if since and parse_when(since) is None:
            raise UsageError("since must be a date such as 2019, 2019-03 or 2019-03-02")
        self.context.hold(chart)
        begun = State(
            draft_id=named(draft_id),
            patient=chart.patient.reference,
            kind=kind,
            since=since or "",
            bounds=bounds,
            as_of=chart.as_of.isoformat(),
        )
        told = self._told(progress, written)
        async with self._graph() as graph:
            await require_new(graph, begun["draft_id"])
            return await self._drafted(graph, begun["draft_id"], begun, told)

    async def ask(
        self,
        chart: Chart,
        question: str,
        *,
        progress: Listener | None = None,
        written: WrittenListener | None = None,
        draft_id: str = "",
    ) -> Draft:
        """Answer a question about the patient of a chart, with sources.

        The answer is a draft of kind `answer`: each sentence cites what it rests on and is checked
        as every other; it lies in the sign-off store and leaves only signed.

        Args:
            chart: The open chart; nobody else's is read.
            question: In words, about this patient.
            progress: Called with each step as it begins and ends.
            written: Called with the answer once it is written, before it is checked.
            draft_id: As in `summarize`.

        Raises:
            NothingToSay: The chart is silent, or the question is not understood; `looked_for` says
                what was searched.
            ModelError: A model was asked and cannot answer.
            UsageError: There is no question, or it is longer than a question is.
            StoreError: A store cannot be written.
        """
        question = question_of(question)
        self.context.hold(chart)
        begun = State(
            draft_id=named(draft_id),
            patient=chart.patient.reference,
            kind=ANSWER,
            question=question,
            as_of=chart.as_of.isoformat(),
        )
        told = self._told(progress, written)
        async with self._graph() as graph:
            await require_new(graph, begun["draft_id"])
            return await self._drafted(graph, begun["draft_id"], begun, told)

    async def resume(
        self,
        draft_id: str,
        *,
        patient: str = "",
        progress: Listener | None = None,
        written: WrittenListener | None = None,
    ) -> Draft:
        """Go on with a run that was cut off, to the draft; `written` is told what stands of it.

        Raises:
            UsageError: There is no such run (of this patient, where one is named), or it has ended.
            SourceError: The record changed since it was begun.
        """
        told = self._told(progress, written)
        async with self._graph() as graph:
            stands = await unfinished(graph, draft_id, patient)
            told.begin(stands)
            return await self._drafted(graph, draft_id, None, told)

    async def finish(self, draft_id: str, *, progress: Listener | None = None) -> Outcome:
        """Look up what was decided about a draft, file it if it was signed, and end its run.

        An undecided draft stays as it is. Once ended, the run's checkpoints are removed: they hold
        sentences about a patient that nothing needs any more.

        Raises:
            UsageError: There is neither such a run nor such a draft.
        """
        async with self._graph() as graph:
            state = await graph.aget_state(thread(draft_id))
            if not state.values:
                return self._standing.outcome(draft_id)
            if state.next:
                await self._run(graph, draft_id, None, self._told(progress))
                state = await graph.aget_state(thread(draft_id))
            outcome = self._standing.outcome(draft_id, state.values.get("filed", ""))
            if not state.next:
                await forget(graph.checkpointer, draft_id)
        return outcome

    async def pending(self) -> tuple[Pending, ...]:
        """Every run that has not ended, by its draft's id.

        A run whose draft ended unsigned (declined, superseded, expired) has: it is forgotten here.
        """
        found = []
        async with checkpoints(self._settings.checkpoints) as saver:
            graph = build_graph(saver)
            for run in await threads(saver):
                state = await graph.aget_state(thread(run))
                decision = self.context.desk.decision(run)
                if not state.next or (decision and decision.status is not Status.SIGNED):
                    await forget(saver, run)
                else:
                    found += [Pending(run, step) for step in dict.fromkeys(state.next)]
        return tuple(found)

    @asynccontextmanager
    async def _graph(self) -> AsyncIterator[Graph]:
        async with checkpoints(self._settings.checkpoints) as saver:
            yield build_graph(saver, around=self._around)

    async def _drafted(self, graph: Graph, draft_id: str, begun: State | None, told: Told) -> Draft:
        try:
            await self._run(graph, draft_id, begun, told)
        except (NothingToSay, UsageError):
            await forget(graph.checkpointer, draft_id)
            raise
        except asyncio.CancelledError:
            await keep(graph, draft_id, self.context, self._standing.store())
            raise
        finally:
            self.context.held.ends.pop(draft_id, None)
        state = await state_of(graph, draft_id)
        kind = kind_named(state["kind"], self.context.kinds)
        return draft_of(state, kind, self.context.writer(state))

    async def _run(self, graph: Graph, draft_id: str, begun: State | None, told: Told) -> None:
        """Drive the graph until it waits or ends; LangSmith stays off, whatever the environment."""
        with tracing_context(enabled=False):
            async for task in graph.astream(
                begun,
                thread(draft_id),
                context=self.context,
                stream_mode="tasks",
                durability="sync",
            ):
                told.take(task)

    def _told(self, progress: Listener | None, written: WrittenListener | None = None) -> Told:
        return Told(progress, written, self.context.kinds)
