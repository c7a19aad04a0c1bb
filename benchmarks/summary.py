"""An extractive summary of a long, ordinary record: the whole command, start-up included."""

import sys
from pathlib import Path

from material import Material, resources
from timing import Row, command

SECONDS = 1.5


def measure(material: Material, scratch: Path) -> list[Row]:
    """`chartside summarize FILE`: open, write, check, keep the draft. Processor time."""
    record = material.ordinary
    took = command(
        str(Path(sys.executable).with_name("chartside")),
        "summarize",
        str(record),
        "--json",
        CHARTSIDE_HOME=str(scratch / "summary"),
    )
    return [
        Row(
            "extractive summary, the whole command",
            f"{len(resources(record)):,} resources",
            f"{took.process:.2f} s of processor  ({took.wall:.2f} s by the clock)",
            f"< {SECONDS} s",
            took.process < SECONDS,
        )
    ]
