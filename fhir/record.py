"""Where a record comes from, behind one protocol."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.equating import Equating
from chartside.fhir.file import RecordFile
from chartside.fhir.found import Found
from chartside.fhir.ingest import Progress
from chartside.fhir.store import RecordStore
from chartside.fhir.terminology.kept import Kept
from chartside.fhir.terminology.server import TerminologyServer


class RecordSource(Protocol):
    """A record to read, search and open; a search gives the same answer on every implementation."""

    async def read(self, reference: str) -> Mapping[str, Any] | None:
        """The resource at `Type/id`, None where there is none."""
        ...

    async def search(self, query: str) -> Found[Mapping[str, Any]]:
        """Resources that match an R4 search such as `Observation?patient=1&code=4548-4`."""
        ...

    def capabilities(self) -> Mapping[str, Any]:
        """A FHIR CapabilityStatement: types, search parameters, versions."""
        ...

    def patients(self) -> tuple[str, ...]:
        """`Patient/id` of every patient, sorted."""
        ...

    def open_chart(self, patient: str | None = None, *, as_of: datetime | None = None) -> Chart:
        """One patient's chart; None opens the only one there is (`NoSuchPatient` otherwise)."""
        ...


def open_record(
    source: str | Path | Sequence[str | Path],
    *,
    progress: Progress | None = None,
    equating: Equating | None = None,
) -> RecordSource:
    """A record from a store (`*.db`), or from files: Bundle, NDJSON, folder, or a list of them.

    `progress` is called with the bytes of the files read so far, and in all; a store is not read
    before it is asked. `equating` asks a terminology service about the codes of each chart that is
    opened (`equating_by`).

    Raises:
        UsageError: It is not there, or is the address of a server.
        NotFHIR: A named file holds no FHIR JSON.
        StoreError: The store cannot be used.
    """
    sources = [source] if isinstance(source, str | Path) else list(source)
    if not sources:
        raise UsageError("name a record: a store (*.db), a Bundle, NDJSON or a folder")
    for one in sources:
        if str(one).lower().startswith(("http://", "https://")):
            raise UsageError(
                "this version reads no FHIR server: export to NDJSON or a Bundle, and use those"
            )
    stores = [Path(one) for one in sources if str(one).lower().endswith(".db")]
    if not stores:
        found: RecordStore = RecordFile(sources, progress=progress)
        found.equating = equating
        return found
    if len(sources) > 1:
        raise UsageError("a store (*.db) stands alone: ingest the other files into it first")
    if not stores[0].is_file():
        raise UsageError(f"no such store: {stores[0]}")
    found = RecordStore(stores[0])
    found.equating = equating
    return found


def equating_by(base: str | None, kept: Path | None = None) -> Equating | None:
    """What asks a site's terminology server, its answers kept in a file; None without a server.

    Raises:
        UsageError: `base` is not the http(s) address of a server.
    """
    if not base:
        return None
    TerminologyServer(base)  # an address that is none is said at once, not with the first chart
    return Equating(lambda: TerminologyServer(base), Kept(kept, base.rstrip("/")))
