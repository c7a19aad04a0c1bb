"""Loading files into a store: idempotent, resumable, one bad resource never in the way.

`ingest` reads files; `Intake` takes batches from whoever has them, such as an export of a server.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chartside.errors import SourceError
from chartside.fhir.compartment import CONTAINED, absent, misfiled
from chartside.fhir.dangling import lost, lost_in_index
from chartside.fhir.found import SetAside
from chartside.fhir.indexing import relink, resolve_conditionals
from chartside.fhir.links import Links
from chartside.fhir.reading import File, files, read
from chartside.fhir.received import Batch, Invalid, Received
from chartside.fhir.schema import store_errors
from chartside.fhir.store import RecordStore
from chartside.fhir.writing import Writer

Progress = Callable[[int, int], None]
Validator = Callable[[Received], Invalid | None]
"""Finds what is wrong with a resource: `chartside.fhir.validation.invalid`."""
COMMIT_AFTER = 4000
"""Resources that are committed together, at the least."""
NAMED = 5
"""References that a note names; it counts them all."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run brought in: distinct resources, new or already there, and what was set aside.

    `patients` counts the patients in the record that they are about. `notes` says what is kept and
    still not as it should be: references that lead nowhere, resources about someone who is not in
    the record. `invalid` is what is kept and not valid FHIR; None where nobody asked.
    """

    resources: int
    by_type: dict[str, int]
    patients: int
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...] = ()
    invalid: tuple[Invalid, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, as the contract in DESIGN.md section 9 has them."""
        aside = [{"source": s.source, "line": s.line, "reason": s.reason} for s in self.set_aside]
        return {
            "resources": self.resources,
            "by_type": self.by_type,
            "patients": self.patients,
            "set_aside": aside,
            "notes": list(self.notes),
        } | ({} if self.invalid is None else {"invalid": _listed(self.invalid)})


def ingest(
    sources: Sequence[str | Path],
    store: RecordStore,
    *,
    progress: Progress | None = None,
    validator: Validator | None = None,
) -> IngestReport:
    """Load Bundles, NDJSON, single resources and folders of them into a store.

    What was read is committed every few thousand resources, a Bundle always whole: a run that is
    killed loses at most that, and the same command again completes it.

    Args:
        sources: Files and folders; gzip or not.
        store: Where to.
        progress: Called with the bytes of the files read so far, and in all.
        validator: Asked about each resource. What it finds is listed; the resource is kept, because
            a chart with a wrong code in it is worth more than one with a hole.

    Raises:
        UsageError: A source does not exist.
        NotFHIR: A named file holds no FHIR JSON. What came before it is stored.
        StoreError: The store cannot be written to. What was committed before is stored.
    """
    found = files([Path(s) for s in sources])
    total = sum(file.size for file in found)
    intake = Intake(store, validator=validator)
    for group, done in _groups(found):
        with store.writing():
            for batch in group:
                intake.write(batch)
        if progress is not None:
            progress(done, total)
    return intake.report()


class Intake:
    """Batches on their way into a store, and what is to be said of them in the end.

    Args:
        store: Where to.
        validator: See `ingest`.
    """

    def __init__(self, store: RecordStore, *, validator: Validator | None = None) -> None:
        if store.indexed:
            store.keep_indexed()
        self._store = store
        self._validator = validator
        self._writer = Writer(store.conn, only="" if store.indexed else "identifier")
        self._aside: list[SetAside] = []
        self._wrong: list[Invalid] = []

    def write(self, batch: Batch) -> int:
        """Write a batch within the caller's `store.writing()`; gives how many resources it took.

        Those that were there already count; what was set aside does not.
        """
        aside = self._writer.write(batch)
        self._aside += aside
        if self._validator is not None:
            self._wrong += filter(None, map(self._validator, batch.items))
        return len(batch.items) + len(batch.set_aside) - len(aside)

    def report(self) -> IngestReport:
        """Point the references at what has come, once all is written, and say what came."""
        store, writer = self._store, self._writer
        with store.writing():
            unresolved = resolve_conditionals(store.conn)
            if store.indexed:
                relink(store.conn, Links(store.conn))
        by_type = {kind: n for kind, n in sorted(writer.by_type.items()) if n}
        return IngestReport(
            resources=sum(by_type.values()),
            by_type=by_type,
            patients=len(writer.patients.intersection(store.patients())),
            set_aside=tuple(self._aside),
            notes=_notes(store, writer, unresolved),
            invalid=None if self._validator is None else tuple(self._wrong),
        )


def _listed(invalid: Sequence[Invalid]) -> list[dict[str, Any]]:
    return [
        {
            "source": one.source,
            "line": one.line,
            "reference": one.reference,
            "problems": [problem._asdict() for problem in one.problems],
        }
        for one in invalid
    ]


def _groups(found: Sequence[File]) -> Iterator[tuple[list[Batch], int]]:
    """Batches to commit together, and how many bytes of all files are read with them."""
    group: list[Batch] = []
    before, waiting = 0, 0
    try:
        for file in found:
            for batch in read(file):
                group.append(batch)
                waiting += len(batch.items)
                if waiting >= COMMIT_AFTER:
                    yield group, before + batch.read
                    group, waiting = [], 0
            before += file.size
    except SourceError:
        yield group, before  # what was read before the wrong file is kept
        raise
    yield group, before


def _notes(store: RecordStore, writer: Writer, unresolved: int) -> tuple[str, ...]:
    """What a reader should know of what went in: references and counts, no chart data."""
    with store_errors(store.name):
        nobodys, first = absent(store.conn, sorted(writer.patients), NAMED)
        resolve = Links(store.conn).resolve
        abroad = {text for text in writer.elsewhere - {CONTAINED} if resolve(text) is None}
        others, away = absent(store.conn, sorted(abroad), NAMED)
        inside, contained = absent(store.conn, writer.elsewhere & {CONTAINED}, NAMED)
        gone = lost_in_index(store.conn) if store.indexed else lost(store.conn, writer.pointed)
        strays = [
            aside.reference or ""
            for source, patients in writer.brought.items()
            if len(patients) == 1
            for aside in misfiled(store.conn, source, next(iter(patients)), of_nobody=False)
        ]
    versions = writer.other_versions
    said = (
        (
            versions,
            "resource came|resources came",
            "with an id that another version has: the newest is current, the others are kept as "
            "its history",
        ),
        (
            unresolved,
            "conditional reference names|conditional references name",
            "no resource, or more than one, in the record: kept as written",
        ),
        (
            nobodys,
            "resource is|resources are",
            f"about a patient who is not in the record, and in no chart: {_some(first, nobodys)}",
        ),
        (
            others,
            "resource is|resources are",
            f"about a patient of another server, and in no chart: {_some(away, others)}",
        ),
        (
            inside,
            "resource is|resources are",
            "about a patient who is contained in the resource itself, and in no chart: "
            + _some(contained, inside),
        ),
        (
            len(strays),
            "resource is|resources are",
            f"about another patient than the rest of the file: {_some(strays, len(strays))}",
        ),
        (
            sum(gone.values()),
            "resource is|resources are",
            "referred to and not in the record: "
            + ", ".join(f"{number} {kind}" for kind, number in gone.items()),
        ),
    )
    return tuple(
        f"{number} {what.split('|')[number > 1]} {how}" for number, what, how in said if number
    )


def _some(references: Sequence[str], number: int) -> str:
    more = number - NAMED
    return ", ".join(references[:NAMED]) + (f" and {more} more" if more > 0 else "")
