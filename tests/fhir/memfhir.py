"""The peer `memfhir`, Medplum's FHIR router in memory: a real server that others wrote.

Its packages are installed beside it, or in a copy under the temporary folder (`npm ci`).
"""

import gzip
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest


@contextmanager
def serving(shared: Path, bundles: Sequence[Path], folder: Path) -> Iterator[str]:
    """Its FHIR base URL, while it serves these Bundles; the test is skipped where it is not here.

    `bundles` are gzipped, and are unpacked into `folder`.
    """
    places = (shared / "peers" / "memfhir", Path(tempfile.gettempdir()) / "memfhir")
    script = next((p / "server.mjs" for p in places if (p / "node_modules").is_dir()), None)
    node = shutil.which("node")
    if script is None or node is None:
        pytest.skip("the peer memfhir is not installed (npm ci in a copy of it)")
    for bundle in bundles:
        (folder / bundle.stem).write_bytes(gzip.decompress(bundle.read_bytes()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"BASE": "/fhir", "PORT": str(port), "PATH": str(Path(node).parent)}
    command = [node, str(script), str(folder), "9"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as running:
        try:
            base = f"http://127.0.0.1:{port}/fhir"
            _wait_for(base)
            yield base
        finally:
            running.kill()


def _wait_for(base: str) -> None:
    for _ in range(300):
        try:
            with urlopen(f"{base}/metadata", timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the peer did not start")
