"""The embedded record store: SQLite, raw JSON as received, indexes beside it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from sqlite_utils import Database

from chartside.errors import NoSuchPatient
from chartside.fhir.chart import Chart, build_chart
from chartside.fhir.compartment import compartment, hits
from chartside.fhir.equating import Equating
from chartside.fhir.found import Found
from chartside.fhir.indexing import reindex
from chartside.fhir.links import Links
from chartside.fhir.r4 import ID
from chartside.fhir.references import local
from chartside.fhir.schema import check_or_create, connect, store_errors
from chartside.fhir.search.capabilities import capability_statement
from chartside.fhir.search.contained import inside
from chartside.fhir.search.definitions import digest
from chartside.fhir.search.including import Hit
from chartside.fhir.search.operations import Operations
from chartside.fhir.search.run import Page, Searcher, all_pages, bundle, code_text, identifier_type

_exact = msgspec.json.Decoder(float_hook=Decimal)


class RecordStore:
    """A record in one SQLite file, or in memory. It is a `RecordSource`; `ingest` fills it.

    With `indexed=False` a new store leaves its search index to the first search: for a record that
    is opened once. `equating` is what is asked about the codes of a chart that is opened. Use as a
    context manager, or call `close`.

    Raises:
        StoreError: The file cannot be used: not ours, newer, damaged, not to be written to.
    """

    def __init__(self, path: Path | str | None = None, *, indexed: bool = True) -> None:
        self.name = "in memory" if path is None else str(path)
        self.indexed = indexed
        self.equating: Equating | None = None
        with store_errors(self.name):
            self.conn = connect(None if path is None else Path(path))
            check_or_create(self.conn, self.name)
            self._db = Database(self.conn, execute_plugins=False)
            self.conn.create_function("code_text", 4, code_text, deterministic=True)
            self.conn.create_function("inside", 2, inside, deterministic=True)
            self.conn.create_function("identifier_type", 6, identifier_type, deterministic=True)
        self._links = Links(self.conn)

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.conn.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is kept, or, on any error, nothing."""
        with store_errors(self.name):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.commit()
            except BaseException:
                self.conn.rollback()
                raise
            finally:
                self._links.clear()

    async def read(self, reference: str) -> Mapping[str, Any] | None:
        """The resource at `Type/id`, decimals exact; None where there is none."""
        self._keep_identifiers()
        raw = self._raw(self._links.resolve(reference) or "")
        return None if raw is None else _exact.decode(raw)

    def resolve(self, reference: str) -> str | None:
        """`Type/id` that a reference means in this record; None where that is not known.

        Another server's address is not known, also where the record has the same `Type/id`.
        """
        return self._links.resolve(reference)

    async def search(self, query: str) -> Found[Mapping[str, Any]]:
        """One page of an R4 search, or of an operation: matches, then what they bring along.

        Operations are `Patient/id/$everything`, `Observation/$lastn`, `DocumentReference/$docref`.

        Raises:
            UsageError: The search is not understood in full; it is never answered wider.
        """
        page = self._page(query, every=False)
        hits = (*page.matches, *page.included)
        return Found(
            items=tuple(_exact.decode(hit.raw) for hit in hits),
            query=page.query,
            truncated=page.next is not None,
            next=page.next,
            total=page.total,
        )

    def search_bundle(self, query: str, *, every: bool = False) -> dict[str, Any]:
        """An R4 search as a searchset Bundle, one page or `every` page as one.

        Resources are `msgspec.Raw`, as received: `search.run.one_line` writes them.

        Raises:
            UsageError: The search is not understood in full; it is never answered wider.
        """
        return bundle(self._page(query, every=every))

    def _page(self, query: str, *, every: bool) -> Page:
        self.keep_indexed()
        searcher = Searcher(self.conn, self._links.resolve)
        page_of = searcher.page
        if "$" in query.partition("?")[0]:
            page_of = Operations(searcher, self._hits).page
        with store_errors(self.name):
            return all_pages(page_of, query) if every else page_of(query)

    def _hits(self, patient: str) -> list[tuple[Hit, int | None]]:
        return hits(self.conn, self._patient(patient), self._links.resolve)

    def keep_indexed(self) -> None:
        """Index what is stored again, where the index is of other definitions or was put off."""
        with store_errors(self.name):
            found = self.conn.execute("SELECT value FROM meta WHERE key = 'definitions'").fetchone()
        if found is None or found[0] != digest():
            with self.writing():
                reindex(self.conn, self._links)
                self._db.table("meta").upsert({"key": "definitions", "value": digest()}, pk="key")
        self.indexed = True

    def capabilities(self) -> Mapping[str, Any]:
        """A CapabilityStatement of what can be searched."""
        return capability_statement()

    def patients(self) -> tuple[str, ...]:
        """`Patient/id` of every Patient resource, sorted."""
        with store_errors(self.name):
            rows = self.conn.execute("SELECT id FROM resource WHERE type = 'Patient' ORDER BY id")
            return tuple(f"Patient/{row[0]}" for row in rows)

    def open_chart(self, patient: str | None = None, *, as_of: datetime | None = None) -> Chart:
        """One patient's chart: the resources of their compartment and no others.

        Args:
            patient: `Patient/id` or the id; None for the only patient there is.
            as_of: The "now" of the chart, with an offset; None for this moment.

        Raises:
            NoSuchPatient: There is no such patient, or there are several and none was named.
        """
        self._keep_identifiers()
        reference = self._patient(patient)
        with store_errors(self.name):
            self._links.prepare(reference)
            held = compartment(self.conn, reference, self._links.resolve)
            chart = build_chart(
                reference,
                held.rows,
                self._shared,
                self._links.resolve,
                held.set_aside,
                as_of or datetime.now(UTC),
            )
        return self.equating(chart) if self.equating else chart

    def _patient(self, patient: str | None) -> str:
        if patient is None:
            known = self.patients()
            if len(known) == 1:
                return known[0]
            held = f"{len(known)} patients: name one with --patient" if known else self._nobody()
            raise NoSuchPatient(f"the record holds {held}")
        reference = f"Patient/{patient}" if ID.fullmatch(patient) else self._named(patient)
        if not reference.startswith("Patient/"):
            raise NoSuchPatient("a patient is named by id or as Patient/id")
        if self._raw(reference) is None:
            raise NoSuchPatient(f"{reference} is not a patient of this record")
        return reference

    def _named(self, patient: str) -> str:
        """`Type/id` of a reference; another server's is refused: its namesake here is not it."""
        with store_errors(self.name):
            found = self._links.resolve(patient)
        if found is None and local(patient) is not None:
            raise NoSuchPatient(f"{local(patient)} of that server is not a patient of this record")
        return found or ""

    def _keep_identifiers(self) -> None:
        """Conditional references are resolved by the index: one of other definitions is no good."""
        with store_errors(self.name):
            asked = self.conn.execute("SELECT 1 FROM conditional LIMIT 1").fetchone()
        if asked and self.indexed:
            self.keep_indexed()

    def _nobody(self) -> str:
        with store_errors(self.name):
            aside: int = self.conn.execute("SELECT count(*) FROM set_aside").fetchone()[0]
        return f"no patient; what could not be read: {aside}" if aside else "no patient"

    def _raw(self, reference: str) -> bytes | None:
        return self._one("SELECT raw FROM resource WHERE type = ? AND id = ?", reference)

    def _shared(self, reference: str) -> bytes | None:
        """A resource that belongs to nobody: a practitioner, a place, a medicine."""
        find = "SELECT raw FROM resource WHERE type = ? AND id = ? AND patient = ''"
        return self._one(find, reference)

    def _one(self, find: str, reference: str) -> bytes | None:
        kind, _, identity = reference.partition("/")
        with store_errors(self.name):
            found = self.conn.execute(find, (kind, identity)).fetchone()
        return found[0] if found else None
