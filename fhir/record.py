"""Where a record comes from, behind one protocol."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import httpx

from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.equating import Equating
from chartside.fhir.file import RecordFile
from chartside.fhir.found import Found
from chartside.fhir.ingest import Progress
from chartside.fhir.server.record import FHIRServer
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
    auth: httpx.Auth | None = None,
    plain_http: bool = False,
) -> RecordSource:
    """A record from a store (`*.db`), a FHIR server (its URL), or files, one or a list of them.

    Files are a Bundle, NDJSON or a folder. `progress` is called with the bytes of the files read so
    far, and in all; a store is not read before it is asked, and neither is a server. `equating`
    asks a terminology service about the codes of each chart that is opened (`equating_by`). `auth`
    authorises at a server; `plain_http` allows http to one on another machine.

    Raises:
        UsageError: It is not there, or is the URL of no server.
        NotFHIR: A named file holds no FHIR JSON.
        StoreError: The store cannot be used.
    """
    sources = [source] if isinstance(source, str | Path) else list(source)
    if not sources:
        raise UsageError("name a record: a store (*.db), a Bundle, NDJSON or a folder")
    servers = [str(one) for one in sources if is_server(str(one))]
    if servers:
        if len(sources) > 1:
            raise UsageError("a FHIR server stands alone: one URL, and no file beside it")
        asked = FHIRServer(servers[0], auth=auth, plain_http=plain_http)
        asked.equating = equating
        return asked
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


def is_server(source: str) -> bool:
    """Whether a record is named by a URL."""
    return source.lower().startswith(("http://", "https://"))


def equating_by(base: str | None, kept: Path | None = None) -> Equating | None:
    """What asks a site's terminology server, its answers kept in a file; None without a server.

    Raises:
        UsageError: `base` is not the http(s) address of a server.
    """
    if not base:
        return None
    TerminologyServer(base)  # an address that is none is said at once, not with the first chart
    return Equating(lambda: TerminologyServer(base), Kept(kept, base.rstrip("/")))
