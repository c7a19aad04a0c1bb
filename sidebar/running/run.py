"""One run as whoever asked for it sees it: its state and what it tells, from the first event on."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from chartside.sidebar.running.job import Job

MOST_EVENTS: Final = 2_000
"""Events of a run that are kept. A document has some hundreds; the oldest of steps go first."""


class RunState(StrEnum):
    """Where a run stands. The last four are its end, and the name of its last event."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    SILENT = "silent"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL: Final = frozenset(
    {
        RunState.ENDED,
        RunState.SILENT,
        RunState.FAILED,
        RunState.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a run tells; numbered from 1.

    `progress`: `step`, `event`, `done`, `total`, `name` and `words` of the agent's `Progress`;
    nothing of the chart. `section` and `answer`: `section`, `title` and `statements` as written,
    each with `text` and `citations` and without a verdict, since **nobody has checked them**:
    whoever shows them says so. A section that is told again takes the place of itself.

    The end is one of `ended` (`draft`, `status`), `silent` (`message`, `looked_for`), `failed`
    (`code`, `message`, and `draft` where the run may be gone on with) and `cancelled` (`draft`, the
    unfinished draft that is kept; empty where none is).
    """

    number: int
    name: str
    data: Mapping[str, Any]

    @property
    def final(self) -> bool:
        """Whether nothing follows."""
        return self.name in FINAL


@dataclass(eq=False)
class Run:
    """A job of an owner, and what became of it. Its events hold sentences about a patient.

    `draft_id` is the id that the draft has or will have: it lies in the sign-off store once the run
    has ended.
    """

    id: str
    owner: str
    job: Job
    draft_id: str
    state: RunState = RunState.WAITING
    begun: datetime | None = None
    ended: datetime | None = None
    _events: list[Event] = field(default_factory=list, repr=False)
    _told: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def over(self) -> bool:
        """Whether it has come to an end, of whichever kind."""
        return self.state in FINAL

    @property
    def events(self) -> tuple[Event, ...]:
        """What it has told so far."""
        return tuple(self._events)

    async def follow(self, after: int = 0) -> AsyncIterator[Event]:
        """Events from the one after number `after`, those to come too, to the last one.

        Any number may follow; nobody waits for who reads slowly or has gone.
        """
        while True:
            news = self._news
            for event in [e for e in self._events if e.number > after]:
                after = event.number
                yield event
            if news is not self._news:
                continue
            if self.over:
                return
            await news.wait()

    async def end(self) -> None:
        """Wait until it is over."""
        while not self.over:
            await self._news.wait()

    def begin(self) -> None:
        """A worker has taken it up."""
        self.state = RunState.RUNNING
        self.begun = datetime.now(UTC)

    def tell(self, name: str, data: Mapping[str, Any]) -> None:
        """Add an event; one of an end ends the run, and nothing is told of one that is over."""
        if self.over:
            return
        self._told += 1
        event = Event(self._told, name, data)
        if len(self._events) >= MOST_EVENTS:
            self._events.pop(_dispensable(self._events))
        self._events.append(event)
        if event.final:
            self.state = RunState(name)
            self.ended = datetime.now(UTC)
        self._news.set()
        self._news = asyncio.Event()


def _dispensable(events: list[Event]) -> int:
    """The oldest that only tells of a step; sentences are kept longer."""
    return next((n for n, event in enumerate(events) if event.name == "progress"), 0)
