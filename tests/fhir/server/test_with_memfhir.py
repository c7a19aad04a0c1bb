"""Reading a server that others wrote: memfhir, Medplum's router in memory.

It gives no links at all, so that each of its answers is looked at here; and it wants a patient as
`Patient/id` in the body of a search.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import FHIRServerError
from chartside.fhir.file import RecordFile
from chartside.fhir.mirror.mirror import RecordMirror
from chartside.fhir.server.quirks import Quirks
from chartside.fhir.server.record import FHIRServer
from chartside.fhir.store import RecordStore

pytestmark = pytest.mark.slow


class Peer:
    """The server, and the same resources in a record."""

    def __init__(self, base: str, record: RecordFile) -> None:
        self.record = record
        self.server = FHIRServer(base, quirks=Quirks(patient="reference"))
        self.patient = record.patients()[0]


@pytest.fixture(scope="module")
def peer(shared_data: Path, memfhir: Callable[..., Any]) -> Iterator[Peer]:
    bundles = (shared_data / "synthea" / "bundles").glob("*.json.gz")
    source = min(bundles, key=lambda path: path.stat().st_size)
    with memfhir([source]) as base:
        yield Peer(base, RecordFile([source]))


def ids(items: Any) -> list[str]:
    return sorted(f"{item['resourceType']}/{item['id']}" for item in items)


@pytest.mark.parametrize(
    "query",
    [
        "Patient",
        "Observation?patient={}&_count=1000",
        "Condition?subject=Patient/{}&clinical-status=active",
        "MedicationRequest?patient={}&status=active",
        "Encounter?patient={}&date=ge2015-01-01",
        "Immunization?patient={}",
    ],
)
async def test_a_search_gives_what_the_store_gives(peer: Peer, query: str) -> None:
    query = query.format(peer.patient.removeprefix("Patient/"))
    there = await peer.server.search(query)
    here = await peer.record.search(query)
    assert ids(there.items) == ids(here.items)


async def test_what_it_would_pass_over_is_refused(peer: Peer) -> None:
    identity = peer.patient.removeprefix("Patient/")
    for query in (
        f"Observation?patient={identity}&_sort=-date",
        f"Observation?patient={identity}&_include=Observation:encounter",
    ):
        with pytest.raises(FHIRServerError):
            await peer.server.search(query)


async def test_a_chart_is_the_chart_of_the_same_resources(peer: Peer, tmp_path: Path) -> None:
    with RecordStore(tmp_path / "mirror.db") as store:
        first = await RecordMirror(peer.server, store).pull(peer.patient)
        again = await RecordMirror(peer.server, store).pull(peer.patient)
        there = {e.reference for e in store.open_chart(peer.patient).entries}
    here = {e.reference for e in peer.record.open_chart(peer.patient).entries}
    pulled = set(first.types)
    assert there == {r for r in here if r.partition("/")[0] in pulled}
    assert {"Observation", "Condition", "MedicationRequest", "Encounter"} <= pulled
    assert (again.changed, again.removed) == (0, 0)


async def test_reading_and_refusals(peer: Peer) -> None:
    found = await peer.server.read_as_it_came(peer.patient)
    assert found is not None
    assert await peer.server.read("Patient/nobody") is None
    assert await peer.server.read("Observation/nobody") is None
