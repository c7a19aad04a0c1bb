"""The access token on requests to the FHIR server, renewed when it ends, and sent nowhere else."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

import httpx
from typing_extensions import override

from chartside.errors import LaunchRefused, UsageError, WebError
from chartside.fhir.network import origin_of
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.tokens import Tokens, renew

Renewed = Callable[[Tokens], Awaitable[None]]
_UNAUTHORIZED: Final = 401


class Bearer(httpx.Auth, ABC):
    """A token for what lies below one base; another is got once where one is refused.

    However many requests find a token refused, one new one is got.

    Args:
        base: Of the FHIR server, without a slash at its end.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._one = asyncio.Lock()

    @override
    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Adds the token where it may go; a request to anywhere else goes without."""
        if not within(self._base, str(request.url)):
            yield request
            return
        async with self._one:
            used = await self._current()
        request.headers["Authorization"] = f"Bearer {used.access}"
        response = yield request
        if response.status_code != _UNAUTHORIZED:
            return
        async with self._one:
            new = await self._after(used)
        if new is not None:
            request.headers["Authorization"] = f"Bearer {new.access}"
            yield request

    @override
    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Refuses: a token is renewed over the network, which is waited for asynchronously."""
        raise UsageError("this authorisation is for asynchronous clients")

    @abstractmethod
    async def _current(self) -> Tokens:
        """A token that is good now."""

    @abstractmethod
    async def _after(self, used: Tokens) -> Tokens | None:
        """Another one after one was refused; None where there is none."""


class SmartAuth(Bearer):
    """The tokens of a launch.

    Args:
        client: Of the registration that they belong to.
        tokens: What `redeem` gave.
        renewed: Is told of new tokens before they are used, to keep them: the refresh token before
            may be worth nothing from then on.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        client: Client,
        tokens: Tokens,
        *,
        renewed: Renewed | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(client.registration.base)
        self.tokens = tokens
        self._client = client
        self._renewed = renewed
        self._clock = clock
        self._renewing: asyncio.Task[None] | None = None

    @override
    async def _current(self) -> Tokens:
        if self.tokens.refresh and self.tokens.expired(self._clock()):
            try:
                await self._renew()
            except (WebError, LaunchRefused):
                if self.tokens.expired(self._clock(), ahead=0):
                    raise
        return self.tokens

    @override
    async def _after(self, used: Tokens) -> Tokens | None:
        if self.tokens.access == used.access:
            if self.tokens.refresh is None:
                return None
            await self._renew()
        return self.tokens

    async def _renew(self) -> None:
        """Gets new tokens, to the end: also where whoever waits for them goes away meanwhile.

        A server may take back the old refresh token with the first answer, so that an answer that
        nobody kept would end the launch.
        """
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._exchange())
            self._renewing.add_done_callback(_looked_at)
        await asyncio.shield(self._renewing)

    async def _exchange(self) -> None:
        try:
            new = await renew(self._client, self.tokens, now=self._clock())
        except LaunchRefused:
            self.tokens = replace(self.tokens, refresh=None)  # it is not asked a second time
            raise
        if self._renewed is not None:
            await self._renewed(new)
        self.tokens = new


def _looked_at(done: asyncio.Task[None]) -> None:
    """An error that nobody waits for any more is none; it comes again with the next request."""
    if not done.cancelled():
        done.exception()


def within(base: str, url: str) -> bool:
    """Whether an URL is the base or lies below it, however its path is written.

    >>> within("https://ehr.example/fhir", "https://ehr.example/fhir/Patient/1")
    True
    >>> within("https://ehr.example/fhir", "https://ehr.example/fhir-of-others/Patient/1")
    False
    >>> within("https://ehr.example/fhir", "https://ehr.example/fhir/%2e%2e/admin")
    False
    """
    origin = origin_of(url)
    if origin is None or origin != origin_of(base):
        return False
    path, start = _path(url), _path(base)
    if set(path.replace("\\", "/").split("/")) & {".", ".."}:
        return False
    return path == start or path.startswith(f"{start.rstrip('/')}/")


def _path(url: str) -> str:
    """Decoded until nothing changes: a server may decode more often than once."""
    path = httpx.URL(url).raw_path.partition(b"?")[0].decode("ascii", "replace")
    while (decoded := unquote(path)) != path:
        path = decoded
    return path
