"""A run of its own process, for tests that kill or measure it: exporting.py BASE STORE.

It prints resources, files, what was set aside, and the most memory it had, in KiB.
"""

import asyncio
import resource
import sys
from pathlib import Path

from chartside.fhir.bulk import BulkExport, Patience
from chartside.fhir.store import RecordStore


async def main(base: str, store: str) -> None:
    patience = Patience(first=0.01, longest=0.05)
    with RecordStore(Path(store)) as opened:
        done = await BulkExport(base, patience=patience).export(opened)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"{done.resources} {done.files} {len(done.set_aside)} {most}\n")


asyncio.run(main(*sys.argv[1:]))
