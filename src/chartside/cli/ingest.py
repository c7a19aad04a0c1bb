"""Load records into a store, idempotent and resumable."""

from pathlib import Path
from typing import Annotated

import typer

from chartside.cli.exporting import Wanted, exported, server_of, tell_export
from chartside.cli.mirroring import mirrored, pulled_json, tell_pulled
from chartside.cli.options import Json, Sources, new_app, patient_reference
from chartside.cli.output import counted, emit, err, out
from chartside.cli.progress import bytes_read, counting
from chartside.errors import UsageError
from chartside.fhir.bulk import Exported
from chartside.fhir.found import SetAside
from chartside.fhir.ingest import IngestReport, Validator, ingest
from chartside.fhir.mirror.mirror import Pulled
from chartside.fhir.received import Invalid
from chartside.fhir.retrieval.embedding import Embedded, embed_passages
from chartside.fhir.store import RecordStore
from chartside.fhir.validation import invalid
from chartside.models.embeddings import TextEmbedder

app = new_app()

SHOWN = 20
"""Resources set aside that are listed one by one; `--json` lists them all."""


@app.command()
def load(  # noqa: PLR0913 - each is an option of the command
    sources: Sources,
    *,
    store: Annotated[Path, typer.Option("--store", metavar="F.db", help="The store to fill.")],
    validate: Annotated[
        bool, typer.Option("--validate", help="Also list resources that are not valid FHIR.")
    ] = False,
    embed: Annotated[
        Path | None,
        typer.Option(
            "--embed",
            metavar="FOLDER",
            help="Also embed the passages of notes, with the sentence-transformers model there.",
        ),
    ] = None,
    patient: Annotated[
        str | None,
        typer.Option(
            "--patient",
            metavar="ID",
            help="Of a server: only this patient, kept up to date without a bulk export.",
        ),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="ID", help="Of a server: only the patients of this Group."),
    ] = None,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--types",
            metavar="TYPES",
            help="Of a server: only these resource types, with commas; or one with a search, "
            "`Observation?category=laboratory`. Again for more.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="TIME",
            help="Of a server: what changed after this time, or `start` for everything. "
            "By default what changed since the last time.",
        ),
    ] = None,
    files_from: Annotated[
        list[str] | None,
        typer.Option(
            "--files-from",
            metavar="ORIGIN",
            help="Of a server: another origin that its files may come from.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Load records into a store, idempotent and resumable.

    A SOURCE that is the URL of a FHIR server is loaded by a bulk export, by itself: everything the
    first time, then what changed; what was deleted there leaves the store. With `--patient` the
    clinical resources of one patient are read in the same way, without an export.
    `$CHARTSIDE_FHIR_TOKEN` authorises, or `$CHARTSIDE_FHIR_CLIENT`, the registration of a service
    and its key.

    What cannot be read is set aside with its file, line and reason; the rest goes in. The same
    command again completes a run that was cut off, and changes nothing after one that was not.
    With `--validate` each resource is held to the structure and the required codes of its FHIR
    version; what is not valid is listed and kept. With `--embed` passages that are new or changed
    get a vector of that model; where `$CHARTSIDE_EMBEDDER` names the same folder, notes are then
    searched by meaning as well as by words.

    Exit status: 0 done (also when something was set aside), 2 usage, 4 the server gave no token, 5
    a file is not FHIR, the server or the model fails, or the store cannot be written.
    """
    wanted = Wanted(group, types or (), since, files_from or ())
    server = server_of(sources, wanted)
    _hold(patient, server, wanted, validate=validate)
    embedder = TextEmbedder(embed) if embed else None
    validator = invalid if validate else None
    with RecordStore(store) as held:
        report: IngestReport | Exported | Pulled
        if server and patient:
            report = mirrored(server, held, patient, wanted.types)
        elif server:
            report = exported(server, held, wanted, validator)
        else:
            report = _loaded(sources, held, validator)
        embedded = _embedded(held, embedder) if embedder else None
    if as_json:
        said = pulled_json(report) if isinstance(report, Pulled) else report.to_json()
        emit(said | ({"embedded": embedded.to_json()} if embedded else {}))
        return
    _tell_all(report, patient, store)
    if embedded:
        out.print(
            f"{counted(embedded.passages, 'passage')} by {embedded.model}: "
            f"{embedded.made:,} embedded now, {embedded.dropped:,} dropped"
        )


def _hold(patient: str | None, server: str | None, wanted: Wanted, *, validate: bool) -> None:
    """Refuse options that one patient of a server has no use for."""
    if not patient:
        return
    if server is None:
        raise UsageError("--patient is for a FHIR server, named by its URL: files are loaded whole")
    if wanted.group or wanted.since or wanted.files_from or validate:
        raise UsageError(
            "--group, --since, --files-from and --validate are not for one patient of a server"
        )


def _tell_all(report: IngestReport | Exported | Pulled, patient: str | None, store: Path) -> None:
    if isinstance(report, Pulled):
        tell_pulled(report, patient_reference(patient) or "", store)
        return
    if isinstance(report, Exported):
        tell_export(report, store)
    else:
        _tell(report, store)
    _tell_rest(report)


def _loaded(sources: list[str], store: RecordStore, validator: Validator | None) -> IngestReport:
    with bytes_read("Reading") as progress:
        return ingest(sources, store, progress=progress, validator=validator)


def _embedded(store: RecordStore, embedder: TextEmbedder) -> Embedded:
    with counting("Embedding") as progress:
        return embed_passages(store, embedder, progress=progress)


def _tell(report: IngestReport, store: Path) -> None:
    out.print(
        f"{counted(report.resources, 'resource')} of {counted(report.patients, 'patient')} "
        f"in {store}"
    )
    for kind, number in report.by_type.items():
        out.print(f"  {number:>8,}  {kind}")


def _tell_rest(report: IngestReport | Exported) -> None:
    for note in report.notes:
        out.print(f"Note: {note}.")  # a line a note: counts and references, never chart data
    if report.set_aside:
        _list("Set aside", [f"{_place(a)}: {a.reason}" for a in report.set_aside])
    if report.invalid is not None:
        _list("Kept, not valid FHIR", [_wrong(one) for one in report.invalid])


def _list(title: str, lines: list[str]) -> None:
    err.print(f"{title}: {counted(len(lines), 'resource')}")
    for line in lines[:SHOWN]:
        err.print(f"  {line}")
    if len(lines) > SHOWN:
        err.print(f"  and {len(lines) - SHOWN:,} more: --json lists them all")


def _place(item: SetAside | Invalid) -> str:
    return f"{item.source}:{item.line}" if item.line else item.source


def _wrong(one: Invalid) -> str:
    said = "; ".join(f"{problem.element}: {problem.reason}" for problem in one.problems)
    return f"{_place(one)}: {one.reference}: {said}"
