"""A server of bulk exports: real HTTP, honest unless a test tells it what to do wrong."""

import gzip
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import httpx
import pytest
from typing_extensions import override

from chartside.fhir.bulk import BulkExport, Patience
from chartside.fhir.store import RecordStore

TIME = "2026-11-26T10:00:00.000+01:00"
CANARY = "Canary-Ocasek"


class Said(NamedTuple):
    """An answer; `cut` leaves off the end of the body that its length promises.

    `then` is called after that, before the connection is closed. A body in pieces is sent as it is
    made.
    """

    status: int
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = {}
    cut: int | None = None
    then: Callable[[], None] = lambda: None


class Request(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "")

    @property
    def query(self) -> list[tuple[str, str]]:
        return list(httpx.URL(self.path).params.multi_items())


def outcome(code: str, severity: str = "error") -> bytes:
    issue = {"severity": severity, "code": code, "diagnostics": CANARY}
    return json.dumps({"resourceType": "OperationOutcome", "issue": [issue]}).encode()


def lines(*resources: Mapping[str, Any] | bytes) -> bytes:
    each = (one if isinstance(one, bytes) else json.dumps(one).encode() for one in resources)
    return b"".join(line + b"\n" for line in each)


def patient(number: int, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": f"p{number}", "name": [{"family": CANARY}], **more}


def potassium(number: int, patient: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"k{number}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
        "subject": {"reference": f"Patient/p{patient}"},
        "effectiveDateTime": "2026-11-20",
        "valueQuantity": {"value": 4.1, "unit": "mmol/L"},
        **more,
    }


def gone(*references: str, method: str = "DELETE") -> bytes:
    entries = [{"request": {"method": method, "url": reference}} for reference in references]
    return lines({"resourceType": "Bundle", "type": "transaction", "entry": entries})


@dataclass
class Peer:
    """The server. `queued` are answers to be given first, by path; `tell` may answer anything."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    queued: dict[str, list[Said]] = field(default_factory=dict)
    tell: Callable[[Request], Said | None] = lambda _: None
    asked: list[Request] = field(default_factory=list)
    gzip: bool = False

    # What tests say, at hand where the server is.
    said = Said
    lines = staticmethod(lines)
    patient = staticmethod(patient)
    potassium = staticmethod(potassium)
    gone = staticmethod(gone)
    outcome = staticmethod(outcome)
    canary = CANARY
    time = TIME

    def exporter(self, clock: "Clock", *files_from: str, **how: Any) -> BulkExport:
        """What exports from it, without any time passing."""
        patience = Patience(tries=4, seconds=600, sleep=clock.sleep, chance=lambda: 0.0)
        return BulkExport(self.base, Token(), files_from=files_from, patience=patience, **how)

    @property
    def base(self) -> str:
        return f"{self.url}/fhir"

    def exports(
        self,
        *files: tuple[str, bytes],
        deleted: Iterable[bytes] = (),
        errors: Iterable[bytes] = (),
        **more: Any,
    ) -> None:
        """Have these files ready: each a type and its lines."""
        self.files.clear()
        self.manifest = {
            "transactionTime": TIME,
            "request": f"{self.base}/$export",
            "requiresAccessToken": True,
            "output": [self.add(kind, data) for kind, data in files],
            **more,
        }
        if deleted:
            self.manifest["deleted"] = [self.add("Bundle", data) for data in deleted]
        if errors:
            self.manifest["error"] = [self.add("OperationOutcome", data) for data in errors]

    def add(self, kind: str, data: bytes) -> dict[str, Any]:
        path = f"/files/{len(self.files) + 1}.ndjson"
        self.files[path] = data
        return {"type": kind, "url": f"{self.url}{path}"}

    def first(self, path: str, *said: Said) -> None:
        """Answer so at first: `/status`, `$export` or a file."""
        self.queued.setdefault(path, []).extend(said)

    def of(self, part: str, method: str = "GET") -> list[Request]:
        """What was asked of paths with this in them."""
        return [one for one in self.asked if part in one.path and one.method == method]

    def answer(self, request: Request) -> Said:
        told = self.tell(request)
        if told is not None:
            return told
        path = request.path.partition("?")[0]
        part = "$export" if path.endswith("$export") else path
        if request.method == "GET" and self.queued.get(part):
            return self.queued[part].pop(0)
        if part == "$export":
            return Said(202, b"", {"Content-Location": f"{self.url}/status"})
        if path == "/status":
            known = request.method == "GET"
            body = json.dumps(self.manifest).encode() if known else b""
            return Said(200 if known else 202, body, {"Content-Type": "application/json"})
        if path in self.files:
            body = self.files[path]
            return Said(200, body, {"Content-Type": "application/fhir+ndjson"})
        return Said(404)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each small file waits for the next ACK
    peer: Peer

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        request = Request(self.command, self.path, headers, body)
        self.peer.asked.append(request)
        said = self.peer.answer(request)
        with suppress(OSError):  # the client may have gone, and may
            if isinstance(said.body, bytes):
                self._say(said, said.body)
            else:
                self._pour(said.status, said.body)

    do_DELETE = do_POST = do_GET  # noqa: N815 - http.server's own names

    def _say(self, said: Said, body: bytes) -> None:
        headers = dict(said.headers)
        if self.peer.gzip and body:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        self._head(said.status, {**headers, "Content-Length": str(len(body))})
        self.wfile.write(body if said.cut is None else body[: said.cut])
        self.wfile.flush()
        said.then()
        if said.cut is not None:
            self.close_connection = True

    def _pour(self, status: int, pieces: Iterable[bytes]) -> None:
        self._head(status, {"Transfer-Encoding": "chunked"})
        for piece in pieces:
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    @override
    def log_message(self, *_: object) -> None:
        """Nothing."""


def _served(peer: Peer) -> ThreadingHTTPServer:
    return ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"peer": peer}))


@pytest.fixture
def peers() -> Iterator[Callable[[], Peer]]:
    """Starts such servers."""
    running = []

    def start() -> Peer:
        peer = Peer()
        server = _served(peer)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
        peer.url = f"http://127.0.0.1:{server.server_port}"
        return peer

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def peer(peers: Callable[[], Peer]) -> Peer:
    """One of them, with a patient and two results to export."""
    started = peers()
    started.exports(
        ("Patient", lines(patient(1))), ("Observation", lines(potassium(1), potassium(2)))
    )
    return started


@pytest.fixture
def store() -> Iterator[RecordStore]:
    with RecordStore() as opened:
        yield opened


class Token(httpx.Auth):
    @override
    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = "Bearer the-secret-token"
        yield request


@dataclass
class Clock:
    """Waits without any time passing; `waits` are the seconds that would have."""

    waits: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def export(peer: Peer, clock: Clock) -> BulkExport:
    """What exports from that server."""
    return peer.exporter(clock)
