"""Memory while a long NDJSON file goes into a store: the same at the end as when caches are full.

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
SETTLED = 80_000_000
"""Bytes after which the pages, dates and references that are remembered have filled up."""
GROWTH = 32
"""MiB that the rest of the file may add, however long it is."""
_STATUS = Path("/proc/self/status")
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
    settled = max(peak for share, peak in peaks if share * written.size <= SETTLED)
    last = peaks[-1][1]
    return Row(
        "memory while ingesting NDJSON, highest use",
        f"{written.size / 1e6:,.0f} MB, {written.resources:,} resources",
        f"{last} MiB; after {SETTLED / 1e6:.0f} MB {settled} MiB",
        f"<= {GROWTH} MiB more",
        met=last - settled <= GROWTH,
    )


def highest() -> int:
    """MiB; on Linux not from `ru_maxrss`, which begins with what the parent process used."""
    if _STATUS.is_file():
        line = next(
            x for x in _STATUS.read_text(encoding="utf-8").splitlines() if x.startswith("VmHWM")
        )
        return int(line.split()[1]) // 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _UNIT


def main(source: str, store: str) -> None:
    """Ingest, and write the highest use in MiB beside each share of the file that was read."""
    peaks: list[tuple[float, int]] = [(0.0, highest())]
    with RecordStore(store) as filled:
        ingest([source], filled, progress=lambda done, of: peaks.append((done / of, highest())))
    peaks.append((1.0, highest()))
    sys.stdout.write(json.dumps(peaks))


if __name__ == "__main__":
    main(*sys.argv[1:])
