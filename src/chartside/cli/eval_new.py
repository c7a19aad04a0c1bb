"""Make a suite of your own: a file to be run, and its cases, drafted from a record."""

from pathlib import Path
from typing import Annotated

import typer

from chartside.cli.options import Json, new_app
from chartside.cli.output import counted, emit, out
from chartside.evals.authoring.cases import Do
from chartside.evals.authoring.drafting import draft

app = new_app()


@app.command("new")
def making(
    name: Annotated[
        Path, typer.Argument(metavar="NAME", help="What the suite is called, and so its files.")
    ],
    *,
    do: Annotated[
        Do,
        typer.Option(
            "--do",
            help="What is done with a case: a question to the assistant, a document, a sentence "
            "put to the checker, or a plain prompt to a model.",
        ),
    ] = "ask",
    source: Annotated[
        str,
        typer.Option(
            "--source",
            metavar="SOURCE",
            help="The record that cases are drafted from and run on: files or a store. By default "
            "the demo record.",
        ),
    ] = "",
    scorer: Annotated[
        bool, typer.Option("--scorer", help="Begin a scorer in Python beside it, too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a suite of your own: a file to be run, and its cases, drafted from a record.

    What is expected is computed from the record. Read each case before you rely on it, change them
    and add your own. Nothing is overwritten. The files hold text of the record: keep them as you
    keep that.

    Exit status: 0 written, 2 a name that is none, or a file that is there, 5 the record cannot be
    read.
    """
    made = draft(name, do, source, scorer=scorer)
    if as_json:
        emit({"files": [str(file) for file in made.files], "cases": made.cases})
        return
    some = counted(made.cases, "case")
    out.print(f"{some} drafted" + (" of the record; review each." if do != "prompt" else "."))
    for file in made.files:
        out.print(f"  {file}")
    out.print(
        f"\nchartside eval {made.suite}" + (" --reasoner URL#MODEL" if do == "prompt" else "")
    )
