"""The assistant at the charts of one record, as of any moment, and what it read there.

A benchmark's record has many patients in one place and a "now" of its own for each question; so the
record is opened once, whatever it is (files, a folder, a store, a server), and each chart as of
the moment that is asked about. What a run reads is noted while it reads: a run that ends in
silence has read, too.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from chartside.agent.assistant import Assistant
from chartside.agent.telemetry import Node, traced
from chartside.draft import Draft
from chartside.evals.running.models import author_of
from chartside.evals.running.patients import Scratch
from chartside.fhir.chart import Chart
from chartside.fhir.record import RecordSource, open_record
from chartside.settings import Settings

_OPEN: Final = 4
"""Charts that are kept open: each holds all of a patient's record."""


class Bedside:
    """The assistant at each patient's chart; what it writes goes with this.

    Raises:
        UsageError: There is no such record, a reasoner that is none, or an optional part is not
            installed.
        SourceError: The record cannot be read.
        ModelError: Weights that cannot be loaded.
    """

    def __init__(self, source: str | Path, reasoner: str) -> None:
        self.record: RecordSource = open_record(source)
        self._author = author_of(reasoner)
        self._scratch = Scratch()
        self._assistants: dict[str, Assistant] = {}
        self._charts: OrderedDict[tuple[str, str], Chart] = OrderedDict()
        self._read: dict[str, set[str]] = {}

    def chart(self, patient: str, as_of: datetime) -> Chart:
        """A patient's chart as of a moment.

        Raises:
            NoSuchPatient: The record has none of this reference.
        """
        key = patient, as_of.isoformat()
        if key not in self._charts:
            self._charts[key] = self.record.open_chart(patient, as_of=as_of)
        self._charts.move_to_end(key)
        if len(self._charts) > _OPEN:
            self._charts.popitem(last=False)
        return self._charts[key]

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
        if patient not in self._assistants:
            home = Settings(self._scratch.folder / str(len(self._assistants)))
            self._assistants[patient] = Assistant(
                self.record, settings=home, reasoner=self._author, around=self._noting
            )
        return self._assistants[patient]

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
