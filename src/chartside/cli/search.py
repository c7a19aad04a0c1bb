"""Search a record with an R4 query."""

import asyncio
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from chartside.cli.hits import Hit, hits
from chartside.cli.options import Json, Source, new_app
from chartside.cli.output import counted, emit, emit_line, notice, out, table
from chartside.cli.source import opened
from chartside.cli.wording import status_words, value_words, when_words
from chartside.errors import ChartsideError, NoSuchPatient, SourceError, UsageError
from chartside.fhir.search.outcome import refusal
from chartside.fhir.server.record import FHIRServer
from chartside.fhir.store import RecordStore

app = new_app()

STANDARD_INPUT = Path("-")
_Record = RecordStore | FHIRServer


@app.command()
def search(
    source: Source,
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY", help="`Type?parameter=value&…`, in quotes.", show_default=False
        ),
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every page, not only the first.")] = False,
    queries: Annotated[
        Path | None,
        typer.Option("--queries", metavar="FILE", help="Run a query a line; `-` reads them in."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Search a record with an R4 query.

    What a query asks and Chartside does not know is refused, never passed over. With `--json` the
    answer is a searchset Bundle with entries marked `match` or `include`, numbers with the digits
    they came with; a query that is refused, or names a patient who is
    not there, is an OperationOutcome. A FHIR server answers by itself, and where it does not apply
    all of a query, that is an error. With `--queries` each line of the file (blank ones left out)
    is answered by one such object on a line.

    Exit status: 0 done (also when nothing matches, and when `--queries` refused some or could not
    answer them), 2 the query is refused, 5 the record cannot be read or has no such patient.
    """
    if (query is None) == (queries is None):
        raise UsageError("give one query, or a file of them with --queries")
    with opened(source) as record:
        if queries is not None:
            _answer_each(record, queries, every=every)
        else:
            _answer(record, query or "", every=every, as_json=as_json)


def _answer(record: _Record, query: str, *, every: bool, as_json: bool) -> None:
    try:
        found = _found(record, query, every=every)
    except (UsageError, NoSuchPatient) as wrong:
        if as_json:
            emit(refusal(wrong))
        raise
    if as_json:
        emit(found)
    else:
        _tell(found, record)


def _found(record: _Record, query: str, *, every: bool) -> dict[str, Any]:
    if not query.isascii() and not _is_utf8(query):
        raise UsageError("the search is not UTF-8 text")
    if isinstance(record, FHIRServer):
        return asyncio.run(record.search_bundle(query, every=every))
    return record.search_bundle(query, every=every)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes of an argument that were no UTF-8
        return False
    return True


def _answer_each(record: _Record, path: Path, *, every: bool) -> None:
    asked = refused = unanswered = 0
    for query in _lines(path):
        asked += 1
        try:
            answer = _found(record, query, every=every)
        except ChartsideError as wrong:
            refused += isinstance(wrong, UsageError)
            unanswered += not isinstance(wrong, UsageError)
            answer = refusal(wrong)
        emit_line(answer)
    kinds = ((refused, "refused"), (unanswered, "not answered"))
    said = "".join(f", {number:,} of them {how}" for number, how in kinds if number)
    notice(f"{counted(asked, 'query', 'queries')}{said}.")


def _lines(path: Path) -> Iterator[str]:
    try:
        data = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"no such file: {path}") from None
    except OSError as wrong:
        raise SourceError(
            f"{path} cannot be read: {wrong.strerror or 'the disk refused'}"
        ) from wrong
    text = data.decode("utf-8-sig", "surrogateescape")
    return (line.strip() for line in text.split("\n") if line.strip())


def _tell(found: Mapping[str, Any], record: _Record) -> None:
    asked = found["link"][0]["url"]
    rows = hits(found, record.resolve)
    if rows:
        table(("mode", "resource", "what", "when", "value", "status"), map(_row, rows))
    total = found.get("total")
    if "entry" not in found:
        out.print(
            f"{'Nothing matches' if not total else counted(total, 'match', 'matches')}: {asked}"
        )
        return
    shown = sum(hit.mode == "match" for hit in rows)
    of = f" of {total:,}" if total is not None and total != shown else ""
    notice(f"{counted(shown, 'match', 'matches')}{of}: {asked}")
    if any(link["relation"] == "next" for link in found["link"]):
        notice("There is more: --all shows every page.")


def _row(hit: Hit) -> tuple[str, ...]:
    entry = hit.entry
    if entry is None:
        return (hit.mode, hit.reference, "(cannot be shown: not in the shape of FHIR)", "", "", "")
    return (
        hit.mode,
        hit.reference,
        entry.label,
        when_words(entry),
        value_words(entry),
        status_words(entry),
    )
