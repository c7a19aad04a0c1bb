"""A run of its own process, for tests that kill it: exporting.py BASE STORE."""

import asyncio
import sys
from pathlib import Path

from chartside.fhir.bulk import BulkExport, Patience
from chartside.fhir.store import RecordStore


async def main(base: str, store: str) -> None:
    patience = Patience(first=0.01, longest=0.05)
    with RecordStore(Path(store)) as opened:
        done = await BulkExport(base, patience=patience).export(opened)
    sys.stdout.write(f"{done.resources} {done.files} {len(done.set_aside)}\n")


asyncio.run(main(*sys.argv[1:]))
