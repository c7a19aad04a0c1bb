"""What the record holds and a sweep did not find: gone only where the server itself says so.

A list may be short for other reasons: an index that lags, a scope that was taken away. So each
resource that is missing is asked for by itself before it leaves the record.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from chartside.errors import FHIRServerError
from chartside.fhir.found import SetAside
from chartside.fhir.mirror.owning import Home, refused
from chartside.fhir.mirror.staging import Known
from chartside.fhir.mirror.steps import AT_ONCE, Ids
from chartside.fhir.mirror.together import all_of
from chartside.fhir.server.bundles import Held
from chartside.fhir.server.client import FHIRClient

MOST: Final = 500
"""Of one pull; the next one goes on."""
_PASSING: Final = frozenset({"unreachable", "slow", "cut", "busy", "not-authorised"})


@dataclass(slots=True)
class Gone:
    """References to remove; and resources that are there all the same, as they are now."""

    references: list[str] = field(default_factory=list)
    back: list[Held] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


async def gone(
    client: FHIRClient, patient: str, before: Sequence[Known], there: Mapping[str, Ids], home: Home
) -> Gone:
    """What to remove.

    Args:
        client: The server.
        patient: `Patient/id`.
        before: What the record holds.
        there: What was found, by type; a type that is not in it was not looked through.
        home: What the references of the server mean.
    """
    missing = [
        f"{one.type}/{one.id}"
        for one in before
        if one.patient == patient and one.type != "Patient"
        if one.type in there and (one.type, one.id) not in there[one.type]
    ]
    source = f"{client.base}/{patient}"
    found = Gone()
    turns = asyncio.Semaphore(AT_ONCE)

    async def look(reference: str) -> None:
        async with turns:
            try:
                now = await client.read_as_it_came(reference)
            except FHIRServerError as refusal:
                if refusal.reason in _PASSING:
                    raise
                said = f"it may be gone: the server does not say ({refusal.reason})"
                found.set_aside.append(SetAside(source, None, said, reference))
                return
        kind, _, own = reference.partition("/")
        held = Held(kind, own, "match", "", b"" if now is None else now.raw)
        if now is None or refused(held, patient, home, source):
            found.references.append(reference)
        else:
            found.back.append(held)

    await all_of(look(reference) for reference in missing[:MOST])
    return found
