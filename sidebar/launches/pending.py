"""Authorisations that were begun and have not come back yet.

Each belongs to the browser that began it: somebody else's code and state, sent to a victim's
browser, open nothing there. Each can be taken once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from chartside.errors import LaunchRefused
from chartside.fhir.smart.authorizing import Pending
from chartside.sidebar.sessions import digest
from chartside.sidebar.site import RegisteredEHR

AGE: Final = timedelta(minutes=10)
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Begun:
    """An authorisation on its way: with which EHR, by which browser, and what for.

    `session` is the secret's digest of the session whose person proves themselves again, empty
    for a launch; `then` is the path to go to afterwards.
    """

    ehr: RegisteredEHR
    pending: Pending = field(repr=False)
    browser: str
    at: datetime
    session: str = ""
    then: str = "/"


class Launches:
    """Every authorisation that is on its way, by its state. Safe to use from threads."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._held: dict[str, Begun] = {}
        self._lock = Lock()

    def now(self) -> datetime:
        """The present moment."""
        return self._clock()

    def put(self, begun: Begun) -> None:
        """Keep one until it comes back. The oldest makes room where there are too many."""
        with self._lock:
            self._drop()
            if len(self._held) >= _MOST:
                del self._held[next(iter(self._held))]
            self._held[begun.pending.state] = begun

    def take(self, state: str, browser_secret: str) -> Begun:
        """The one with this state, which is then gone.

        Raises:
            LaunchRefused: `state`: there is none, it is too old, or another browser began it.
        """
        with self._lock:
            self._drop()
            begun = self._held.get(state)
            if begun is None or not browser_secret or begun.browser != digest(browser_secret):
                raise LaunchRefused("state")
            del self._held[state]
        return begun

    def _drop(self) -> None:
        oldest = self._clock() - AGE
        for state in [s for s, one in self._held.items() if one.at <= oldest]:
            del self._held[state]
