"""Asking one FHIR server: its base, who asks, and what is remembered of it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any, Final, Self

import httpx

from chartside.errors import FHIRServerError, WebError
from chartside.fhir.network.address import origin_of, server_address
from chartside.fhir.network.client import Answer, Web
from chartside.fhir.server.limits import ServerLimits
from chartside.fhir.server.quirks import Quirks, quirks_of
from chartside.fhir.server.telling import resource_of

FHIR_JSON: Final = "application/fhir+json"
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
_NO_STATEMENT: Final = frozenset(
    {"forbidden", "gone", "invalid", "not-fhir", "not-supported", "refused", "unknown"}
)
"""Why a server may keep its CapabilityStatement to itself, and be asked all the same."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a server is reached: who asks, where else attachments may lie, and limits."""

    auth: httpx.Auth | None
    attachments: tuple[str, ...]
    limits: ServerLimits
    plain_http: bool


class Connection:
    """What asks one server. It need not be opened: each call opens what it needs and closes it.

    As an async context manager it keeps its connections for the next call.
    """

    def __init__(self, base: str, reach: Reach, quirks: Quirks | None) -> None:
        self.base = server_address(
            base,
            plain_http=reach.plain_http,
            what="a FHIR server",
            leave="CHARTSIDE_FHIR_PLAIN_HTTP=1 allows http",
        )
        self.reach = reach
        self.quirks = quirks or Quirks()
        self.posts = self.quirks.search == "post"
        self.ahead = timedelta()
        self._asked_for = quirks
        self._statement: Mapping[str, Any] | None = None
        self._kept: dict[asyncio.AbstractEventLoop, tuple[int, Web]] = {}
        self._new_web()  # an address that is none is said at once

    async def __aenter__(self) -> Self:
        """Keeps its connections from now on, in this event loop."""
        loop = asyncio.get_running_loop()  # a connection belongs to the loop that made it
        count, web = self._kept.get(loop) or (0, self._new_web())
        self._kept[loop] = (count + 1, web)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes them."""
        loop = asyncio.get_running_loop()
        count, web = self._kept.pop(loop)
        if count > 1:
            self._kept[loop] = (count - 1, web)
        else:
            await web.aclose()

    def _new_web(self) -> Web:
        origins: Iterable[str] = (self.base, *self.reach.attachments)
        return Web(origins, limits=self.reach.limits.web, plain_http=self.reach.plain_http)

    @asynccontextmanager
    async def _web(self) -> AsyncIterator[Web]:
        kept = self._kept.get(asyncio.get_running_loop())
        if kept is not None:
            yield kept[1]
            return
        async with self._new_web() as web:
            yield web

    def ours(self, url: str) -> bool:
        """Whether a URL belongs to the server's own origin, which alone gets what authorises us."""
        return origin_of(url) == origin_of(self.base)

    async def get(
        self, url: str, headers: Mapping[str, str] = _NO_HEADERS, most: int | None = None
    ) -> Answer:
        """Ask for what lies at a URL below the base, or at another origin that is listed."""
        return await self._asked("GET", url, {"Accept": FHIR_JSON, **headers}, most=most)

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask by a body what changes nothing: a search, or a batch of reads."""
        return await self._asked("POST", url, {"Accept": FHIR_JSON, **headers}, content)

    async def _asked(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        most: int | None = None,
    ) -> Answer:
        auth = self.reach.auth if self.ours(url) else None
        fresh = {"Cache-Control": "no-cache"} if self.quirks.fresh else {}
        async with self._web() as web:

            async def once() -> Answer:
                return await web.ask(
                    method,
                    url,
                    headers={**headers, **fresh},
                    content=content,
                    auth=auth,
                    most=most,
                )

            try:
                answer = await self.reach.limits.retries.run(once)
            except WebError as failed:
                raise FHIRServerError(failed.reason, failed.status) from None
        if self.ours(url):
            self.ahead = _ahead(answer.headers.get("date", ""), self.ahead)
        return answer

    async def statement(self) -> Mapping[str, Any]:
        """The server's CapabilityStatement, asked for once; empty where it gives none.

        Raises:
            FHIRServerError: It cannot be reached, or does not know us.
        """
        if self._statement is None:
            try:
                told: Mapping[str, Any] = resource_of(await self.get(f"{self.base}/metadata"))
            except FHIRServerError as none:
                if none.reason not in _NO_STATEMENT:
                    raise
                told = {}
            self._statement = told if told.get("resourceType") == "CapabilityStatement" else {}
            if self._asked_for is None:
                self.quirks = quirks_of(self._statement, self.base)
                self.posts = self.posts and self.quirks.search == "post"
        return self._statement


def _ahead(date: str, known: timedelta) -> timedelta:
    """How far a server's clock is before ours, by the Date of its answer (whole seconds)."""
    try:
        told = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return known
    return (told if told.tzinfo else told.replace(tzinfo=UTC)) - datetime.now(UTC)
