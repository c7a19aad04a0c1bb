"""A FHIR server with faults on demand, over real HTTP, and the outbox sent to it."""

import asyncio
import base64
import json
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chartside.signoff import SignoffStore
from chartside.signoff.outbox.rows import Posting
from chartside.signoff.outbox.sending import Patience, send
from chartside.signoff.outbox.server import Server

Fault = Callable[["Request"], bool]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever has an outbox has it on both databases."""
    if "place" in metafunc.fixturenames:
        metafunc.parametrize("place", ["sqlite", "postgresql"], indirect=True)


@dataclass
class Request:
    """What came in; its answer, once it is made."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    status: int = 0


@dataclass
class EHR:
    """A FHIR server's memory and its manners, which a test sets."""

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    log: list[Request] = field(default_factory=list)
    faults: list[tuple[str, str, Any]] = field(default_factory=list)
    once: bool = True  # keeps to If-None-Exist
    searches: str = "well"  # or "not", or "ignores"
    transactions: bool = False
    says: dict[str, Any] = field(default_factory=dict)  # more in its CapabilityStatement
    body: bool = True  # answers a create with the resource
    location: bool = True
    drops: frozenset[str] = frozenset()
    binary: bool = False  # keeps content apart
    forbids: frozenset[str] = frozenset()  # methods or types
    base: str = ""
    number: int = 0
    lock: Any = field(default_factory=Lock)
    over: Event = field(default_factory=Event)

    def fault(self, method: str, path: str, what: Any) -> None:
        """The next request of this method whose path begins so fails: a status, or a word."""
        self.faults.append((method, path, what))

    def held(self, kind: str) -> list[dict[str, Any]]:
        return [r for r in self.resources.values() if r["resourceType"] == kind]

    def one(self, kind: str) -> dict[str, Any]:
        (found,) = self.held(kind)
        return found

    def text(self) -> str:
        """The text of the one document."""
        attachment = self.one("DocumentReference")["content"][0]["attachment"]
        return base64.b64decode(attachment["data"]).decode()

    def asked(self, method: str) -> list[str]:
        return [r.path for r in self.log if r.method == method]

    def create(self, resource: dict[str, Any], once: str, own: str = "") -> tuple[int, str]:
        kind = resource["resourceType"]
        if once and self.once:
            value = once.partition("|")[2]
            same = [r for r in self.held(kind) if value in json.dumps(r.get("identifier", []))]
            if len(same) > 1:
                return 412, ""
            if same:
                return 200, f"{kind}/{same[0]['id']}"
        self.number += 1
        id_ = own or str(self.number)
        kept = {k: v for k, v in resource.items() if k not in self.drops}
        kept |= {"id": id_, "meta": {**resource.get("meta", {}), "versionId": "1"}}
        if "meta.security" in self.drops:
            kept["meta"] = {"versionId": "1"}
        if self.binary and kind == "DocumentReference":
            attachment = dict(kept["content"][0]["attachment"])
            data = attachment.pop("data")
            self.resources[f"Binary/b{id_}"] = {
                "resourceType": "Binary",
                "id": f"b{id_}",
                "data": data,
            }
            kept["content"] = [{"attachment": attachment | {"url": f"Binary/b{id_}"}}]
        self.resources[f"{kind}/{id_}"] = kept
        return 201, f"{kind}/{id_}"

    def answer(self, request: Request) -> tuple[int, Any, dict[str, str]]:
        with self.lock:
            parts = request.path.strip("/").split("/")
            if self.forbids & {request.method, parts[0]} and parts[0] not in {
                "metadata",
                "Patient",
            }:
                return 405, None, {}
            if request.method == "GET":
                return self._get(request, parts)
            if request.method == "PUT":
                return self._put(request, parts)
            if parts == [""]:
                return self._transaction(request.body)
            status, where = self.create(request.body, request.headers.get("if-none-exist", ""))
            return self._created(status, where)

    def _created(self, status: int, where: str) -> tuple[int, Any, dict[str, str]]:
        if status not in {200, 201}:
            return status, None, {}
        place = {"Location": f"{self.base}/{where}/_history/1"} if self.location else {}
        return status, self.resources[where] if self.body else None, place

    def _get(self, request: Request, parts: list[str]) -> tuple[int, Any, dict[str, str]]:
        if parts == ["metadata"]:
            codes = [{"code": "transaction"}] if self.transactions else []
            rest = {"mode": "server", "interaction": codes, **self.says}
            return 200, {"resourceType": "CapabilityStatement", "rest": [rest]}, {}
        if len(parts) > 1:
            found = self.resources.get("/".join(parts[:2]))
            return (200, found, {}) if found else (404, None, {})
        if self.searches == "not":
            return 404, None, {}
        held = self.held(parts[0])
        if self.searches == "well":
            wanted = (
                next(iter(request.query.values()))[0].partition("|")[2]
                or next(iter(request.query.values()))[0]
            )
            held = [r for r in held if f'"{wanted}"' in json.dumps(r)]
        return 200, {"resourceType": "Bundle", "entry": [{"resource": r} for r in held]}, {}

    def _put(self, request: Request, parts: list[str]) -> tuple[int, Any, dict[str, str]]:
        where = "/".join(parts[:2])
        if where not in self.resources:
            return self._created(*self.create(request.body, "", parts[1]))
        version = self.resources[where]["meta"]["versionId"]
        if request.headers.get("if-match") not in {None, f'W/"{version}"'}:
            return 412, None, {}
        self.resources[where] = {
            **request.body,
            "meta": {**request.body.get("meta", {}), "versionId": str(int(version) + 1)},
        }
        return 200, self.resources[where], {}

    def _transaction(self, bundle: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        if not self.transactions:
            return 405, None, {}
        places: dict[str, str] = {}
        entries = []
        text = json.dumps(bundle)
        for number, entry in enumerate(bundle["entry"]):
            own = json.loads(text)["entry"][number]["resource"]
            status, where = self.create(own, entry["request"].get("ifNoneExist", ""))
            places[entry.get("fullUrl", "")] = where
            text = text.replace(f'"{entry.get("fullUrl")}"', f'"{where}"')
            response = {"status": f"{status} x", "location": f"{where}/_history/1"}
            entries.append({"response": response})
        return 200, {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}, {}


class _Handler(BaseHTTPRequestHandler):
    ehr: EHR

    def _do(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        data = self.rfile.read(length)
        url = urlsplit(self.path)
        path = url.path.removeprefix("/fhir").lstrip("/")
        headers = {k.lower(): v for k, v in self.headers.items()}
        body = json.loads(data) if data else None
        request = Request(self.command, path, parse_qs(url.query), headers, body)
        self.ehr.log.append(request)
        fault = next(
            (f for f in self.ehr.faults if f[0] in {"", self.command} and path.startswith(f[1])),
            None,
        )
        if fault is not None:
            self.ehr.faults.remove(fault)
            if self._failed(request, fault[2]):
                return
        self._say(*self.ehr.answer(request))

    do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - the names that http.server calls

    def _failed(self, request: Request, what: Any) -> bool:
        """Whether the fault was the whole answer."""
        if what == "dies before":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif what == "dies after":
            self.ehr.answer(request)
            self.connection.shutdown(socket.SHUT_RDWR)
        elif what == "slow after":
            self.ehr.answer(request)
            self.ehr.over.wait(30)
        elif what == "html":
            self.ehr.answer(request)
            self._raw(200, b"<html>proxy</html>", {"Content-Type": "text/html"})
        elif callable(what):
            return bool(what(request))
        else:
            status, headers = what if isinstance(what, tuple) else (what, {})
            issue = [
                {"severity": "error", "code": "processing", "diagnostics": "Canary Quackenbush"}
            ]
            outcome = {"resourceType": "OperationOutcome", "issue": issue}
            self._say(status, outcome, headers)
        return True

    def _say(self, status: int, body: Any, headers: dict[str, str]) -> None:
        data = json.dumps(body).encode() if body is not None else b""
        self._raw(status, data, {"Content-Type": "application/fhir+json", **headers})

    def _raw(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing: the test looks at `EHR.log`."""


@pytest.fixture
def ehr(a: Any) -> Iterator[EHR]:
    held = EHR()
    handler = type("Handler", (_Handler,), {"ehr": held})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    held.base = f"http://127.0.0.1:{server.server_port}/fhir"
    held.resources["Patient/p1"] = patient(a.patient)
    thread = Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    yield held
    held.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def patient(name: str, birth: str = "1950-04-03", id_: str = "p1") -> dict[str, Any]:
    """A Patient with its name as one text."""
    return {
        "resourceType": "Patient",
        "id": id_,
        "meta": {"versionId": "1"},
        "name": [{"text": name}],
        "birthDate": birth,
        "gender": "female",
    }


@dataclass
class Sender:
    """Sends what a store holds; `paused` are the seconds that it would have waited."""

    ehr: EHR
    store: SignoffStore
    paused: list[float] = field(default_factory=list)

    def __call__(self, *drafts: str, **how: Any) -> tuple[Posting, ...]:
        return asyncio.run(self._send(drafts, **how))

    def one(self, *drafts: str, **how: Any) -> Posting:
        (found,) = self(*drafts, **how)
        return found

    async def _send(
        self,
        drafts: tuple[str, ...],
        tries: int = 4,
        seconds: float = 10.0,
        auth: httpx.Auth | None = None,
        hold: timedelta = timedelta(seconds=90),
        transaction: bool = False,
    ) -> tuple[Posting, ...]:
        pause: Callable[[float], Awaitable[None]] = self._pause
        async with Server(self.ehr.base, auth, seconds=seconds) as server:
            return await send(
                self.store,
                server,
                drafts,
                transaction=transaction,
                patience=Patience(tries, 30.0, pause),
                hold=hold,
            )

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)


@pytest.fixture
def sends(ehr: EHR, ward: Any) -> Sender:
    return Sender(ehr, ward.store)
