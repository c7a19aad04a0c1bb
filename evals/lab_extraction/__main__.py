"""`python -m chartside.evals.lab_extraction`: make reports, read them, count."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track

from chartside.errors import ChartsideError, UsageError
from chartside.evals.lab_extraction import baseline, read
from chartside.evals.lab_extraction.layouts.every import chosen, left_out
from chartside.evals.lab_extraction.material import Document, made
from chartside.evals.lab_extraction.read_scans import plain, reader
from chartside.evals.lab_extraction.run import Reader, run
from chartside.evals.lab_extraction.scans import as_scans
from chartside.evals.lab_extraction.shared_reports import shared, shared_scans
from chartside.evals.lab_extraction.summary import show, summary
from chartside.models.page_images.readers import word_reader

READERS: dict[str, Reader] = {"chartside": read.read, "pdfplumber": baseline.read}


def main(  # noqa: PLR0913 - the options are the contract of the command
    *,
    split: Annotated[
        Literal["dev", "held-out", "shared"], typer.Option(help="Which reports.")
    ] = "dev",
    layout: Annotated[str, typer.Option(help="One layout only.")] = "",
    reports: Annotated[int, typer.Option(help="Reports of each layout.")] = 5,
    seed: Annotated[str, typer.Option(help="Other reports with another seed.")] = "0",
    folder: Annotated[
        Path | None, typer.Option(help="Published reports, for the split `shared`.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the PDFs and their truths there.")] = None,
    scans: Annotated[bool, typer.Option("--scans", help="The same pages as worn scans.")] = False,
    engine: Annotated[
        str, typer.Option(help="Who reads scans: rapidocr, tesseract, or both.")
    ] = "",
    shown: Annotated[
        int, typer.Option("--mistakes", help="Mistakes to show of each layout (split dev only).")
    ] = 0,
) -> None:
    """Read reports whose results are known, with Chartside and with a plain reader of tables."""
    try:
        documents = list(_documents(split, layout, (reports, seed), folder, scans=scans))
        readers = of_scans(engine) if scans else READERS
    except ChartsideError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(wrong.exit_status) from None
    for name in left_out(split):
        typer.echo(f"left out: {name}, which needs Chromium on the path", err=True)
    if out is not None:
        written(documents, out)
    console = Console(stderr=True)
    asked = iter(track(documents, "Reading", console=console, disable=not console.is_terminal))
    worn = scans and split != "shared"
    held = run(as_scans(asked, seed) if worn else asked, readers)
    found = summary(held, seed)
    if as_json:
        typer.echo(json.dumps(found))
        return
    console = Console(width=None if sys.stdout.isatty() else 190, soft_wrap=True)
    show(found, console)
    for tally in next(iter(held.values())) if split != "held-out" else ():
        for line in tally.missed[:shown]:
            console.print(escape(f"{tally.file}: {line}"))


def of_scans(engine: str) -> dict[str, Reader]:
    """Chartside with an engine, and a plain reader of what Tesseract lays under a scan."""
    named = word_reader(engine)
    return {f"chartside, {named.name}": reader(named), "pdfplumber": plain}


def _documents(
    split: str, layout: str, drawn: tuple[int, str], folder: Path | None, *, scans: bool
) -> Iterator[Document]:
    if split != "shared":
        return made(chosen(split, layout), *drawn)
    if folder is None:
        raise UsageError("the split shared needs --folder, the folder of published reports")
    return shared_scans(folder) if scans else shared(folder)


def written(documents: list[Document], out: Path) -> None:
    """Lay down each file and its truth beside it."""
    out.mkdir(parents=True, exist_ok=True)
    for document in documents:
        kind = "pdf" if document.octets.startswith(b"%PDF") else "jpg"
        Path(out, f"{document.name}.{kind}").write_bytes(document.octets)
        truth = json.dumps([r.as_json() for r in document.reports], indent=1, ensure_ascii=False)
        Path(out, f"{document.name}.json").write_text(truth, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
