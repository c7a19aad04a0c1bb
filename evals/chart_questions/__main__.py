"""`python -m chartside.evals.chart_questions RECORD...`: ask, grade and report."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape

from chartside.errors import UsageError
from chartside.evals.chart_questions.material import persons
from chartside.evals.chart_questions.questions import EACH, questions
from chartside.evals.chart_questions.report import examples, show, summary
from chartside.evals.chart_questions.run import ask_all
from chartside.evals.chart_questions.saying import in_words
from chartside.evals.chart_questions.score import Graded

_PARTS = {"both": "", "tuned": "tuned", "held-out": "held out"}


def main(  # noqa: PLR0913 - the options are the contract of the command
    records: Annotated[
        list[Path] | None, typer.Argument(help="Records; none: the demo and invented people.")
    ] = None,
    *,
    reasoner: Annotated[str, typer.Option(help="Who answers.")] = "extractive",
    seed: Annotated[str, typer.Option(help="Other questions with another seed.")] = "0",
    half: Annotated[
        Literal["both", "tuned", "held-out"], typer.Option(help="Patients to ask about.")
    ] = "both",
    panel: Annotated[int, typer.Option(help="Invented patients of each panel.")] = 0,
    each: Annotated[int, typer.Option(help="Questions of a kind about a patient.")] = EACH,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    shown: Annotated[
        int, typer.Option("--examples", help="Mistakes to show of each kind (tuned half only).")
    ] = 0,
) -> None:
    """Ask questions with known answers about RECORDS, and report both halves.

    Examples show what records hold: ask for them on invented or synthetic records only.
    """
    try:
        with tempfile.TemporaryDirectory() as scratch:
            held = persons(records or [], panel, Path(scratch))
            run = asyncio.run(ask_all(held, questions(held, seed, each, _PARTS[half]), reasoner))
    except UsageError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(wrong.exit_status) from None
    found = summary(run, seed)
    chosen = examples(run.graded, shown)
    if as_json:
        typer.echo(json.dumps(found | {"examples": [example(g) for g in chosen]}))
        return
    console = Console(width=None if sys.stdout.isatty() else 160, soft_wrap=True)
    show(found, console)
    if chosen:
        console.print("Examples, from invented or synthetic records only:")
    for one in chosen:
        told = example(one)
        mark = "not supported" if one.unsupported else "wrong"
        line = f"[{told['kind']}] {told['question']}\n    {mark}, expected {told['expected']}"
        console.print(escape(f"{line}\n    {told['answer']}"))


def example(one: Graded) -> dict[str, Any]:
    """A wrong answer as JSON values."""
    return {
        "kind": one.question.kind,
        "patient": one.question.patient,
        "question": one.question.text,
        "expected": in_words(one.question.expected),
        "answer": "abstained" if one.abstained else one.text,
        "exact": one.exact,
        "unsupported": one.unsupported,
    }


if __name__ == "__main__":
    typer.run(main)
