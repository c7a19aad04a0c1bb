"""Asking servers over HTTP: listed origins only, and an answer is never more than it may be."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType
from typing import Any, Final, Self

import httpx
import msgspec

from chartside.errors import UsageError, WebError
from chartside.fhir.network.address import Origin, may_be_plain, origin_of
from chartside.fhir.network.guard import Guard
from chartside.fhir.network.limits import LIMITS, Limits
from chartside.fhir.network.transport import MOST, GuardedTransport
from chartside.fhir.network.unlogged import unlogged

_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode  # no number changes on its way


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, whatever its status. No `repr` shows what is in it."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False)

    def json(self) -> Any:
        """The body as JSON, with exact decimals.

        Raises:
            WebError: `not-json`.
        """
        try:
            return _decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
            raise WebError("not-json", self.status) from None


class Streamed:
    """An answer whose body comes in pieces."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = response.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes, unpacked; to be read once.

        Raises:
            WebError: `too-large`, `cut`, `encoded` or `slow`.
        """
        with _told():
            async for chunk in self._response.aiter_raw():
                yield chunk


class Web:
    """A client of listed origins, to be used as an async context manager.

    Args:
        origins: `https://host[:port]` each; a longer URL is cut down to its origin. http only to
            this machine.
        limits: What one answer may have.
        plain_http: Allow http to other machines, where what is sent can be read on the way.

    Raises:
        UsageError: An origin is none, or is http to another machine without leave.

    Redirects are refused, cookies are not kept, and no proxy or password of the environment is
    used. Nothing is asked twice: that is for `Retries`.
    """

    def __init__(
        self, origins: Iterable[str], *, limits: Limits = LIMITS, plain_http: bool = False
    ) -> None:
        self._origins = {o: Guard(o.host) for o in _listed(origins, plain_http=plain_http)}
        self.limits = limits
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(self._origins, limits.answer),
            headers={"User-Agent": "chartside"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(limits.still, connect=limits.connect),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes its connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._client.aclose()

    def allows(self, url: str) -> bool:
        """Whether a URL belongs to a listed origin."""
        origin = origin_of(url)
        return origin is not None and origin in self._origins

    async def ask(  # noqa: PLR0913 - a request has that many parts
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
        most: int | None = None,
    ) -> Answer:
        """One request and its answer, of whatever status.

        Args:
            method: `GET`, `POST` and so on.
            url: Absolute, of a listed origin.
            headers: Sent as they are.
            content: The body.
            form: The body as form fields, in place of `content`.
            auth: What authorises it; it is used for this request and no other.
            most: Bytes that the answer may have; None for the limit of the client.

        Raises:
            WebError: `not-listed`, `unreachable`, `elsewhere`, `slow`, `cut`, `redirected`,
                `encoded` or `too-large`.
        """
        request = self._request(method, url, headers, content if form is None else dict(form), most)
        async with self._sent(request, auth) as response:
            body = b"".join([chunk async for chunk in response.aiter_raw()])
            return Answer(response.status_code, response.headers, body, url)

    @asynccontextmanager
    async def _streamed(
        self, request: httpx.Request, auth: httpx.Auth | None
    ) -> AsyncIterator[Streamed]:
        async with self._sent(request, auth) as response:
            yield Streamed(response)

    def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        auth: httpx.Auth | None = None,
        most: int | None = None,
    ) -> AbstractAsyncContextManager[Streamed]:
        """One request, and its answer in pieces; see `ask`."""
        return self._streamed(self._request(method, url, headers, None, most), auth)

    def _request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | dict[str, str] | None,
        most: int | None,
    ) -> httpx.Request:
        if not self.allows(url):
            raise WebError("not-listed")
        limit = self.limits.answer if most is None else most
        return self._client.build_request(
            method,
            url,
            headers=dict(headers),
            content=None if isinstance(body, dict) else body,
            data=body if isinstance(body, dict) else None,
            extensions={MOST: limit},
        )

    @asynccontextmanager
    async def _sent(
        self, request: httpx.Request, auth: httpx.Auth | None
    ) -> AsyncIterator[httpx.Response]:
        with _told():
            async with asyncio.timeout(self.limits.seconds):
                with unlogged():
                    response = await self._client.send(request, stream=True, auth=auth)
                try:
                    yield response
                finally:
                    await response.aclose()


def _listed(origins: Iterable[str], *, plain_http: bool) -> Iterator[Origin]:
    for text in origins:
        origin = origin_of(text)
        if origin is None:
            raise UsageError("an origin that may be asked is named by its http(s) URL")
        if not may_be_plain(origin, plain_http=plain_http):
            raise UsageError("another machine is asked by https only")
        yield origin


@contextmanager
def _told() -> Iterator[None]:
    """Says what went wrong on the way, without the request that the library's errors hold."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException):
        raise WebError("slow") from None
    except (httpx.RemoteProtocolError, httpx.ReadError):
        raise WebError("cut") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise WebError("unreachable") from None
