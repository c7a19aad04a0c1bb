"""A record in files: Bundles, NDJSON or folders, loaded into a temporary store."""

from collections.abc import Sequence
from pathlib import Path

from chartside.fhir.ingest import Progress, ingest
from chartside.fhir.store import RecordStore


class RecordFile(RecordStore):
    """The same answers as a store gives, straight from files; it is gone when it is closed.

    `report` is what the files brought, and what had to be set aside. The search index is made with
    the first search, so that opening one chart does not pay for it.

    Raises:
        UsageError: A file does not exist.
        NotFHIR: A named file holds no FHIR JSON.
    """

    def __init__(self, sources: Sequence[str | Path], *, progress: Progress | None = None) -> None:
        super().__init__(None, indexed=False)
        self.report = ingest(sources, self, progress=progress)
