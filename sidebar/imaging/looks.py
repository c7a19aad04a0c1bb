"""All looks of a service: who has which, how many at once, and for how long they are kept."""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final, Self

from chartside.errors import NotThere, TooManyRuns
from chartside.settings import Settings
from chartside.sidebar.imaging.environment import ASK, FETCH, SHOW, environment_of
from chartside.sidebar.imaging.look import Look
from chartside.sidebar.imaging.process import COMMAND, step
from chartside.sidebar.imaging.wanted import Wanted

MOST_BYTES: Final = 512 * 2**20
"""Of all pictures of all owners; beyond it the oldest are forgotten early."""
_KEPT: Final = 6
"""Looks of one owner."""
_SECONDS: Final = {FETCH: 330.0, SHOW: 300.0, ASK: 900.0}


class Looks:
    """Starts, finds and forgets looks; an async context manager, whose processes end with it.

    Args:
        here: What is switched on, and which archive there is.
        at_once: Looks that are taken at one time.
        waiting: Looks that may wait, of all owners.
        keep: For how long one that is over can be seen: pictures stay in memory alone.
        seconds: For how long each step may take; by default minutes.
        command: What does a step.
    """

    def __init__(
        self,
        here: Settings,
        *,
        at_once: int = 2,
        waiting: int = 20,
        keep: timedelta = timedelta(minutes=15),
        seconds: float | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._here, self._waiting, self._keep = here, waiting, keep
        self._seconds, self._command = seconds, command
        self._room = asyncio.Semaphore(at_once)
        self._looks: dict[str, Look] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    async def __aenter__(self) -> Self:
        """Nothing is started before somebody looks."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End what goes on, and forget everything."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for timer in self._timers.values():
            timer.cancel()
        self._looks.clear()

    def start(self, owner: str, wanted: Wanted) -> Look:
        """Look; the same look that goes on already is taken up.

        Raises:
            TooManyRuns: The owner has one that is not over, or as many wait as may.
        """
        going = [one for one in self._looks.values() if not one.over]
        own = [one for one in going if one.owner == owner]
        if own and own[0].wanted == wanted:
            return own[0]
        if own:
            raise TooManyRuns("owner", 1)
        if len(going) >= self._waiting:
            raise TooManyRuns("all", len(going))
        look = Look(owner, wanted)
        self._looks[look.id] = look
        self._tasks[look.id] = asyncio.create_task(self._taken(look))
        return look

    def get(self, owner: str, look_id: str) -> Look:
        """A look of this owner.

        Raises:
            NotThere: There is none of this id; one of somebody else is none.
        """
        look = self._looks.get(look_id)
        if look is None or look.owner != owner:
            raise NotThere("there is no such look at images")
        return look

    def of(self, owner: str, reference: str) -> tuple[Look, ...]:
        """Every look of this owner at the images of an entry, the newest first."""
        held = self._looks.values()
        own = [one for one in held if (one.owner, one.wanted.reference) == (owner, reference)]
        return tuple(reversed(own))

    def picture(self, owner: str, look_id: str, name: str) -> bytes:
        """A picture as PNG; `NotThere` as `get`."""
        found = self.get(owner, look_id).pictures.get(name)
        if found is None:
            raise NotThere("there is no such picture")
        return found

    async def _taken(self, look: Look) -> None:
        """Both steps of a look, when its turn comes; its files are gone when it is over."""
        try:
            async with self._room:
                with tempfile.TemporaryDirectory(prefix="chartside-images-") as place:
                    if await self._step(look, FETCH, Path(place)):
                        await self._step(look, ASK if look.wanted.task else SHOW, Path(place))
        except OSError:
            look.fail("worker")
        finally:
            self._ended(look)

    async def _step(self, look: Look, name: str, place: Path) -> bool:
        seconds = self._seconds or _SECONDS[name]
        held = environment_of(name, self._here)
        return await step(look, name, place, held, seconds, self._command)

    def _ended(self, look: Look) -> None:
        look.end()
        self._tasks.pop(look.id, None)
        loop = asyncio.get_running_loop()
        later = self._keep.total_seconds()
        self._timers[look.id] = loop.call_later(later, self._forget, look.id)
        over = [one for one in self._looks.values() if one.over]
        own = [one for one in over if one.owner == look.owner]
        for one in own[: max(0, len(own) - _KEPT)]:
            self._forget(one.id)
        whole = sum(one.size for one in over)
        for one in over:
            if whole <= MOST_BYTES:
                break
            whole -= one.size
            self._forget(one.id)

    def _forget(self, look_id: str) -> None:
        self._looks.pop(look_id, None)
        if timer := self._timers.pop(look_id, None):
            timer.cancel()
