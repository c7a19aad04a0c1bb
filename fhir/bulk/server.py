"""The server's side of an export: kick-off, waiting for it, its files, and calling it off."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin

import httpx

from chartside.errors import FHIRServerError, UsageError, WebError
from chartside.fhir.bulk.manifest import LONGEST_URL, Manifest, manifest
from chartside.fhir.bulk.patience import Patience, Waiting
from chartside.fhir.bulk.refusal import NotNow, is_transient, refusal
from chartside.fhir.network.address import origin_of
from chartside.fhir.network.client import Answer, Streamed, Web
from chartside.fhir.network.limits import Limits

LIMITS: Final = Limits(still=120.0, seconds=24 * 3600.0)
"""A file may take hours to come, as long as it keeps coming."""
FILE_BUDGET: Final = 64 * 2**30
"""Bytes of one file, unpacked. Nothing of it is held in memory but the line in hand."""
MOST_PAGES: Final = 10_000
PASSING: Final = frozenset({"unreachable", "slow", "cut"})
"""Failures of the way there, after which it is worth asking again."""
_BUSY: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_LONG: Final = 300.0
_SHORT: Final = 30.0
_KICK_OFF: Final = {"Accept": "application/fhir+json", "Prefer": "respond-async"}
_STATUS: Final = {"Accept": "application/json"}
_FILE: Final = {"Accept": "application/fhir+ndjson"}


class BulkServer:
    """What asks one server for exports.

    Args:
        web: Lists the origin of the server, and of those that its files may lie on.
        auth: What authorises; sent for kick-off, status and cancelling, and for files only where
            the manifest says that they need it.
        patience: How long it is waited for.
    """

    def __init__(self, web: Web, auth: httpx.Auth | None, patience: Patience) -> None:
        self._web = web
        self._auth = auth
        self._patience = patience

    async def kick_off(self, url: str) -> str:
        """Begin an export; gives the URL that tells its status.

        A server that does one export at a time is waited for. What became of a question that was
        cut off is not known, so it is not asked again.

        Raises:
            FHIRServerError: Refused, `busy` for too long, or `not-fhir`: no status URL.
            WebError: The server could not be asked.
        """
        waiting = Waiting(self._patience)
        answer = await self._ask("GET", url, _KICK_OFF)
        while answer.status in _BUSY and await waiting.wait(_retry_after(answer)):
            answer = await self._ask("GET", url, _KICK_OFF)
        if answer.status != HTTPStatus.ACCEPTED:
            raise refusal(answer)
        where = str(answer.headers.get("content-location", ""))
        if not where or len(where) > LONGEST_URL:
            raise FHIRServerError("not-fhir", answer.status)
        return urljoin(url, where)

    async def manifest(self, status_url: str, told: Callable[[str], None]) -> list[Manifest]:
        """Wait until an export is done; gives its manifest, page by page.

        Args:
            status_url: As the kick-off gave it.
            told: Called with each X-Progress header.

        Raises:
            FHIRServerError: The export failed, is not known any more (`unknown`, `gone`), is
                `busy` for too long, or its pages form a `loop`.
            WebError: The server could not be asked, several times in a row.
        """
        pages: list[Manifest] = []
        seen: set[str] = set()
        url: str | None = status_url
        while url is not None:
            if url in seen:
                raise FHIRServerError("loop")
            if len(pages) >= MOST_PAGES:
                raise FHIRServerError("too-many")
            seen.add(url)
            pages.append(manifest(await self._done(url, told)))
            url = pages[-1].next
        return pages

    async def _done(self, url: str, told: Callable[[str], None]) -> Answer:
        waiting = Waiting(self._patience)
        while True:
            answer = await self._status(url, waiting)
            if answer is not None and answer.status == HTTPStatus.OK:
                return answer
            if answer is not None and answer.status == HTTPStatus.ACCEPTED:
                waiting.went_well()
                told(answer.headers.get("x-progress", ""))
            if not await waiting.wait(_retry_after(answer) if answer else ""):
                raise FHIRServerError("busy")

    async def _status(self, url: str, waiting: Waiting) -> Answer | None:
        """What the server says of an export; None where it said nothing, which may pass."""
        try:
            answer = await self._ask("GET", url, _STATUS)
        except WebError as failed:
            if failed.reason in PASSING and waiting.may_fail():
                return None
            raise
        good = answer.status in {HTTPStatus.OK, HTTPStatus.ACCEPTED}
        if good or (is_transient(answer) and waiting.may_fail()):
            return answer
        raise refusal(answer)

    @asynccontextmanager
    async def file(self, url: str, *, token: bool) -> AsyncIterator[Streamed]:
        """A file, to be read as it comes.

        Raises:
            NotNow: It may be had later.
            FHIRServerError: Refused; `gone` where its URL has expired or was never good; `not-fhir`
                where a page came instead, as from a proxy that wants somebody to sign in.
            WebError: As `Web.stream`.
        """
        auth = self._auth if token else None
        async with self._web.stream(
            "GET", url, headers=_FILE, auth=auth, most=FILE_BUDGET
        ) as answer:
            _check_file(Answer(answer.status, answer.headers, b"", ""), token=token)
            yield answer

    async def cancel(self, status_url: str) -> bool:
        """Call an export off, or say that its files are not needed any more; whether that held."""
        try:
            answer = await self._ask("DELETE", status_url, _STATUS, _SHORT)
        except WebError:
            return False
        return answer.status in {HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT}

    def check(self, url: str) -> None:
        """Refuse a file on a server that nobody listed.

        Raises:
            UsageError: With that server's origin.
        """
        if self._web.allows(url):
            return
        origin = origin_of(url)
        if origin is None:
            raise WebError("not-listed")
        raise UsageError(
            f"the files of this export lie on {origin}, which is not the server's own origin: "
            "name it as one that files may come from, if it is the server's"
        )

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str], seconds: float = _LONG
    ) -> Answer:
        """What is not a file does not take hours."""
        try:
            async with asyncio.timeout(seconds):
                return await self._web.ask(method, url, headers=headers, auth=self._auth)
        except TimeoutError:
            raise WebError("slow") from None


def _retry_after(answer: Answer) -> str:
    return str(answer.headers.get("retry-after", ""))


_REMOVED: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_EXPIRED: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN})
"""How stores of files answer to a signed URL whose time is over."""


def _check_file(answer: Answer, *, token: bool) -> None:
    if answer.status == HTTPStatus.OK:
        if "html" in answer.headers.get("content-type", "").lower():
            raise FHIRServerError("not-fhir", answer.status)
        return
    if is_transient(answer):
        raise NotNow(answer.status, _retry_after(answer))
    if answer.status in _REMOVED or (answer.status in _EXPIRED and not token):
        raise FHIRServerError("gone", answer.status)
    raise refusal(answer)
