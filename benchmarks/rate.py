"""Ingest by the second, all indexes made, from one NDJSON file into a store on the disk.

Judged by the clock, as a person waits: reading, parsing, indexing, writing and every commit forced
to the disk. The processor's figure beside it says what the disk and the other programs took.
"""

import cProfile
import pstats
from io import StringIO
from itertools import count
from pathlib import Path

from material import Material
from panel import Panel, write
from timing import ROUNDS, Row, best, spent

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

RESOURCES = 50_000
A_SECOND = 10_000
SHOWN = 16


def measure(material: Material, scratch: Path) -> list[Row]:
    """The best of a few rounds, each into a new store."""
    written = write(Panel(material.files), scratch / "rate.ndjson", resources=RESOURCES)
    number = count()

    def fill() -> None:
        with RecordStore(scratch / f"rate-{next(number)}.db") as store:
            ingest([written.path], store)

    took = best([spent(fill) for _ in range(ROUNDS)])
    by_clock, by_processor = written.resources / took.wall, written.resources / took.process
    return [
        Row(
            "ingest with all indexes",
            f"{written.resources:,} resources, {written.size / 1e6:.0f} MB",
            f"{by_clock:,.0f} a second by the clock ({by_processor:,.0f} of one processor)",
            f">= {A_SECOND:,}",
            met=by_clock >= A_SECOND,
        )
    ]


def explain(scratch: Path) -> str:
    """Where the time goes: the profile of one run, functions by the time within them."""
    profile = cProfile.Profile()
    with RecordStore(scratch / "rate-profile.db") as store:
        profile.runcall(ingest, [scratch / "rate.ndjson"], store)
    text = StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(SHOWN)
    return text.getvalue()
