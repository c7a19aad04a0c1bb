"""The assistant at the charts of one record, as of any moment, and what it read there.

A benchmark's record has many patients in one place and a "now" of its own for each question; so the
record is opened once, whatever it is (files, a folder, a store, a server), and each chart as of
the moment that is asked about. What a run reads is noted while it reads: a run that ends in
silence has read, too.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from chartside.agent.assistant import Assistant
from chartside.agent.telemetry import Node, traced
from chartside.draft import Draft
from chartside.evals.running.models import author_of
from chartside.evals.running.patients import Scratch
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.record import RecordSource, open_record
from chartside.settings import Settings

_OPEN: Final = 4
"""Charts that are kept open: each holds all of a patient's record."""


class Charts:
    """The charts of one record; the last few stay open.

    Raises:
        UsageError: There is no such record.
        SourceError: It cannot be read.
    """

    def __init__(self, source: str | Path) -> None:
        self.record: RecordSource = open_record(source)
        self._open: OrderedDict[tuple[str, str], Chart] = OrderedDict()

    def chart(self, patient: str, as_of: datetime | None = None) -> Chart:
        """A patient's chart as of a moment; None for the end of the year of the last visit.

        Raises:
            NoSuchPatient: The record has none of this reference.
        """
        key = patient, as_of.isoformat() if as_of else ""
        if key not in self._open:
            chart = self.record.open_chart(patient, as_of=as_of)
            self._open[key] = chart if as_of else replace(chart, as_of=_closing(chart))
        self._open.move_to_end(key)
        if len(self._open) > _OPEN:
            self._open.popitem(last=False)
        return self._open[key]

    def years(self, patient: str) -> frozenset[int]:
        """The years in which the record has anything of a patient."""
        entries = self.chart(patient).entries
        return frozenset(year for entry in entries for year in _years(entry))

    def patients(self) -> dict[str, Mapping[str, Any]]:
        """Every Patient resource by its reference."""

        async def read() -> dict[str, Mapping[str, Any]]:
            held = [(named, await self.record.read(named)) for named in self.record.patients()]
            return {named: body for named, body in held if body is not None}

        with ThreadPoolExecutor(1) as alone:  # a task may be made where a loop is running
            return alone.submit(asyncio.run, read()).result()


class Bedside:
    """The assistant at each patient's chart; what it writes goes with this.

    Raises:
        UsageError: A reasoner that is none, or an optional part is not installed.
        ModelError: Weights that cannot be loaded.
    """

    def __init__(self, charts: Charts, reasoner: str) -> None:
        self._charts = charts
        self._author = author_of(reasoner)
        self._scratch = Scratch()
        self._homes: dict[str, Settings] = {}
        self._read: dict[str, set[str]] = {}

    async def ask(self, chart: Chart, question: str, read: set[str]) -> Draft:
        """Ask about an open chart; `read` gets every reference that the run reads.

        Raises:
            ChartsideError: As `Assistant.ask`.
        """
        named = uuid4().hex
        self._read[named] = read
        try:
            return await self._assistant(chart.patient.reference).ask(
                chart, question, draft_id=named
            )
        finally:
            del self._read[named]

    def _assistant(self, patient: str) -> Assistant:
        """An assistant for one question: one that is kept would hold the chart open."""
        home = Settings(self._scratch.folder / str(len(self._homes)))
        return Assistant(
            self._charts.record,
            settings=self._homes.setdefault(patient, home),
            reasoner=self._author,
            around=self._noting,
        )

    def _noting(self, name: str, node: Node) -> Node:
        """The node; of the one that reads, what it has read is noted."""
        node = traced(name, node)
        if name != "gather":
            return node

        @wraps(node)
        async def noted(state: Mapping[str, Any], *args: Any, **named: Any) -> Any:
            result = await node(state, *args, **named)
            update = result if isinstance(result, Mapping) else result.update
            for held in dict(update).get("evidence", {}).values():
                self._read.get(state["draft_id"], set()).update(held["references"])
            return result

        return noted


def _years(entry: Entry) -> range:
    """The years from its begin to its end, where both are known and not absurdly far apart."""
    if entry.when is None:
        return range(0)
    first = entry.when.low.year
    last = entry.end.low.year if entry.end else first
    return range(first, min(last, first + 100) + 1)


def _closing(chart: Chart) -> datetime:
    """The last minute of the year of the last visit, or of the last entry where there is none."""
    held = chart.of(Kind.ENCOUNTER) or chart.entries
    last = max((e.when.low for e in held if e.when), default=chart.as_of)
    return datetime(last.year, 12, 31, 23, 59, tzinfo=UTC)


@lru_cache(maxsize=1)
def charts_of(source: str) -> Charts:
    """The same for the same record: a large one is read once, not once for each who asks.

    Raises:
        ChartsideError: As `Charts`.
    """
    return Charts(source)
