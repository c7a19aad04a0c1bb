"""Opening the chart of a draft again, from where it was opened when the draft was written."""

from dataclasses import dataclass
from pathlib import Path

from chartside.cli.naming import shown
from chartside.cli.source import record_at
from chartside.errors import ChartsideError, SourceError
from chartside.fhir.chart import Chart
from chartside.fhir.enclosure import with_sources
from chartside.fhir.record import RecordSource, is_server
from chartside.signoff.drafts import Held
from chartside.signoff.store import SignoffStore


@dataclass(frozen=True, slots=True)
class Reopened:
    """The record and the chart as they are now."""

    record: RecordSource
    chart: Chart


def remembered(source: str) -> str:
    """SOURCE as it can be found again from any folder: a path, or the URL of a server."""
    if is_server(source):
        return source.rstrip("/")
    return str(Path(source).expanduser().resolve())


def reopen(store: SignoffStore, held: Held, source: str | None = None) -> Reopened:
    """The chart of a draft, from its remembered source or from another that is then remembered.

    Raises:
        SourceError: The record has gone or cannot be read; the message says why.
    """
    where = remembered(source) if source else held.source
    if where is None:
        raise SourceError(
            f"where the chart of draft {shown(held.draft.id)} lies is not known: name it with "
            "--source"
        )
    try:
        record = record_at(where)
        chart = with_sources(record.open_chart(held.draft.patient), held.draft)
        opened = Reopened(record, chart)
    except ChartsideError as gone:
        raise SourceError(
            f"the chart of draft {shown(held.draft.id)} cannot be opened again ({gone}): put the "
            "record back, or name it with --source"
        ) from None
    if where != held.source:
        store.remember_source(held.draft.id, where)
    return opened
