"""Keeping one patient of a FHIR server in a store, and how it is told."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chartside.cli.output import counted, err, out
from chartside.cli.progress import counting
from chartside.errors import UsageError
from chartside.fhir.mirror.mirror import Pulled, RecordMirror
from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.fhir.server.authorised import authorised
from chartside.fhir.server.client import FHIRClient
from chartside.fhir.store import RecordStore
from chartside.settings import fhir_plain_http

SHOWN = 20
"""Resources set aside that are listed one by one; `--json` lists them all."""


def mirrored(server: str, store: RecordStore, patient: str, types: Sequence[str]) -> Pulled:
    """Bring the store up to date on one patient, with the progress on standard error.

    Raises:
        UsageError: One of the types is none of FHIR.
    """
    kinds = [kind.strip() for said in types for kind in said.split(",")]
    if not RESOURCE_TYPES.issuperset(kinds):
        raise UsageError("--types of one patient are resource types, with commas between them")

    async def run() -> Pulled:
        plain = fhir_plain_http()
        async with authorised(server, plain_http=plain) as auth:
            client = FHIRClient(server, auth=auth, plain_http=plain)
            with counting("Reading from the server") as told:
                mirror = RecordMirror(client, store)
                return await mirror.pull(patient, types=kinds or None, progress=told)

    return asyncio.run(run())


def pulled_json(done: Pulled) -> dict[str, Any]:
    """Plain JSON values."""
    return {
        "resources": done.resources,
        "by_type": done.types,
        "changed": done.changed,
        "removed": done.removed,
        "since": done.since.isoformat(),
        "set_aside": [
            {"source": s.source, "reference": s.reference, "reason": s.reason}
            for s in done.set_aside
        ],
    }


def tell_pulled(done: Pulled, patient: str, store: Path) -> None:
    """What the store now holds of the patient, what changed, and what did not come in."""
    out.print(f"{counted(done.resources, 'resource')} of {patient} in {store}")
    for kind, number in done.types.items():
        out.print(f"  {number:>8,}  {kind}")
    out.print(f"{done.changed:,} new or changed, {done.removed:,} gone from the server")
    if not done.set_aside:
        return
    err.print(f"Set aside: {counted(len(done.set_aside), 'resource')}")
    for one in done.set_aside[:SHOWN]:
        err.print(f"  {f'{one.reference}: ' if one.reference else ''}{one.reason}")
    if len(done.set_aside) > SHOWN:
        err.print(f"  and {len(done.set_aside) - SHOWN:,} more: --json lists them all")
