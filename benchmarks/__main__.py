"""`make bench`: one table, each figure beside its target. Exit status 1 where one falls short.

    python benchmarks [--full] [NAME ...]

With names only those are measured; `--full` takes the long form of those that have one. A figure
without a target has nothing to be held against, and is told all the same.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import archive
import cds_hooks
import evaluating
import evidence
import grounding
import imaging
import ingest
import memory
import models
import navigator
import opening
import rate
import scale
import search
import sidebar_http
import sidebar_runs
import signoff
import startup
import summary
from material import material
from rich.console import Console
from rich.table import Table

MEASURED = {
    bench.__name__: bench
    for bench in (
        ingest,
        rate,
        memory,
        opening,
        scale,
        search,
        summary,
        startup,
        evidence,
        grounding,
        models,
        navigator,
        imaging,
        archive,
        signoff,
        sidebar_runs,
        sidebar_http,
        cds_hooks,
        evaluating,
    )
}


def main() -> int:
    """Run the measurements and print the table."""
    asked = _asked()
    console = Console(width=None if sys.stdout.isatty() else 160)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        records = material(scratch)
        table = Table(
            "measured", "on", "figure", "target", "", title=f"Chartside on {records.name}"
        )
        short = 0
        for name in asked.names or MEASURED:
            console.print(f"{name} …", style="dim")
            bench = MEASURED[name]
            missed = 0
            for row in _measure(bench, full=asked.full)(records, scratch):
                said = ("pass" if row.met else "FALLS SHORT") if row.target else ""
                table.add_row(row.what, row.on, row.figure, row.target, said)
                missed += not row.met
            if hasattr(bench, "explain") and (missed or asked.full):
                console.print(bench.explain(scratch))
            short += missed
    console.print(table)
    return 1 if short else 0


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python benchmarks", description="Measure Chartside.")
    words.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURED))
    words.add_argument("--full", action="store_true", help="the long form, with profiles")
    asked = words.parse_args()
    if unknown := set(asked.names) - MEASURED.keys():
        words.error(f"nothing measures {', '.join(sorted(unknown))}")
    return asked


def _measure(bench: ModuleType, *, full: bool) -> Any:
    return getattr(bench, "measure_full", bench.measure) if full else bench.measure


if __name__ == "__main__":
    sys.exit(main())
