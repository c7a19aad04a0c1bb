"""A call to whichever replica can take it: tries, pauses, and one span of time for all of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import SystemRandom
from typing import Final, TypeVar

from chartside.errors import EndpointFailed
from chartside.models.endpoints.address import Address
from chartside.models.endpoints.server import Server, server_at

T = TypeVar("T")

MAY_PASS: Final = frozenset({"unreachable", "slow", "busy", "broken", "cut", "not-chat"})
"""Reasons after which it is worth asking again, here or elsewhere."""
_CHANCE: Final = SystemRandom()


@dataclass(frozen=True, slots=True)
class Budget:
    """What one call may take. Times are seconds.

    `seconds` is for all tries together, from when the first one has its turn; `read` for the
    silence of a server, which is all of the time to an answer that is not streamed; `pause` for
    the longest first pause between tries, doubled from then on, of which a random part is waited;
    `concurrent` for calls of this process that one server answers at a time; `bytes` for an answer.
    """

    tries: int = 4
    seconds: float = 900.0
    connect: float = 10.0
    read: float = 600.0
    pause: float = 0.5
    longest_pause: float = 30.0
    concurrent: int = 8
    bytes: int = 16 * 2**20


USUAL: Final = Budget()


@dataclass(frozen=True, slots=True)
class Try:
    """One try: whom to ask, until when (in the loop's time), and what is to be closed after it."""

    address: Address
    until: float
    stack: AsyncExitStack


@asynccontextmanager
async def opened(
    addresses: Sequence[Address], budget: Budget, send: Callable[[Try], Awaitable[T]]
) -> AsyncIterator[T]:
    """What `send` gives for the first replica that answers; its slot is held inside the context.

    Raises:
        EndpointFailed: Nothing came of it: the last reason, with how often it was tried.
    """
    until: float | None = None
    for number in range(1, budget.tries + 1):
        address, server = _least_loaded(addresses)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(server.slot(budget.concurrent))
            until = until or asyncio.get_running_loop().time() + budget.seconds
            got = await _tried(send, Try(address, until, stack))
            if not isinstance(got, EndpointFailed):
                await stack.enter_async_context(_watched(server, number))
                yield got
                return
        failure = EndpointFailed(got.reason, got.status, number, got.retry_after)
        if got.reason not in MAY_PASS:
            raise failure
        server.failed(got.retry_after or 0.0)
        pause = _pause(addresses, budget, number)
        if number == budget.tries or asyncio.get_running_loop().time() + pause >= until:
            raise failure
        await asyncio.sleep(pause)


async def _tried(send: Callable[[Try], Awaitable[T]], attempt: Try) -> T | EndpointFailed:
    try:
        async with asyncio.timeout_at(attempt.until):
            return await send(attempt)
    except EndpointFailed as failure:
        return failure
    except TimeoutError:
        return EndpointFailed("slow")


@asynccontextmanager
async def _watched(server: Server, number: int) -> AsyncIterator[None]:
    """The rest of a streamed answer, which may fail yet and cannot be tried again."""
    try:
        yield
    except EndpointFailed as failure:
        server.failed(failure.retry_after or 0.0)
        failure.tries = number
        raise
    else:
        server.answered()


def _least_loaded(addresses: Sequence[Address]) -> tuple[Address, Server]:
    known = [(address, server_at(address.base)) for address in addresses]
    return min(known, key=lambda one: (one[1].rests(), one[1].load))


def _pause(addresses: Sequence[Address], budget: Budget, number: int) -> float:
    """Seconds to the next try: a random part of a doubling span, and what all servers ask for."""
    span = min(budget.longest_pause, budget.pause * 2.0 ** min(number - 1, 16))
    servers = [server_at(address.base) for address in addresses]
    if any(not server.rests() for server in servers):
        return _CHANCE.uniform(0, min(span, budget.pause))
    return min(server.asks_for() for server in servers) + _CHANCE.uniform(0, span)
