"""What a run is given and never stores: where records come from, who writes, checks and files."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from chartside.agent.asking.answerer import Answerer
from chartside.agent.asking.budget import BUDGET, Budget
from chartside.agent.asking.extractive import ExtractiveAnswers
from chartside.agent.assembly import dictation_in
from chartside.agent.authors.author import Author
from chartside.agent.evidence import run
from chartside.agent.focus.narrowing import narrowed
from chartside.agent.state import Call
from chartside.draft import Dictation, Draft, Finding
from chartside.errors import SourceError, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.dictation import with_dictation
from chartside.fhir.found import Found
from chartside.fhir.record import RecordSource
from chartside.signoff.decision import DraftDesk
from chartside.tools import Row

Checker = Callable[[Draft, Chart], Draft]
"""Judges every sentence: `chartside.grounding.check_draft`."""

Conflicts = Callable[[Chart], tuple[Finding, ...]]
"""What in the chart disagrees with itself: `chartside.grounding.find_conflicts`."""

Filing = Callable[[str], str]
"""Files the signed document of a draft; `PolicyError` when it is not signed. Gives a file name."""


def _none(_: str) -> Sequence[Draft]:
    """Nobody has signed anything."""
    return ()


@dataclass
class Held:
    """What a process keeps so that no node works it out twice. Losing it loses nothing."""

    charts: dict[tuple[str, str], Chart] = field(default_factory=dict)
    conflicts: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    pages: dict[tuple[str, str], Found[Row]] = field(default_factory=dict)
    narrowed: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    ends: dict[str, float] = field(default_factory=dict)
    dictated: dict[tuple[str, str], Chart] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """The surroundings of a run.

    `desk` can take a proposal and say what was decided; nothing here can decide. `file` looks the
    signed document up by itself: a run hands it an id, never a document. `kinds` are folders with
    document kinds besides the package's own. `baselines` gives a patient's finished documents, from
    which an update goes on. `answerer` answers questions; `budget` bounds what a run reads.
    """

    record: RecordSource
    desk: DraftDesk
    author: Author
    check: Checker
    conflicts: Conflicts
    file: Filing
    kinds: tuple[Path, ...] = ()
    baselines: Callable[[str], Sequence[Draft]] = _none
    answerer: Answerer = field(default_factory=ExtractiveAnswers)
    budget: Budget = BUDGET
    held: Held = field(default_factory=Held, repr=False, compare=False)

    def open(self, patient: str, as_of: str) -> Chart:
        """The patient's chart at that moment; opened once in a process.

        Raises:
            UsageError: The moment is no date and time.
        """
        if (patient, as_of) not in self.held.charts:
            moment = _moment(as_of)
            chart = self.record.open_chart(patient, as_of=moment)
            self.hold(chart)
            if as_of:
                return chart
            as_of = chart.as_of.isoformat()
        return self.held.charts[patient, as_of]

    def begin(self, draft_id: str) -> None:
        """Let the time of a run begin."""
        self.held.ends[draft_id] = monotonic() + self.budget.run

    def left(self, draft_id: str) -> float:
        """Seconds that a run has left; of one resumed in this process they begin now."""
        now = monotonic()
        return self.held.ends.setdefault(draft_id, now + self.budget.run) - now

    def writer(self, state: Mapping[str, Any]) -> Author | Answerer:
        """Whoever writes in this run: the answerer of a question, the author of a document."""
        return self.answerer if state.get("question") else self.author

    def chart(self, state: Mapping[str, Any]) -> Chart:
        """The chart that a run was begun on.

        Raises:
            SourceError: The record has changed since: a draft is written from one chart.
        """
        chart = self.open(state["patient"], state["as_of"])
        if chart.digest != state["digest"]:
            raise SourceError(
                f"the record changed after draft {state['draft_id']} was begun: summarise again"
            )
        return self._with_dictation(chart, dictation_in(state))

    def _with_dictation(self, chart: Chart, dictation: Dictation | None) -> Chart:
        if dictation is None:
            return chart
        key = (chart.patient.reference, dictation.reference)
        if key not in self.held.dictated:
            self.held.dictated[key] = with_dictation(chart, dictation)
        return self.held.dictated[key]

    def hold(self, chart: Chart) -> None:
        """Keep an open chart, so that no node opens it again; what was held of another goes."""
        self.held.charts.clear()
        self.held.conflicts.clear()
        self.held.pages.clear()
        self.held.narrowed.clear()
        self.held.dictated.clear()
        self.held.charts[chart.patient.reference, chart.as_of.isoformat()] = chart

    async def ask(self, chart: Chart, call: Call) -> Found[Row]:
        """What a tool answers; asked once, because on one chart it answers the same again."""
        key = (_known_as(chart), json.dumps([call["tool"], call["arguments"]], sort_keys=True))
        if key not in self.held.pages:
            self.held.pages[key] = await run(chart, call)
        return self.held.pages[key]

    def narrowed(self, chart: Chart, focus: str) -> frozenset[str]:
        """What belongs to a problem or a medicine; looked for once.

        Raises:
            NothingToSay: Nothing in the chart is named so.
        """
        key = (_known_as(chart), focus)
        if key not in self.held.narrowed:
            self.held.narrowed[key] = narrowed(chart, focus)
        return self.held.narrowed[key]

    def disagreements(self, chart: Chart) -> tuple[Finding, ...]:
        """The conflicts of a chart, looked for once."""
        key = _known_as(chart)
        if key not in self.held.conflicts:
            self.held.conflicts[key] = self.conflicts(chart)
        return self.held.conflicts[key]


def _known_as(chart: Chart) -> str:
    """What a chart is held under: its digest, and what is read beside it."""
    return " ".join((chart.digest, *sorted(chart.beside)))


def _moment(as_of: str) -> datetime | None:
    if not as_of:
        return None
    try:
        return datetime.fromisoformat(as_of)
    except ValueError:
        raise UsageError(
            "as_of must be a date and time such as 2026-03-02T09:00:00+01:00"
        ) from None
