"""Read laboratory reports: PDFs, scans and photos into results, each with its place."""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from chartside.cli.labs_ending import end
from chartside.cli.labs_html import require_place, write_page
from chartside.cli.labs_page import show_files
from chartside.cli.labs_proposing import lay_down, show_drafts
from chartside.cli.labs_reading import By, given_document, given_files, read_all
from chartside.cli.options import Json, Patient, new_app
from chartside.cli.output import emit
from chartside.cli.source import opened
from chartside.errors import UsageError
from chartside.fhir.lab_reports.coding import candidates as shipped
from chartside.fhir.lab_reports.coding.release import Release
from chartside.fhir.lab_reports.selecting import EVERY_PAGE, selection
from chartside.models.reasoner import open_reasoner
from chartside.settings import Settings, settings
from chartside.tools.labs.files import How
from chartside.tools.labs.judging import Coder
from chartside.tools.labs.print_reader import ReaderWhenNeeded
from chartside.tools.labs.reading import by_words, with_model
from chartside.tools.labs.resources import collection
from chartside.tools.labs.result_json import files_json

app = new_app()


@app.command()
def labs(  # noqa: PLR0913 - each is an option of the command
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE...",
            help="Reports: PDF, PNG, JPEG, TIFF, WebP, or a FHIR resource with one attached.",
        ),
    ] = None,
    *,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="SOURCE",
            help="The record of the patient whom the reports are about.",
        ),
    ] = None,
    patient: Patient = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            metavar="REF",
            help="A report in the chart: `DocumentReference/7` or `DiagnosticReport/7`.",
        ),
    ] = None,
    pages: Annotated[
        str | None, typer.Option("--pages", metavar="N", help="Pages to read: `1-3`, `2,5-`.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Write a page for review: pictures of the pages, boxes, and the table.",
        ),
    ] = None,
    propose: Annotated[
        bool,
        typer.Option(
            "--propose", help="Lay the results into the sign-off store, each to be decided on."
        ),
    ] = False,
    ocr: Annotated[
        bool, typer.Option("--ocr/--no-ocr", help="Read print in pictures, where that is possible.")
    ] = True,
    reader: Annotated[
        str | None,
        typer.Option(
            "--reader",
            metavar="R",
            help="A model that sees the pages too, such as MedGemma 1.5 4B: `local:FOLDER`, or "
            "`http://127.0.0.1:8000/v1#NAME`. What it reads otherwise is told.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read laboratory reports: PDFs, scans and photos into results, each with its place.

    Nothing is read into a row that is not understood: such rows are set aside, with why. A code
    (LOINC) is given only where it is sure. Nothing is written to any chart.

    With `--source`, the patient on each page is compared with the chart, and a report of somebody
    else is refused; results that the chart has already are marked. `--propose` then lays the
    results into the sign-off store: at `chartside review sign` each is accepted or rejected by
    itself, and what is accepted becomes final and leaves with the signed document.

    Exit status: 0 done, 2 usage, 3 nothing in the files is a laboratory result, 4 a report is of
    another patient, 5 a file, the record or a store cannot be read, or the model fails.
    """
    documents = document or []
    if not files and not documents:
        raise UsageError("name a report: a file, or --document with --source")
    if not source and (patient or documents or propose):
        raise UsageError("--patient, --document and --propose need the record: --source SOURCE")
    if html:
        require_place(html, files or ())
    here = settings()
    by = By(
        How(selection(pages) if pages else EVERY_PAGE, ReaderWhenNeeded() if ocr else None),
        with_model(open_reasoner(reader)) if reader else by_words,
        _coder(here),
    )
    with opened(source) if source else nullcontext() as record:
        chart = record.open_chart(patient) if record else None
        given = [*given_files(files or ()), *(given_document(chart, d) for d in documents if chart)]
        read = asyncio.run(read_all(given, by, chart))
        if html:
            write_page(read, html)
        drafts = lay_down(read, chart, source, here) if chart and source and propose else []
        fhir = collection(read, chart)
    if as_json:
        laid = {"drafts": [draft.to_json() for draft in drafts]} if propose else {}
        emit(files_json(read, fhir) | laid)
    else:
        show_files(read)
        if propose:
            show_drafts(drafts, here)
    end(read)


def _coder(here: Settings) -> Coder:
    """The LOINC release that the settings name, or the tables that are shipped."""
    return Release(here.loinc, here.loinc_index) if here.loinc else shipped
