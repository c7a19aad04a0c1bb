"""`python -m chartside.evals.injected_errors RECORD...`: the benchmark as one command."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from chartside.demo import record_json
from chartside.evals.injected_errors.cases import cases
from chartside.evals.injected_errors.panel import bundle
from chartside.evals.injected_errors.report import examples, show, summary
from chartside.evals.injected_errors.run import Judged, judge
from chartside.fhir.chart import Chart
from chartside.fhir.record import open_record
from chartside.grounding import check

AS_OF = datetime(2026, 11, 26, tzinfo=UTC)
"""The "now" of every chart, so that a run can be repeated."""

PANEL = 12
"""Invented patients when no record is named."""


def main(
    records: Annotated[
        list[Path] | None, typer.Argument(help="Records; none: the demo and invented patients.")
    ] = None,
    *,
    seed: Annotated[str, typer.Option(help="Other sentences with another seed.")] = "0",
    limit: Annotated[int | None, typer.Option(help="True sentences a patient, at most.")] = None,
    panel: Annotated[int, typer.Option(help="Invented patients beside the records.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    each: Annotated[
        int, typer.Option("--examples", help="Mistakes to show of each kind (tuned half only).")
    ] = 0,
) -> None:
    """Judge true and corrupted sentences about RECORDS, and report both halves.

    Examples show what records hold: ask for them on invented or synthetic records only.
    """
    held = list(cases(charts(records or [], panel), seed, limit))
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


def charts(records: list[Path], panel: int) -> list[Chart]:
    """Every patient of the records, and invented ones."""
    with tempfile.TemporaryDirectory() as folder:
        names = list(records)
        if not names:
            names, panel = [Path(folder, "demo.json")], panel or PANEL
            names[0].write_bytes(record_json())
        for number in range(panel):
            names.append(Path(folder, f"invented-{number}.json"))
            names[-1].write_text(json.dumps(bundle(number)), encoding="utf-8")
        sources = [open_record(name) for name in names]
        return [s.open_chart(who, as_of=AS_OF) for s in sources for who in s.patients()]


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
