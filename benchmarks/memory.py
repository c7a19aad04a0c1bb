"""Memory while a long NDJSON file goes into a store: the same at the end as after a quarter of it.

A process of its own, so that nothing but the ingest is counted. What is told is the highest use so
far, which can hide nothing between two looks.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from material import Material
from panel import Panel, write
from timing import Row

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

SIZE, FULL = 128_000_000, 1_000_000_000
"""Bytes of the file; with `--full` the second."""
GROWTH = 32
"""MiB that the rest of the file may add to its first quarter."""
_UNIT = 2**20 if sys.platform == "darwin" else 2**10
"""`ru_maxrss` in a MiB: bytes on macOS, KiB elsewhere."""


def measure(material: Material, scratch: Path) -> list[Row]:
    """A file that is soon read."""
    return [_row(material, scratch, SIZE)]


def measure_full(material: Material, scratch: Path) -> list[Row]:
    """A gigabyte."""
    return [_row(material, scratch, FULL)]


def _row(material: Material, scratch: Path, size: int) -> Row:
    """One run over a file made for it and removed after it."""
    written = write(Panel(material.files), scratch / "memory.ndjson", size=size)
    command = (sys.executable, str(Path(__file__)), str(written.path), str(scratch / "memory.db"))
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    for left in scratch.glob("memory.*"):
        left.unlink()
    peaks = [(float(share), int(peak)) for share, peak in json.loads(done.stdout)]
    quarter = max(peak for share, peak in peaks if share <= 0.25)  # noqa: PLR2004 - a quarter
    last = peaks[-1][1]
    return Row(
        "memory while ingesting NDJSON, highest use",
        f"{written.size / 1e6:,.0f} MB, {written.resources:,} resources",
        f"{last} MiB; after a quarter of it {quarter} MiB",
        f"<= {GROWTH} MiB more",
        met=last - quarter <= GROWTH,
    )


def _highest() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _UNIT


def main(source: str, store: str) -> None:
    """Ingest, and write the highest use in MiB beside each share of the file that was read."""
    peaks: list[tuple[float, int]] = [(0.0, _highest())]
    with RecordStore(store) as filled:
        ingest([source], filled, progress=lambda done, of: peaks.append((done / of, _highest())))
    peaks.append((1.0, _highest()))
    sys.stdout.write(json.dumps(peaks))


if __name__ == "__main__":
    main(*sys.argv[1:])
