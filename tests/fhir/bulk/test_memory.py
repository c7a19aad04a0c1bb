"""An export may be larger than the memory of whoever takes it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).with_name("exporting.py")
MEGABYTE = 2**20


def notes(peer: Any, megabytes: int) -> Iterator[bytes]:
    """NDJSON of notes of about 4 KiB each, made as it is sent."""
    text = "QWJj" * 900
    for number in range(megabytes * 256):
        yield peer.lines(
            {
                "resourceType": "DocumentReference",
                "id": f"n{number}",
                "status": "current",
                "subject": {"reference": f"Patient/p{number % 500}"},
                "date": "2026-11-20T08:00:00Z",
                "content": [
                    {"attachment": {"contentType": "text/plain", "data": f"{text}{number}"}}
                ],
            }
        )


def most_memory(peer: Any, folder: Path, megabytes: int) -> int:
    """Bytes of memory that an export of this size takes, at the most."""
    peer.exports(("DocumentReference", b""))
    peer.tell = lambda request: (
        peer.said(200, notes(peer, megabytes)) if request.path.startswith("/files") else None
    )
    command = [sys.executable, str(PROGRAM), peer.base, str(folder / f"{megabytes}.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    resources, _, aside, most = map(int, done.stdout.split())
    assert (resources, aside) == (megabytes * 256, 0)
    return most * 1024


@pytest.mark.slow
def test_an_export_of_200_megabytes_is_not_held_in_memory(peer: Any, tmp_path: Path) -> None:
    half = most_memory(peer, tmp_path, 100)
    whole = most_memory(peer, tmp_path, 200)
    assert whole - half < 60 * MEGABYTE  # as the cache of the store fills, and it has a limit
