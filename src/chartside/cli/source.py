"""Opening SOURCE for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from chartside.cli.output import counted, notice
from chartside.cli.progress import counting, steps
from chartside.errors import UsageError
from chartside.fhir.equating import Equating
from chartside.fhir.file import RecordFile
from chartside.fhir.network.token import Token
from chartside.fhir.record import RecordSource, equating_by, is_server, open_record
from chartside.fhir.server.record import FHIRServer
from chartside.fhir.store import RecordStore
from chartside.settings import fhir_plain_http, fhir_token, settings


def equating() -> Equating | None:
    """What asks the site's terminology server, where the settings name one.

    Raises:
        UsageError: They name something else than an http(s) address.
    """
    here = settings()
    return equating_by(here.terminology, here.terminology_answers)


def record_at(source: str) -> RecordSource:
    """The record at SOURCE; a server is asked with the token of the environment.

    Raises:
        UsageError: It is not there, or is the URL of no server.
        NotFHIR: It holds no FHIR JSON.
        StoreError: The store cannot be used.
    """
    token = fhir_token() if is_server(source) else None
    return open_record(
        source,
        equating=equating(),
        auth=Token(token) if token else None,
        plain_http=fhir_plain_http(),
    )


@contextmanager
def opened(source: str) -> Iterator[RecordStore | FHIRServer]:
    """The record at SOURCE, closed afterwards; what files could not give is said once.

    Raises:
        UsageError: It is not there, or is the URL of no server.
        NotFHIR: It holds no FHIR JSON.
        StoreError: The store cannot be used.
    """
    with steps("Reading"):
        record = record_at(source)
    if isinstance(record, FHIRServer):
        with counting("Reading from the server") as told:
            record.progress = told
            yield record
        return
    if not isinstance(record, RecordStore):
        raise UsageError("this command reads a store, files or a FHIR server")
    with record:
        if isinstance(record, RecordFile) and record.report.set_aside:
            aside = counted(len(record.report.set_aside), "resource")
            notice(f"Set aside while reading: {aside}. `chartside ingest` says which, and why.")
        yield record
