"""The FHIR R4 server of the demonstration: every request but `metadata` needs a token.

Read, vread, search by GET and POST, `$everything`, batch and transaction, create, update, patch.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.sidebar.demo_ehr import bundles
from chartside.sidebar.demo_ehr.binaries import binary
from chartside.sidebar.demo_ehr.capability import capability
from chartside.sidebar.demo_ehr.clock import Clock
from chartside.sidebar.demo_ehr.faults import Faults
from chartside.sidebar.demo_ehr.grants import Grants
from chartside.sidebar.demo_ehr.outcomes import Refused, fhir, unauthorised, unknown
from chartside.sidebar.demo_ehr.permits import Permit
from chartside.sidebar.demo_ehr.records import JSON, Held, Records
from chartside.sidebar.demo_ehr.searches import Searches, pairs_of
from chartside.sidebar.demo_ehr.watched import Event, Watched
from chartside.sidebar.demo_ehr.writes import Writes, Written, json_resource, require_id

_METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE"]
BODY_BYTES: Final = 16 * 2**20
Answering = Callable[[Request, Permit], Awaitable[Response]]


@dataclass(slots=True)
class FHIRServer:
    """Answers below `base`, which is the address of the server itself."""

    base: str
    records: Records
    grants: Grants
    faults: Faults
    clock: Clock
    watched: Watched

    def routes(self) -> list[Route]:
        """What it answers to."""
        doors = _Doors(self, Searches(self.base, self.records))
        below = urlsplit(self.base).path
        found = [Route(f"{below}/metadata", self._metadata)]
        for path, methods, answering in (
            ("", ["GET", "POST"], doors.root),
            ("/", ["GET", "POST"], doors.root),
            ("/{kind}", ["GET", "POST"], doors.kind),
            ("/{kind}/_search", ["POST"], doors.search),
            ("/{kind}/{id}", ["GET", "PUT", "PATCH"], doors.instance),
            ("/Patient/{id}/$everything", ["GET"], doors.everything),
            ("/{kind}/{id}/_history/{version}", ["GET"], doors.version),
            ("/{rest:path}", _METHODS, doors.nowhere),
        ):
            found.append(Route(f"{below}{path}", self._guarded(answering), methods=methods))
        return found

    async def _metadata(self, _request: Request) -> Response:
        return fhir(capability(self.base))

    def _guarded(self, answering: Answering) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if self.faults.slow:
                await asyncio.sleep(self.faults.slow)
            permit: Permit | None = None
            try:
                fault = _broken(self.faults.now())
                if fault is not None:
                    return fault
                permit = self._permit(request)
                response = await answering(request, permit)
            except Refused as refused:
                response = refused.response()
            except RecursionError:
                response = Refused(400, "structure", "it is nested too deeply").response()
            self._watch(request, permit, response.status_code)
            return response

        return answer

    def _permit(self, request: Request) -> Permit:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        held = self.grants.granted(token) if kind.lower() == "bearer" else None
        if held is None:
            raise unauthorised("no token, or one that does not hold")
        return Permit(held[0], self.records)

    def _watch(self, request: Request, permit: Permit | None, status: int) -> None:
        what = f"{request.method} {request.url.path}"
        context = permit.grant.context if permit else None
        self.watched.add(
            Event(
                self.clock.instant(),
                what,
                status,
                client=permit.grant.client_id if permit else "",
                user=context.user if context else "",
                patient=context.patient if context else "",
            )
        )


def _broken(status: int) -> Response | None:
    """The answer of a fault: as FHIR, as a proxy, or as something that fell over would give it."""
    if status == 401:  # noqa: PLR2004 - what HTTP calls it
        raise unauthorised("the token has expired")
    if status == 429:  # noqa: PLR2004 - what HTTP calls it
        return Response(status_code=status, headers={"Retry-After": "0"})
    if status:
        return HTMLResponse("<html><body><h1>Internal Server Error</h1></body></html>", status)
    return None


@dataclass(slots=True)
class _Doors:
    """One method for each kind of address."""

    server: FHIRServer
    searches: Searches

    async def root(self, request: Request, permit: Permit) -> Response:
        """Another page of a search, a batch, or a transaction."""
        if request.method == "GET":
            return fhir(self.searches.other(permit, request.query_params.get("_page", "")))
        records = self.server.records
        writes = Writes(records, permit)

        def getting(url: str) -> JSON | msgspec.Raw:
            return self._got(url, permit)

        bundle = await _body(request)
        return fhir(bundles.carry_out(bundle, records, writes, getting, self.server.base))

    async def kind(self, request: Request, permit: Permit) -> Response:
        """A search by GET, or a create."""
        kind = _kind(request)
        if request.method == "GET":
            return fhir(self.searches.first(permit, kind, pairs_of(request.url.query)))
        resource = await _body(request)
        once = request.headers.get("if-none-exist", "")
        with self.server.records.store.writing():
            done = Writes(self.server.records, permit).create(kind, resource, once)
        return self._said(request, done)

    async def search(self, request: Request, permit: Permit) -> Response:
        """A search by POST: what is in the form, and what is in the address."""
        form = (await _read(request)).decode("utf-8", "replace")
        if not request.headers.get("content-type", "").startswith(_FORM):
            raise Refused(415, "not-supported", "a search by POST is a form")
        pairs = [*pairs_of(request.url.query), *pairs_of(form)]
        return fhir(self.searches.first(permit, _kind(request), pairs))

    async def everything(self, request: Request, permit: Permit) -> Response:
        """A patient's whole chart, as far as the scopes go."""
        id_ = require_id(request.path_params["id"])
        self._held("Patient", id_, permit)
        path = f"Patient/{id_}/$everything"
        return fhir(self.searches.first(permit, path, pairs_of(request.url.query)))

    async def instance(self, request: Request, permit: Permit) -> Response:
        """Read, update or patch."""
        kind, id_ = _kind(request), require_id(request.path_params["id"])
        if request.method == "GET":
            return self._shown(request, kind, self._held(kind, id_, permit))
        resource = await _body(request)
        writes = Writes(self.server.records, permit)
        change = writes.update if request.method == "PUT" else writes.patch
        with self.server.records.store.writing():
            done = change(kind, id_, resource, request.headers.get("if-match", ""))
        return self._said(request, done)

    async def nowhere(self, request: Request, _permit: Permit) -> Response:
        """Whatever else: there is nothing, or it is not done."""
        status = 404 if request.method == "GET" else 405
        raise Refused(status, "not-supported", "nothing here answers to that")

    async def version(self, request: Request, permit: Permit) -> Response:
        """One version of a resource."""
        kind, id_ = _kind(request), require_id(request.path_params["id"])
        self._held(kind, id_, permit)
        version = request.path_params["version"]
        raw = self.server.records.version(kind, id_, version)
        if raw is None:
            raise unknown(f"{kind}/{id_}/_history/{version}")
        return fhir(raw, headers={"ETag": f'W/"{version}"'})

    def _held(self, kind: str, id_: str, permit: Permit) -> Held:
        permit.require_kind(kind, "r")
        held = self.server.records.held(kind, id_)
        if held is None:
            raise unknown(f"{kind}/{id_}")
        permit.require(kind, id_, "r")
        return held

    def _shown(self, request: Request, kind: str, held: Held) -> Response:
        if request.headers.get("if-none-match") == held.etag:
            return Response(status_code=304, headers={"ETag": held.etag})
        if kind == "Binary":
            return binary(held, request.headers.get("accept", ""))
        return fhir(held.raw, headers={"ETag": held.etag})

    def _said(self, request: Request, done: Written) -> Response:
        headers = {"ETag": done.held.etag, "Location": done.location(self.server.base)}
        if "return=minimal" in request.headers.get("prefer", ""):
            return Response(status_code=done.status, headers=headers)
        return fhir(done.held.raw, done.status, headers)

    def _got(self, url: str, permit: Permit) -> JSON | msgspec.Raw:
        path, _, query = url.removeprefix(f"{self.server.base}/").partition("?")
        kind, _, id_ = path.partition("/")
        if kind not in RESOURCE_TYPES:
            raise unknown(kind)
        if id_:
            return msgspec.Raw(self._held(kind, require_id(id_), permit).raw)
        return self.searches.first(permit, kind, pairs_of(query))


_FORM: Final = "application/x-www-form-urlencoded"


def _kind(request: Request) -> str:
    kind = str(request.path_params["kind"])
    if kind not in RESOURCE_TYPES:
        raise Refused(404, "not-supported", "no resource type of R4")
    return kind


async def _body(request: Request) -> JSON:
    said = request.headers.get("content-type", "").partition(";")[0].strip()
    if said not in {"application/fhir+json", "application/json"}:
        raise Refused(415, "not-supported", "a body is application/fhir+json")
    return json_resource(await _read(request))


async def _read(request: Request) -> bytes:
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > BODY_BYTES:
            raise Refused(413, "too-long", "the body is too large")
    return bytes(data)
