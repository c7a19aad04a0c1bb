"""`python -m chartside.evals.injected_errors RECORD...`: the benchmark as one command."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape

from chartside.evals.injected_errors.cases import cases
from chartside.evals.injected_errors.material import charts
from chartside.evals.injected_errors.report import examples, show, summary
from chartside.evals.injected_errors.run import Judged, judge
from chartside.grounding import check


def main(  # noqa: PLR0913 - the options are the contract of the command
    records: Annotated[
        list[Path] | None, typer.Argument(help="Records; none: the demo and invented people.")
    ] = None,
    *,
    seed: Annotated[str, typer.Option(help="Other sentences with another seed.")] = "0",
    words: Annotated[
        Literal["unread", "fresh", "reserved", "letters", "machines", "wards", "clinics"],
        typer.Option(help="Words kept for patients held out."),
    ] = "unread",
    limit: Annotated[int | None, typer.Option(help="True sentences a patient, at most.")] = None,
    panel: Annotated[int, typer.Option(help="Invented patients of each panel.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    each: Annotated[
        int, typer.Option("--examples", help="Mistakes to show of each kind (tuned half only).")
    ] = 0,
) -> None:
    """Judge true and corrupted sentences about RECORDS, and report both halves.

    Examples show what records hold: ask for them on invented or synthetic records only.
    """
    held = list(cases(charts(records or [], panel), seed, limit, words))
    run = judge(held, check)
    found = summary(run, seed)
    chosen = examples(run.judged, each)
    if as_json:
        typer.echo(json.dumps(found | {"examples": [example(j) for j in chosen]}))
        return
    console = Console(soft_wrap=True)
    show(found, console)
    if chosen:
        console.print("Examples, from invented or synthetic records only:")
    for one in chosen:
        console.print(escape(line(one)))


def example(one: Judged) -> dict[str, Any]:
    """A mistake as JSON values."""
    case = one.case
    entries = [case.chart.get(c.reference) for c in case.statement.citations[:2]]
    return {
        "kind": case.kind or "true sentence",
        "family": case.family,
        "verdict": str(one.verdict),
        "sentence": case.statement.text,
        "true_sentence": case.before,
        "entries": [
            f"{e.reference}: {e.when.day if e.when else ''} {e.text}" for e in entries if e
        ],
    }


def line(one: Judged) -> str:
    """A mistake on one line, and the entries behind it on the next."""
    told = example(one)
    sources = "; ".join(told["entries"]) or "no entry of this chart"
    return (
        f"[{told['kind']}, {told['family']}] {told['verdict']}: {told['sentence']}\n"
        f"    {sources[:240]}"
    )


if __name__ == "__main__":
    typer.run(main)
