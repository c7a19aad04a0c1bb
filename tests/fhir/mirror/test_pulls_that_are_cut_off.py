"""A pull that is cut off anywhere leaves the record as it was, and the next one completes it."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import FHIRServerError
from chartside.fhir.mirror.mirror import RecordMirror
from chartside.fhir.network import Retries
from chartside.fhir.server.limits import ServerLimits
from chartside.fhir.server.record import FHIRServer
from chartside.fhir.store import RecordStore

LIMITS = ServerLimits(retries=Retries(tries=1))
KINDS = ["Observation", "Condition", "MedicationRequest", "DocumentReference"]


def stamped(resource: dict[str, Any], version: int = 1) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {**resource, "meta": {"versionId": str(version), "lastUpdated": now}}


@pytest.fixture
def server(fhir_server: Any, make: Any) -> Any:
    fhir_server.page = 3
    fhir_server.put(
        stamped({"resourceType": "Patient", "id": "1", "birthDate": "1960-05-17"}),
        *(stamped(make.lab(f"lab-{n}", n)) for n in range(7)),
        stamped(make.problem("gout", "gout")),
        stamped(make.order("m", "metformin", requester={"reference": "Practitioner/dr"})),
        stamped({"resourceType": "Practitioner", "id": "dr"}),
    )
    return fhir_server


def state(store: RecordStore) -> dict[str, Any]:
    rows = store.conn.execute("SELECT type || '/' || id, raw FROM resource").fetchall()
    return {row[0]: json.loads(bytes(row[1])) for row in rows}


async def pulled(server: Any, store: RecordStore) -> None:
    mirror = RecordMirror(FHIRServer(server.base, limits=LIMITS), store)
    await mirror.pull("1", types=None if server.everything else KINDS)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("fault", [(503, {}, b""), (401, {}, b"")])
async def test_wherever_it_was(server: Any, make: Any, fault: Any, *, everything: bool) -> None:
    server.everything = everything
    tell = server.web.tell
    with RecordStore(None) as store:
        for at in range(1, 40, 3):
            server.put(stamped(make.lab("lab-1", 100 + at), at + 1), stamped(make.lab(f"n{at}", 1)))
            server.delete(f"Observation/n{at - 3}")
            before, number = state(store), 0

            def failing(asked: Any, at: int = at) -> Any:
                nonlocal number
                number += 1
                return fault if number >= at else tell(asked)

            server.web.tell = failing
            try:
                await pulled(server, store)
            except FHIRServerError:
                assert state(store) == before
            server.web.tell = tell
            await pulled(server, store)
            there = state(server.store)
            assert state(store) == there


@pytest.mark.parametrize("everything", [False, True])
async def test_two_pulls_of_one_patient_at_once_end_in_one_record(
    server: Any, make: Any, tmp_path: Path, *, everything: bool
) -> None:
    server.everything = everything
    with RecordStore(tmp_path / "one.db") as one, RecordStore(tmp_path / "one.db") as other:
        for number in range(6):
            server.put(stamped(make.lab(f"new-{number}", number)))
            server.delete(f"Observation/lab-{number}")
            await asyncio.gather(*(pulled(server, store) for store in (one, other)))
            assert state(one) == state(other) == state(server.store)
