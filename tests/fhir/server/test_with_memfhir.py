"""Reading a server that others wrote: memfhir, Medplum's router in memory.

It gives no links at all, so that each of its answers is looked at here; and it wants a patient as
`Patient/id` in the body of a search.
"""

import gzip
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

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
def peer(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    places = (shared_data.parent / "peers" / "memfhir", Path(tempfile.gettempdir()) / "memfhir")
    script = next((p / "server.mjs" for p in places if (p / "node_modules").is_dir()), None)
    node = shutil.which("node")
    if script is None or node is None:
        pytest.skip("the peer memfhir is not installed (npm ci in a copy of it)")
    folder = tmp_path_factory.mktemp("bundles")
    source = min(
        (shared_data / "synthea" / "bundles").glob("*.json.gz"), key=lambda p: p.stat().st_size
    )
    (folder / source.stem).write_bytes(gzip.decompress(source.read_bytes()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"BASE": "/fhir", "PORT": str(port), "PATH": str(Path(node).parent)}
    command = [node, str(script), str(folder), "9"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as running:
        try:
            base = f"http://127.0.0.1:{port}/fhir"
            wait_for(base)
            yield Peer(base, RecordFile([source]))
        finally:
            running.kill()


def wait_for(base: str) -> None:
    for _ in range(300):
        try:
            with urlopen(f"{base}/metadata", timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the peer did not start")


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
