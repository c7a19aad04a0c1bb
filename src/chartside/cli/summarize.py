"""Draft a document from a patient's chart, cited and checked."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from chartside.cli.dictated import spoken
from chartside.cli.drafting import Asked, drafted
from chartside.cli.laid_down import show
from chartside.cli.options import Json, Patient, Source, new_app, patient_reference
from chartside.cli.output import emit
from chartside.settings import settings

app = new_app()


@app.command()
def summarize(  # noqa: PLR0913 - the options are the contract of the command
    source: Source,
    *,
    patient: Patient = None,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="K",
            help="The kind of document: summary, previsit, update, problem, handoff, discharge, "
            "consult, progress, patient, or one of your own.",
        ),
    ] = "summary",
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="D",
            help="Leave out events and results before this date (2019, 2019-03 or 2019-03-02). "
            "An update begins with the last signed summary, a discharge tells of the last stay, "
            "unless this says otherwise.",
        ),
    ] = None,
    focus: Annotated[
        str,
        typer.Option(
            "--focus",
            metavar="WORDS",
            help="Narrow the document to what belongs to a problem or a medicine.",
        ),
    ] = "",
    length: Annotated[
        Literal["short", "normal", "long"],
        typer.Option("--length", help="How much of each section."),
    ] = "normal",
    language: Annotated[
        str,
        typer.Option(
            "--language",
            metavar="L",
            help="The language a model writes in, e.g. de; without a model it is English.",
        ),
    ] = "",
    reasoner: Annotated[
        str,
        typer.Option(
            "--reasoner",
            metavar="R",
            help="Who writes: `extractive`, a model as `URL#MODEL`, or `local:FOLDER`.",
        ),
    ] = "extractive",
    dictation: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="What was said, for a progress note: plain text, or the JSON of `transcribe`. Its "
            "sentences are quoted as the dictation's, never as the chart's.",
            dir_okay=False,
        ),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="ID", help="Go on with a run that was cut off."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Draft a document from a patient's chart, cited and checked.

    The draft lies in the sign-off store, unsigned: nothing leaves until a person has signed it with
    `chartside review sign`.

    Exit status: 0 drafted, 2 usage, 3 the chart has nothing to say, 5 the record or a store cannot
    be used.
    """
    who = patient_reference(patient)
    heard = spoken(dictation) if dictation else ""
    asked = Asked(source, who, kind, since, focus, length, language, reasoner, heard)
    here = settings()
    done = drafted(here, asked, resume)
    if as_json:
        emit(done.draft.to_json())
    else:
        show(done.draft, done.chart, here)
