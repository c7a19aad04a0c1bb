"""One server as all calls of this process see it: how many it is answering, and how it fares.

A process may ask from several event loops, in several threads: LangChain's `batch` of sync calls
does. So what is counted here is guarded by a lock of threads, and a call that waits its turn is
woken in its own loop.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Final

_REST: Final = 1.0
_LONGEST_REST: Final = 60.0
"""Seconds that others are preferred to a server that failed: doubled with each failure in a row."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    most: int
    loop: asyncio.AbstractEventLoop
    turn: asyncio.Future[None]

    def wake(self) -> bool:
        """Give it its turn; False where its loop is gone."""
        try:
            self.loop.call_soon_threadsafe(self._turn)
        except RuntimeError:
            return False
        return True

    def _turn(self) -> None:
        if not self.turn.done():
            self.turn.set_result(None)


class Server:
    """How busy one server is, who waits for it, and since when it has been failing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[_Waiting] = deque()
        self._busy = 0
        self._failures = 0
        self._rests_until = 0.0
        self._asks_for = 0.0

    @property
    def load(self) -> int:
        """Calls that it is answering, and calls that wait for it."""
        with self._lock:
            return self._busy + len(self._waiting)

    def rests(self) -> bool:
        """Whether it failed so lately that another is preferred."""
        with self._lock:
            return monotonic() < self._rests_until

    def asks_for(self) -> float:
        """Seconds that it still asks to be left alone (`Retry-After`)."""
        with self._lock:
            return max(0.0, self._asks_for - monotonic())

    def answered(self) -> None:
        """It gave an answer: what failed before is past."""
        with self._lock:
            self._failures = 0
            self._rests_until = self._asks_for = 0.0

    def failed(self, asks_for: float = 0.0) -> None:
        """It gave none, and asks for that many seconds of rest."""
        with self._lock:
            self._failures += 1
            rest = min(_LONGEST_REST, _REST * 2.0 ** min(self._failures - 1, 16))
            now = monotonic()
            self._asks_for = max(self._asks_for, now + asks_for)
            self._rests_until = max(self._rests_until, now + max(rest, asks_for))

    @asynccontextmanager
    async def slot(self, most: int) -> AsyncIterator[None]:
        """Wait until fewer than `most` calls are being answered, first come first served."""
        await self._enter(most)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, most: int) -> None:
        with self._lock:
            if not self._waiting and self._busy < most:
                self._busy += 1
                return
            loop = asyncio.get_running_loop()
            mine = _Waiting(most, loop, loop.create_future())
            self._waiting.append(mine)
        try:
            await mine.turn
        except asyncio.CancelledError:
            with self._lock:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                else:
                    self._busy -= 1  # its turn came while it was being cancelled
                self._admit()
            raise

    def _leave(self) -> None:
        with self._lock:
            self._busy -= 1
            self._admit()

    def _admit(self) -> None:
        while self._waiting and self._busy < self._waiting[0].most:
            if self._waiting.popleft().wake():
                self._busy += 1


_SERVERS: Final[dict[str, Server]] = {}
_SERVERS_LOCK: Final = Lock()


def server_at(base: str) -> Server:
    """The one `Server` of this process for a base URL."""
    with _SERVERS_LOCK:
        return _SERVERS.setdefault(base, Server())
