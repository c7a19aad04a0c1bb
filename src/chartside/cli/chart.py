"""Show one patient's chart, compact."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from chartside.cli.chart_page import page
from chartside.cli.entries import entry_json
from chartside.cli.incomplete import say_what_is_missing
from chartside.cli.options import Json, Patient, Source, new_app
from chartside.cli.output import emit
from chartside.cli.source import opened
from chartside.errors import UsageError
from chartside.fhir.chart import Chart, Demographics
from chartside.fhir.entry import Kind
from chartside.fhir.when import parse_when

app = new_app()


@app.command()
def chart(
    source: Source,
    *,
    patient: Patient = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--kind", metavar="K", help="Every entry of one kind: problem, lab, document, …"
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="D",
            help="The chart up to a day, month or year: later entries are left out and counted.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show one patient's chart, compact.

    Active problems, current medicines and allergies first, then every kind, then what was set aside
    and why. A resource of another subject is never in it. With `--as-of` the status of an entry
    is still the one that the record holds now.

    Exit status: 0 done (also when the chart is empty), 2 usage, 5 no such patient, several and none
    named, or the record cannot be read.
    """
    moment = _moment(as_of)
    with opened(source) as record:
        held = record.open_chart(patient, as_of=moment)
        say_what_is_missing(held)
        known, later = (held, 0) if moment is None else _until(held, moment)
        if as_json:
            emit(_json(known, kind, later))
        else:
            page(known, kind, later)


def _moment(day: str | None) -> datetime | None:
    """The last moment of a day, month or year."""
    if day is None:
        return None
    when = parse_when(day)
    if when is None:
        raise UsageError("--as-of must be a date such as 2019, 2019-03 or 2019-03-02")
    return when.high - timedelta(microseconds=1)


def _until(chart: Chart, moment: datetime) -> tuple[Chart, int]:
    """The chart without entries that begin after a moment, and how many those are."""
    kept = tuple(e for e in chart.entries if e.when is None or e.when.low <= moment)
    return replace(chart, entries=kept), len(chart.entries) - len(kept)


def _json(chart: Chart, kind: Kind | None, later: int) -> dict[str, Any]:
    entries = chart.entries if kind is None else chart.of(kind)
    counts = Counter(e.kind.value for e in chart.entries)
    return {
        "patient": _patient(chart.patient, chart.as_of),
        "as_of": chart.as_of.isoformat(),
        "entries": [entry_json(e) for e in entries],
        "counts": dict(sorted(counts.items())),
        "later": later,
        "set_aside": [
            {"source": s.source, "line": s.line, "reference": s.reference, "reason": s.reason}
            for s in chart.set_aside
        ],
    }


def _patient(who: Demographics, now: datetime) -> dict[str, Any]:
    return {
        "reference": who.reference,
        "name": who.name,
        "birth": who.birth.text if who.birth else None,
        "sex": who.sex,
        "age": None if who.dead else who.age(now.astimezone(UTC).date()),
        "dead": who.dead,
        "deceased": who.deceased.text if who.deceased else None,
    }
