"""The charts that the cases of a user's own suite are about, each as of its own "now"."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from chartside.agent.assistant import Assistant
from chartside.demo import record_json
from chartside.errors import UsageError
from chartside.evals.authoring.case import Case
from chartside.evals.authoring.reading import refuse
from chartside.evals.chart_questions.run import NOW
from chartside.evals.running.models import EXTRACTIVE, author_of
from chartside.evals.running.patients import LAID_DOWN, Scratch
from chartside.fhir.chart import Chart
from chartside.fhir.record import RecordSource, is_server, open_record
from chartside.prompts.kinds import document_kind
from chartside.settings import Settings

_SOME: Final = 5


class Patients:
    """The assistant and the charts of one record; what it writes goes with it.

    Without a record it is the demo record, whose "now" stands still.

    Raises:
        UsageError: There is no such record, it is on a server, or the reasoner is none.
        SourceError: It cannot be read.
        ModelError: Weights that cannot be loaded.
    """

    def __init__(self, source: str, reasoner: str = EXTRACTIVE) -> None:
        if is_server(source):
            raise UsageError("a suite is run on files or a store: export the server's record first")
        self._scratch = Scratch()
        self._records = _by_patient(Path(source) if source else self._demo())
        self._now = datetime.now(UTC) if source else NOW
        self._author = author_of(reasoner)
        self._ids = tuple(sorted(self._records))
        self._open: dict[tuple[str, datetime], tuple[Assistant, Chart]] = {}

    def _demo(self) -> Path:
        path = self._scratch.folder / "demo.json"
        path.write_bytes(record_json())
        return path

    def require(self, path: Path, cases: Iterable[Case], *, documents: bool) -> None:
        """Every case is of a patient that there is, and every document of a kind that there is.

        Raises:
            UsageError: One is not.
        """
        wrong = []
        for case in cases:
            if why := self._amiss(case) or (_no_kind(case.kind) if documents else ""):
                wrong.append((case.where, why))
        refuse(path, wrong)

    def _amiss(self, case: Case) -> str:
        if case.patient:
            return "" if case.patient in self._ids else "the record has no such `patient`"
        if len(self._ids) == 1:
            return ""
        some = ", ".join(self._ids[:_SOME]) or "nobody"
        return f"`patient` is missing: the record is of {len(self._ids):,} patients ({some})"

    def of(self, case: Case) -> str:
        """Whom a case is about, as `Patient/id`."""
        return case.patient or self._ids[0]

    def at(self, case: Case) -> tuple[Assistant, Chart]:
        """The assistant and the open chart of a case's patient."""
        key = self.of(case), case.as_of or self._now
        if key not in self._open:
            home = Settings(self._scratch.folder / str(len(self._open)))
            record = self._records[key[0]]
            assistant = Assistant(record, settings=home, reasoner=self._author)
            self._open[key] = assistant, record.open_chart(key[0], as_of=key[1])
        return self._open[key]


def _by_patient(source: Path) -> dict[str, RecordSource]:
    """The record of each patient: records that were laid down are opened one by one."""
    alone = (source / LAID_DOWN).is_file()
    opened = [open_record(one) for one in (sorted(source.glob("*.json")) if alone else [source])]
    return {patient: record for record in opened for patient in record.patients()}


def _no_kind(kind: str) -> str:
    try:
        document_kind(kind)
    except UsageError as wrong:
        return f"`kind`: {wrong}"
    return ""
