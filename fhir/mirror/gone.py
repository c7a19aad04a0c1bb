"""Where the record and a list of what is on the server differ: each is asked for by itself.

A list may be short for other reasons than a deletion: an index that lags, a scope that was taken
away. So a resource leaves the record only where the server itself says that it is gone. And one
that is listed and did not come, because its date of update is wrong or missing, is read.
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
    """There, and not brought by the pull."""
    set_aside: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Compared:
    """What the record held, what a list on the server has by type, and what the pull brought.

    A type that is not in `there` was not looked through.
    """

    before: Sequence[Known]
    there: Mapping[str, Ids]
    staged: Ids

    def differing(self, patient: str) -> list[str]:
        """References to ask for."""
        known = {(one.type, one.id) for one in self.before if one.patient == patient}
        listed = {key for ids in self.there.values() for key in ids}
        missing = {key for key in known if key[0] in self.there and key not in listed}
        return [f"{kind}/{own}" for kind, own in sorted(missing | (listed - known - self.staged))]


async def gone(client: FHIRClient, patient: str, compared: Compared, home: Home) -> Gone:
    """What to remove.

    Args:
        client: The server.
        patient: `Patient/id`.
        compared: What to look at.
        home: What the references of the server mean.
    """
    known = {f"{one.type}/{one.id}" for one in compared.before}
    asked = [one for one in compared.differing(patient) if not one.startswith("Patient/")]
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
        wrong = None if now is None else refused(held, patient, home, source)
        if wrong is not None and reference not in known:
            found.set_aside.append(wrong)  # a pull before this one said so, too
        elif now is None or wrong is not None:
            found.references += [reference] if reference in known else []
        else:
            found.back.append(held)

    await all_of(look(reference) for reference in asked[:MOST])
    return found
