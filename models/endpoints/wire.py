"""One request over the wire, through OpenAI's client, with its retries and its redirects off."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx2
import openai
from openai import AsyncOpenAI, AsyncStream
from pydantic import SecretStr

from chartside.errors import EndpointFailed
from chartside.models.endpoints.address import Address
from chartside.models.endpoints.calls import Budget, Try
from chartside.models.endpoints.failing import failure
from chartside.models.endpoints.reply import Reply, read_piece, read_reply
from chartside.models.endpoints.transport import GuardedTransport

_RAISED: Final = (
    *(openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError),
    *(ValueError, RecursionError),  # a piece of a stream that is no JSON, or too deep a one
)
"""What the client raises."""
_TAIL: Final = 5.0
"""Seconds that the usage may come after the answer is whole."""


@dataclass(frozen=True, slots=True)
class Wire:
    """How servers are reached: with which key, within which limits."""

    key: SecretStr | None
    budget: Budget

    async def whole(self, attempt: Try, body: dict[str, Any]) -> Reply:
        """The answer in one piece.

        Raises:
            EndpointFailed: There was none.
        """
        client = await attempt.stack.enter_async_context(self._client(attempt.address))
        try:
            response = await client.post(attempt.address.url, cast_to=httpx2.Response, body=body)
        except _RAISED as error:
            told = failure(error)
        else:
            return read_reply(response.content, attempt.address.form)
        raise told  # out of the `except`: what the client raised holds the body of the answer

    async def stream(self, attempt: Try, body: dict[str, Any]) -> AsyncGenerator[Reply, None]:
        """The answer in pieces, until the model has ended it and the server said the usage.

        Raises:
            EndpointFailed: There was none, or the rest of it did not come.
        """
        client = await attempt.stack.enter_async_context(self._client(attempt.address))
        try:
            events = await client.post(
                attempt.address.url,
                cast_to=object,
                body=body,
                stream=True,
                stream_cls=AsyncStream[object],
            )
        except _RAISED as error:
            told = failure(error)
        else:
            attempt.stack.push_async_callback(events.close)
            return _pieces(events, attempt.until)
        raise told

    @asynccontextmanager
    async def _client(self, address: Address) -> AsyncIterator[AsyncOpenAI]:
        # One a call: a connection belongs to an event loop, and a model may be asked from several.
        limits = httpx2.Timeout(self.budget.read, connect=self.budget.connect)
        http = httpx2.AsyncClient(
            transport=GuardedTransport(self.key, self.budget.bytes),
            timeout=limits,
            follow_redirects=False,
            trust_env=False,
        )
        async with AsyncOpenAI(
            api_key="in the transport",
            base_url=address.base,
            http_client=http,
            max_retries=0,
            timeout=limits,  # the client's own would stand before that of `http`
        ) as client:
            yield client


async def _pieces(events: AsyncStream[object], until: float) -> AsyncGenerator[Reply, None]:
    ended = False
    while True:
        got = await _next(events, until)
        if isinstance(got, EndpointFailed):
            if ended:
                return  # the answer is whole, and only its usage is missing
            raise got
        if got is None:
            break
        yield got
        if not ended and any(choice.finish_reason for choice in got.choices):
            ended = True
            until = min(until, asyncio.get_running_loop().time() + _TAIL)
    if not ended:
        raise EndpointFailed("cut")


async def _next(events: AsyncStream[object], until: float) -> Reply | EndpointFailed | None:
    try:
        async with asyncio.timeout_at(until):
            return read_piece(await anext(events))
    except StopAsyncIteration:
        return None
    except TimeoutError:
        return EndpointFailed("slow")
    except EndpointFailed as told:
        return told
    except _RAISED as error:
        return failure(error)
