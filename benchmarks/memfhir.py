"""The peer in search: memfhir, Medplum's in-memory FHIR server, run by node beside the checkout.

It is copied into the scratch folder and its packages are installed there. Asked within its own
process, it pays for no HTTP; asked over HTTP it is the server as it comes.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, Any
from urllib.parse import quote
from urllib.request import urlopen

from panel import Written

SOURCE = Path(__file__).resolve().parents[2] / "shared" / "peers" / "memfhir"
DRIVER = Path(__file__).with_name("memfhir.mjs")
MOST, SECONDS = 20, 1.0
"""Runs of one question: so many, or as many as begin in the time, and one at the least."""
HEAP = 4096  # MiB that node may use
PER_BUNDLE = 1000
_START = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """How many the peer finds, the ids on the page, and the median seconds of a run."""

    total: int
    ids: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class InProcess:
    """The peer's repository, asked within node."""

    loaded: int
    megabytes: int
    _to: IO[str]
    _from: IO[str]

    def ask(self, query: str) -> Answer | None:
        """Its answer; None where it refuses the search."""
        self._to.write(json.dumps({"query": query, "most": MOST, "seconds": SECONDS}) + "\n")
        self._to.flush()
        found: dict[str, Any] = json.loads(self._from.readline())
        if "refused" in found:
            return None
        return Answer(found["total"], tuple(found["ids"]), median(found["times"]) / 1000)


def missing() -> str:
    """Why the peer cannot be run here; empty where it can."""
    if not SOURCE.is_dir():
        return "no shared/peers/memfhir beside the checkout"
    return "" if shutil.which("node") and shutil.which("npm") else "node is not installed"


def installed(scratch: Path) -> Path:
    """The peer with its packages, in the scratch folder.

    Raises:
        subprocess.CalledProcessError: The packages cannot be installed.
    """
    home = scratch / "memfhir"
    if not home.is_dir():
        shutil.copytree(SOURCE, home)
        home.chmod(0o755)
        shutil.copy(DRIVER, home)
        if not _npm(home, "ci"):
            _npm(home, "install", check=True)
    return home


def _npm(home: Path, verb: str, *, check: bool = False) -> bool:
    command = (shutil.which("npm") or "npm", verb, "--no-audit", "--no-fund", "--silent")
    done = subprocess.run(command, cwd=home, check=check, capture_output=True)  # noqa: S603 - our own command
    return done.returncode == 0


@contextmanager
def in_process(home: Path, resources: Written) -> Iterator[InProcess]:
    """The repository with the resources in it; ended with the block."""
    command = (_node(), f"--max-old-space-size={HEAP}", DRIVER.name, str(resources.path))
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            if running.stdin is None or running.stdout is None:
                raise OSError("no pipe")
            held = json.loads(running.stdout.readline())
            yield InProcess(held["loaded"], held["megabytes"], running.stdin, running.stdout)
        finally:
            running.kill()


@contextmanager
def over_http(home: Path, resources: Written) -> Iterator[str]:
    """The address of the server with the resources in it; ended with the block."""
    folder = home / "bundles"
    number = _bundles(resources.path, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {**os.environ, "BASE": "/fhir", "PORT": str(port)}  # noqa: TID251 - handed on, not read as settings
    command = (_node(), f"--max-old-space-size={HEAP}", "server.mjs", str(folder), str(number))
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=home, env=surroundings, stdout=subprocess.DEVNULL
    ) as running:
        try:
            base = f"http://127.0.0.1:{port}/fhir"
            _await(base)
            yield base
        finally:
            running.kill()


def fetch(base: str, query: str) -> bytes:
    """The answer of the server as it is sent."""
    with urlopen(f"{base}/{quote(query, safe='?=&:/|,$%+~')}", timeout=60) as answer:  # noqa: S310 - our own server
        body: bytes = answer.read()
        return body


def _bundles(path: Path, folder: Path) -> int:
    """The resources as the Bundles that the server reads; gives how many."""
    folder.mkdir(exist_ok=True)
    number = 0
    entries: list[bytes] = []
    with path.open("rb") as lines:
        for line in lines:
            entries.append(b'{"resource":' + line.strip() + b"}")
            if len(entries) == PER_BUNDLE:
                number, entries = _put(folder, number, entries), []
    return _put(folder, number, entries) if entries else number


def _put(folder: Path, number: int, entries: list[bytes]) -> int:
    body = b'{"resourceType":"Bundle","type":"collection","entry":[' + b",".join(entries) + b"]}"
    (folder / f"{number:04d}.json").write_bytes(body)
    return number + 1


def _await(base: str) -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end:
        try:
            with urlopen(f"{base}/metadata", timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise OSError("the peer did not start")


def _node() -> str:
    return shutil.which("node") or "node"
