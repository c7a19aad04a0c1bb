"""How long an export is waited for, and how often what failed is asked again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import SystemRandom
from typing import Final

from chartside.fhir.network.retries import seconds_of


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Patience:
    """Of one run. An export that was not ready in time is gone on with by the next run."""

    seconds: float = 24 * 3600.0
    """Of waiting for the server, in all."""
    tries: int = 6
    """Failures in a row that may pass: what the server calls transient, a connection cut off."""
    first: float = 2.0
    """Seconds between the first two questions, where the server names none."""
    longest: float = 60.0
    """Seconds that any such wait has at most."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = SystemRandom().random
    """A number from 0 to 1."""
    now: Callable[[], datetime] = _now


PATIENCE: Final = Patience()


class Waiting:
    """The waits of one errand: they grow, their sum has an end, and so has a row of failures."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._left = patience.seconds
        self._waits = 0
        self._failures = 0

    def went_well(self) -> None:
        """What came last was no failure: the row of them ends."""
        self._failures = 0

    def may_fail(self) -> bool:
        """Count a failure; False where there were too many in a row."""
        self._failures += 1
        return self._failures < self._patience.tries

    async def wait(self, retry_after: str) -> bool:
        """Wait as long as the server says, else a while; False where that would be too long."""
        patience = self._patience
        own = min(patience.longest, patience.first * 2.0 ** min(self._waits, 30))
        own *= (1 + patience.chance()) / 2
        named = seconds_of(retry_after, patience.now()) if retry_after else None
        seconds = own if named is None else named + min(own, patience.first) * patience.chance()
        if seconds > self._left:
            return False
        self._left -= seconds
        self._waits += 1
        await patience.sleep(seconds)
        return True
