"""Start-up: what a person waits for before the first word of help."""

import sys
from pathlib import Path

from material import Material
from timing import Row, command

SECONDS = 0.4


def measure(material: Material, scratch: Path) -> list[Row]:
    """By the clock and by the processor; both have to be under the target."""
    del material
    took = command(
        str(Path(sys.executable).with_name("chartside")), "--help", CHARTSIDE_HOME=str(scratch)
    )
    return [
        Row(
            "chartside --help",
            "",
            f"{took.wall:.2f} s  (processor {took.process:.2f} s)",
            f"< {SECONDS} s",
            max(took.wall, took.process) < SECONDS,
        )
    ]
