"""Asking again what may be asked again: when a server is busy, and no longer than it is worth.

A server that is busy says when to come back (`Retry-After`, in seconds or as a date). Where it does
not, each wait is up to twice as long as the one before, by chance, so that many who were turned
away together do not come back together.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from random import SystemRandom
from typing import Final

from chartside.errors import WebError
from chartside.fhir.network.client import Answer

BUSY: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""What may be over soon. The two of gateways say nothing of the server behind them."""
_PASSING: Final = frozenset({"unreachable", "cut"})
_LONGEST_NUMBER: Final = 9


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and for how long. Only for requests that change nothing, or nothing twice."""

    tries: int = 4
    """Requests in all."""
    seconds: float = 60.0
    """Of waiting, in all; a server that asks for more is not waited for."""
    first: float = 0.5
    """Seconds that the first wait has at most, where the server names none."""
    longest: float = 20.0
    """Seconds that any such wait has at most."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = SystemRandom().random
    """A number from 0 to 1."""
    now: Callable[[], datetime] = _now

    async def run(self, once: Callable[[], Awaitable[Answer]]) -> Answer:
        """The first answer that is no "not now"; else the last one.

        Raises:
            WebError: As `once` does, the last time.
        """
        left = self.seconds
        for number in range(1, self.tries):
            try:
                answer = await once()
            except WebError as failed:
                if failed.reason not in _PASSING:
                    raise
                wait = self._wait(number, None)
                if wait > left:
                    raise
            else:
                if answer.status not in BUSY:
                    return answer
                named = seconds_of(answer.headers.get("retry-after", ""), self.now())
                wait = self._wait(number, named)
                if wait > left:
                    return answer
            left -= wait
            await self.sleep(wait)
        return await once()

    async def rest(self, number: int) -> None:
        """Wait as before try `number` + 1 where no time is named."""
        await self.sleep(self._wait(number, None))

    def _wait(self, number: int, named: float | None) -> float:
        """Seconds before the next try: what the server named, and a little by chance."""
        own = min(self.longest, self.first * 2.0 ** (number - 1)) * self.chance()
        return own if named is None else named + min(own, self.first)


RETRIES: Final = Retries()


def seconds_of(text: str, now: datetime) -> float | None:
    """Seconds of a Retry-After, which holds a number or a date; None where it says neither.

    >>> seconds_of("120", datetime(2026, 11, 26, tzinfo=UTC))
    120.0
    >>> seconds_of("Thu, 26 Nov 2026 00:00:30 GMT", datetime(2026, 11, 26, tzinfo=UTC))
    30.0
    """
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:_LONGEST_NUMBER])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
