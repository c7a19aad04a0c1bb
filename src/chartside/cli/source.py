"""Opening SOURCE for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from chartside.cli.output import counted, notice
from chartside.cli.progress import steps
from chartside.errors import UsageError
from chartside.fhir.equating import Equating
from chartside.fhir.file import RecordFile
from chartside.fhir.record import equating_by, open_record
from chartside.fhir.store import RecordStore
from chartside.settings import settings


def equating() -> Equating | None:
    """What asks the site's terminology server, where the settings name one.

    Raises:
        UsageError: They name something else than an http(s) address.
    """
    here = settings()
    return equating_by(here.terminology, here.terminology_answers)


@contextmanager
def opened(source: str) -> Iterator[RecordStore]:
    """The record at SOURCE, closed afterwards; what files could not give is said once.

    Raises:
        UsageError: It is not there.
        NotFHIR: It holds no FHIR JSON.
        StoreError: The store cannot be used.
    """
    with steps("Reading"):
        record = open_record(source, equating=equating())
    if not isinstance(record, RecordStore):
        raise UsageError("this command reads a store or files")
    with record:
        if isinstance(record, RecordFile) and record.report.set_aside:
            aside = counted(len(record.report.set_aside), "resource")
            notice(f"Set aside while reading: {aside}. `chartside ingest` says which, and why.")
        yield record
