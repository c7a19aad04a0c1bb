"""A client of one FHIR server with the questions that a store answers, and a server's own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, Self

import httpx
import msgspec

from chartside.errors import FHIRServerError
from chartside.fhir.found import Found, SetAside
from chartside.fhir.search.query import Query, parse
from chartside.fhir.server import reading
from chartside.fhir.server.attached import Attached, attached
from chartside.fhir.server.bundles import Held
from chartside.fhir.server.connection import Connection, Reach
from chartside.fhir.server.limits import SERVER_LIMITS, ServerLimits
from chartside.fhir.server.offered import Offered, offered
from chartside.fhir.server.quirks import Quirks
from chartside.fhir.server.reading import Read
from chartside.fhir.server.searching import ALL, PAGE, Gathered, Way, gather

_exact: Final = msgspec.json.Decoder(float_hook=Decimal)
Resource = Mapping[str, Any]


class FHIRClient:
    """Asks one server. `FHIRServer` is this and a `RecordSource`.

    Args:
        base: Its FHIR base URL; http only on this machine.
        auth: What authorises each request; it goes to this server and to no other.
        attachments: Other origins that attachments may lie on; they get no authorisation.
        limits: How much of it is read for one question.
        quirks: What is known of it; None: found by its CapabilityStatement.
        plain_http: Allow http to another machine.

    It may be used as it is, each call with a connection of its own, or as an async context manager
    that keeps them. Nothing that changes a record is ever sent.

    Raises:
        UsageError: An address is none.
    """

    def __init__(
        self,
        base: str,
        *,
        auth: httpx.Auth | None = None,
        attachments: Iterable[str] = (),
        limits: ServerLimits = SERVER_LIMITS,
        quirks: Quirks | None = None,
        plain_http: bool = False,
    ) -> None:
        reach = Reach(auth, tuple(attachments), limits, plain_http)
        self._on = Connection(base, reach, quirks)
        self._quirks = quirks
        self.base = self._on.base

    async def __aenter__(self) -> Self:
        """The client itself, which keeps its connections from now on."""
        await self._on.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes them."""
        await self._on.__aexit__()

    @property
    def limits(self) -> ServerLimits:
        """How much of it is read for one question."""
        return self._on.reach.limits

    def now(self) -> datetime:
        """This moment by the server's clock, as its last answer told it; else by ours."""
        return datetime.now(UTC) + self._on.ahead

    async def statement(self) -> Resource:
        """The server's CapabilityStatement; empty where it gives none."""
        return await self._on.statement()

    async def offers(self) -> Offered:
        """What the server says that it does."""
        return offered(await self._on.statement())

    async def read(self, reference: str) -> Resource | None:
        """The resource at `Type/id`, decimals exact; None where there is none, or no longer.

        Raises:
            FHIRServerError: No usable answer.
        """
        found = await self.read_as_it_came(reference)
        return None if found is None else found.resource

    async def read_as_it_came(self, reference: str) -> Read | None:
        """The same with its bytes, and what to ask by whether it changed."""
        return await reading.read(self._on, reference)

    async def vread(self, reference: str, version: str) -> Resource | None:
        """The resource as it was in a version; None where there is no such one."""
        found = await reading.version(self._on, reference, version)
        return None if found is None else found.resource

    async def changed(self, reference: str, known: Read) -> Read | None:
        """The resource where it changed since `known`; `Read(None)` where not, None where gone."""
        return await reading.changed(self._on, reference, known)

    async def batch(self, asked: Sequence[str]) -> tuple[Resource | FHIRServerError, ...]:
        """Many reads by one request, each with its own answer or error."""
        return await reading.batch(self._on, asked)

    async def attachment(self, url: str, media_type: str = "") -> Attached:
        """The content of an attachment by its URL; see `attached`."""
        return await attached(self._on, url, media_type)

    async def search(self, query: str) -> Found[Resource]:
        """One page of an R4 search, or of an operation, as a store would give it.

        `next` goes on from there, here or by `page`.

        Raises:
            UsageError: The search is not understood in full.
            FHIRServerError: No usable answer, or `ignored`: it would be wider than what was asked.
        """
        got = await gather(self._on, query)
        decoded = [_values(raw) for _, raw in _shown(got)]
        lost = SetAside(
            self.base, None, "is nested too deeply, or holds no number that can be read"
        )
        return Found(
            items=tuple(one for one in decoded if one is not None),
            query=got.query,
            set_aside=(*got.set_aside, *(lost for one in decoded if one is None)),
            truncated=got.next is not None or got.short,
            next=got.next.text if got.next else None,
            total=got.total,
        )

    async def page(self, place: str) -> Found[Resource]:
        """The page after one that was cut off: `place` is its `next`."""
        return await self.search(place)

    async def gather(self, query: str, way: Way = ALL) -> Gathered:
        """The matches of a search with their bytes, as far as the limit of pages goes."""
        return await gather(self._on, query, way)

    async def search_bundle(self, query: str, *, every: bool = False) -> dict[str, Any]:
        """A search as a searchset Bundle; its resources are `msgspec.Raw`, as received."""
        got = await gather(self._on, query, ALL if every else PAGE)
        links = [{"relation": "self", "url": got.query}]
        if got.next is not None:
            links.append({"relation": "next", "url": got.next.text})
        entries = [
            {"resource": msgspec.Raw(raw), "search": {"mode": mode}} for mode, raw in _shown(got)
        ]
        found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
        total = {} if got.total is None else {"total": got.total}
        return {**found, **total, "link": links, **({"entry": entries} if entries else {})}


def _values(raw: bytes) -> Resource | None:
    try:
        found: Resource = _exact.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found


def _shown(got: Gathered) -> list[tuple[str, bytes]]:
    """The resources as a search asked to see them: cut down, and then marked SUBSETTED."""
    query = None if "$" in got.query.partition("?")[0] else parse(got.query)
    return [
        *(("match", _cut(query, one, match=True)) for one in got.matches),
        *(("include", _cut(query, one, match=False)) for one in got.included),
    ]


def _cut(query: Query | None, one: Held, *, match: bool) -> bytes:
    if query is None:
        return one.raw
    subset = query.subset if match else query.beside(one.type)
    return one.raw if subset is None else subset.of(one.raw)
