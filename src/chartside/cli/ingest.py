"""Load records into a store, idempotent and resumable."""

from pathlib import Path
from typing import Annotated

import typer

from chartside.cli.options import Json, Sources, new_app
from chartside.cli.output import counted, emit, err, out
from chartside.cli.progress import bytes_read
from chartside.fhir.found import SetAside
from chartside.fhir.ingest import IngestReport, ingest
from chartside.fhir.store import RecordStore

app = new_app()

SHOWN = 20
"""Resources set aside that are listed one by one; `--json` lists them all."""


@app.command()
def load(
    sources: Sources,
    *,
    store: Annotated[Path, typer.Option("--store", metavar="F.db", help="The store to fill.")],
    as_json: Json = False,
) -> None:
    """Load records into a store, idempotent and resumable.

    What cannot be read is set aside with its file, line and reason; the rest goes in. The same
    command again completes a run that was cut off, and changes nothing after one that was not.

    Exit status: 0 done (also when something was set aside), 2 usage, 5 a file is not FHIR or the
    store cannot be written.
    """
    with RecordStore(store) as held, bytes_read("Reading") as progress:
        report = ingest(sources, held, progress=progress)
    if as_json:
        emit(report.to_json())
    else:
        _tell(report, store)


def _tell(report: IngestReport, store: Path) -> None:
    out.print(
        f"{counted(report.resources, 'resource')} of {counted(report.patients, 'patient')} "
        f"in {store}"
    )
    for kind, number in report.by_type.items():
        out.print(f"  {number:>8,}  {kind}")
    for note in report.notes:
        out.print(f"Note: {note}.")
    if report.set_aside:
        err.print(f"Set aside: {counted(len(report.set_aside), 'resource')}")
        for aside in report.set_aside[:SHOWN]:
            err.print(f"  {_place(aside)}: {aside.reason}")
        if len(report.set_aside) > SHOWN:
            err.print(f"  and {len(report.set_aside) - SHOWN:,} more: --json lists them all")


def _place(aside: SetAside) -> str:
    return f"{aside.source}:{aside.line}" if aside.line else aside.source
