"""The records that a suite is run on, and the assistant at work on each of their charts."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from chartside.agent.assistant import Assistant
from chartside.demo import record_json
from chartside.errors import UsageError
from chartside.evals.baselines.navigator import Navigator, is_navigator, model_behind
from chartside.evals.chart_questions.material import persons
from chartside.evals.chart_questions.raw import Person
from chartside.evals.chart_questions.run import NOW
from chartside.evals.injected_errors.material import charts
from chartside.evals.running.models import author_of, chat_model
from chartside.fhir.chart import Chart
from chartside.fhir.record import RecordSource, is_server, open_record
from chartside.settings import Settings

LAID_DOWN: Final = "laid-down.toml"
"""The file in a folder that says that each other file is of one patient, whole."""

INVENTED: Final = 2
"""Invented patients of each of the two panels beside the demo record, where no record is named."""


@dataclass(frozen=True, slots=True)
class Records:
    """Which records: a file or folder (empty: the demo record), and invented patients of a panel.

    `panel` None is none beside a named record, and a few beside the demo record. A store, a server,
    and some `patients` of a record are laid down as files before they are read (`sources`).
    """

    source: str = ""
    panel: int | None = None
    patients: tuple[str, ...] = ()

    @property
    def invented(self) -> int:
        """Invented patients of each panel."""
        return self.panel if self.panel is not None else 0 if self.source else INVENTED


class Scratch:
    """A folder that goes when nobody holds it any more, or with the process."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="chartside-eval-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


_scratch: Final = lru_cache(maxsize=1)(Scratch)


def _named(records: Records) -> list[Path]:
    """What is opened by itself: of records that were laid down, the file of each patient."""
    if records.source:
        place = Path(records.source)
        if is_server(records.source) or place.suffix.lower() == ".db":
            raise UsageError(
                "a store or a server is for `chartside eval`, which lays it down first"
            )
        return sorted(place.glob("*.json")) if (place / LAID_DOWN).is_file() else [place]
    demo = _scratch().folder / "demo.json"
    if not demo.exists():
        demo.write_bytes(record_json())
    return [demo]


@lru_cache(maxsize=2)
def people_of(records: Records) -> Sequence[Person]:
    """Every patient, as the JSON has them.

    Raises:
        UsageError: There is no such file, it is a store or a server, no patient is in it, or two
            have the same id.
    """
    held = persons(_named(records), records.invented, _scratch().folder)
    if len({person.reference for person in held}) < len(held):
        raise UsageError("two records have a patient of the same id: evaluate one at a time")
    if not held:
        raise UsageError("the records hold no patient")
    return tuple(held)


@lru_cache(maxsize=2)
def charts_of(records: Records) -> Sequence[Chart]:
    """Every patient's chart, opened."""
    return tuple(charts(_named(records), records.invented))


def asked_by(reasoner: str) -> Callable[[RecordSource, Path], Assistant | Navigator]:
    """What opens who is asked about a record: the assistant, or the navigator's flow; see `Ward`.

    It takes the record, and the folder where what is written lies.
    """
    if is_navigator(reasoner):
        behind = model_behind(reasoner)
        model = chat_model(behind) if behind else None
        return lambda record, _: Navigator(record, model, behind)
    author = author_of(reasoner)
    return lambda record, home: Assistant(record, settings=Settings(home), reasoner=author)


class Ward:
    """The assistant at work on the charts of these records; what it writes goes with it.

    Each record of a patient has a data folder of its own. A model is opened once for all of them.

    Raises:
        UsageError: A reasoner that is none, or an optional part is not installed.
        ModelError: Weights that cannot be loaded.
    """

    def __init__(self, records: Records, reasoner: str) -> None:
        self._places = {person.reference: person.path for person in people_of(records)}
        self._asked = asked_by(reasoner)
        self._scratch = Scratch()
        self._open: dict[tuple[str, Path], tuple[Assistant | Navigator, Chart]] = {}
        self._records: dict[Path, RecordSource] = {}

    def at(self, patient: str, place: Path | None = None) -> tuple[Assistant | Navigator, Chart]:
        """Who is asked, and the open chart of a patient, of the record in `place` if one is named.

        Raises:
            SourceError: The record cannot be read.
        """
        path = place or self._places[patient]
        if (patient, path) not in self._open:
            record = self._record(path)
            home = self._scratch.folder / str(len(self._open))
            self._open[patient, path] = (
                self._asked(record, home),
                record.open_chart(patient, as_of=NOW),
            )
        return self._open[patient, path]

    def _record(self, path: Path) -> RecordSource:
        """A file is read once, however many patients it holds."""
        if path not in self._records:
            self._records[path] = open_record(path)
        return self._records[path]
