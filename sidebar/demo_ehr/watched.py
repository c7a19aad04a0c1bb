"""What the demonstration record system saw happen: who asked for what, by ids and codes only."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

KEPT: Final = 5000


@dataclass(frozen=True, slots=True)
class Event:
    """One request, or one step of an authorization.

    `what` is `read Patient/1`, `search Observation`, `token authorization_code` and the like;
    `status` the HTTP status of the answer.
    """

    at: str
    what: str
    status: int
    client: str = ""
    user: str = ""
    patient: str = ""


@dataclass(slots=True)
class Watched:
    """The newest events, the oldest first."""

    _events: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, event: Event) -> None:
        """Keep one."""
        self._events.append(event)

    def __iter__(self) -> Iterator[Event]:
        """All that is kept."""
        return iter(tuple(self._events))
