"""`make bench`: one table, each figure beside its target. Exit status 1 where one falls short."""

import sys
import tempfile
from pathlib import Path

import evidence
import grounding
import ingest
import opening
import startup
import summary
from material import material
from rich.console import Console
from rich.table import Table

MEASURED = (ingest, opening, summary, startup, evidence, grounding)


def main() -> int:
    """Run every measurement and print the table."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        records = material(scratch)
        table = Table(
            "measured", "on", "figure", "target", "", title=f"Chartside on {records.name}"
        )
        short = 0
        for bench in MEASURED:
            console.print(f"{bench.__name__} …", style="dim")
            for row in bench.measure(records, scratch):
                table.add_row(
                    row.what, row.on, row.figure, row.target, "pass" if row.met else "FALLS SHORT"
                )
                short += not row.met
    console.print(table)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
