"""Working out cards beside the event loop: bounded, in time, or not at all.

Judging a chart takes tens of milliseconds of a processor. In threads of the server it would hold up
every other call meanwhile, so that a site gives it processes of their own.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Final

from chartside.sidebar.cds.cards import Card

Work = Callable[[], tuple[Card, ...]]
Count = Callable[[str], None]
_FIRST_GUESS: Final = 0.03
"""Seconds that work takes, before any was seen."""
_WEIGHT: Final = 0.2
"""Of the newest in the moving average of what work takes."""
_NOTHING: Final[tuple[Card, ...]] = ()


class Workshop:
    """Does work in threads, or in processes, a few at a time.

    Args:
        count: Told what is left out: `late`, `crowded` or `failed`.
        threads: Work done at a time, where there are no processes.
        waiting: Work that may wait.
        processes: Processes of their own, each doing one at a time; 0: threads.
    """

    def __init__(self, count: Count, *, threads: int, waiting: int, processes: int = 0) -> None:
        self._count = count
        self._threads = threads
        self._processes = processes
        self._most = (processes or threads) + waiting
        self._here = 0
        self._usual = _FIRST_GUESS
        self._pool = self._opened()

    def _opened(self) -> Executor:
        if not self._processes:
            return ThreadPoolExecutor(self._threads, "cds")
        pool = ProcessPoolExecutor(self._processes, get_context("spawn"))
        for _ in range(self._processes):  # they begin now, and not with the first call
            pool.submit(_idle)
        return pool

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def in_time(self, work: Work, end: float) -> tuple[Card, ...]:
        """What the work gives; nothing where it is not done by `end`, a time of the event loop."""
        if self._here >= self._most:
            self._count("crowded")
            return _NOTHING
        loop = asyncio.get_running_loop()
        last = time.monotonic() + end - loop.time() - self._usual
        running = self._begun(partial(_unless_late, work, last))
        self._here += 1
        running.add_done_callback(partial(_in_loop, loop, self._done))
        try:
            async with asyncio.timeout_at(end):
                done = await asyncio.wrap_future(running)
        except TimeoutError:
            self._count("late")
        except Exception:  # noqa: BLE001 - a chart that breaks a rule must not break the answer
            self._count("failed")
        else:
            return self._taken(done)
        return _NOTHING

    def _taken(self, done: "_Done | None") -> tuple[Card, ...]:
        if done is None:
            self._count("late")
            return _NOTHING
        self._usual += _WEIGHT * (done.seconds - self._usual)
        return done.cards

    def _begun(self, work: Callable[[], "_Done | None"]) -> "Future[_Done | None]":
        try:
            return self._pool.submit(work)
        except BrokenExecutor:  # a process died with the work before; this call has its own
            self._pool = self._opened()
            return self._pool.submit(work)

    def _done(self) -> None:
        self._here -= 1


def _idle() -> None:
    """Does nothing: it makes a process begin."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What work gave, and the seconds that it took."""

    cards: tuple[Card, ...]
    seconds: float


def _unless_late(work: Work, last: float) -> _Done | None:
    """Nothing is begun that would not be done in time: others wait that can be.

    The clock is the same in every process.
    """
    begun = time.monotonic()
    if begun >= last:
        return None
    return _Done(work(), time.monotonic() - begun)


def _in_loop(loop: asyncio.AbstractEventLoop, done: Callable[[], None], _: object) -> None:
    with suppress(RuntimeError):  # the loop ended first
        loop.call_soon_threadsafe(done)
