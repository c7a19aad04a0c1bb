"""Sessions of browsers, in memory: a restart ends them all, and the EHR launches anew.

What a browser holds is a random secret; what is kept here is its hash. No token of an EHR is ever
given to a browser or written to a disk.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

import httpx

from chartside.errors import PolicyError
from chartside.sidebar.visits import Visit

_BYTES: Final = 32
_MOST: Final = 10_000
"""Sessions at once; whoever launches beyond that is refused, and nobody else is thrown out."""
_MOST_OF_ONE: Final = 20
"""Sessions of one person; the one that slept longest ends: nobody uses up the room of all."""


def fresh_secret() -> str:
    """256 bits for a cookie, a state or a form."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """Under which name a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass
class Opening:
    """How far a chart is read: `read` of `steps`, `failed` the code of what went wrong.

    `then` is the path to go to when it is.
    """

    read: int = 0
    steps: int = 0
    failed: str = ""
    done: bool = False
    then: str = "/"
    task: asyncio.Task[None] | None = field(default=None, repr=False)


@dataclass
class Session:
    """A browser that a launch let in.

    `name` tells sessions apart in logs and owns runs; `csrf` is what every change has to bring;
    `auth` authorises requests to the EHR. `end` is when it is over whatever its person does.
    """

    name: str
    csrf: str = field(repr=False)
    visit: Visit
    auth: httpx.Auth | None = field(repr=False)
    end: datetime
    seen: datetime
    person: str = ""
    """The digest of whose it is."""
    closed: bool = False
    opening: Opening | None = None
    """How far the chart is read; None where there was nothing to read from."""
    read: dict[str, str] = field(default_factory=dict, repr=False)
    """What was read here last of each draft, by its id (`Shown.seen`): that alone can be signed."""


class Sessions:
    """Every session that is open. Safe to use from threads.

    Args:
        idle: After how long without a request a session ends.
        whole: How long a session may be in all.
        clock: Gives the present moment.
    """

    def __init__(
        self,
        idle: timedelta,
        whole: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._idle, self._whole, self._clock = idle, whole, clock
        self._held: dict[str, Session] = {}
        self._lock = Lock()

    def open(self, visit: Visit, auth: httpx.Auth | None, person: str = "") -> tuple[str, Session]:
        """A new session, with the secret for its browser: after each login it is another one.

        `person` tells people apart; empty: nobody knows.

        Raises:
            PolicyError: There are too many.
        """
        secret, now = fresh_secret(), self._clock()
        end, whose = now + self._whole, digest(person) if person else ""
        session = Session(secrets.token_hex(8), fresh_secret(), visit, auth, end, now, whose)
        with self._lock:
            self._drop(now)
            self._make_room(whose)
            if len(self._held) >= _MOST:
                raise PolicyError("too many sessions are open: try again later")
            self._held[digest(secret)] = session
        return secret, session

    def get(self, secret: str) -> Session | None:
        """The session of a browser, which stays awake by it; None: there is none, or it ended."""
        now = self._clock()
        with self._lock:
            self._drop(now)
            session = self._held.get(digest(secret))
            if session is not None:
                session.seen = now
            return session

    def close(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._end(digest(secret))

    def renew(self, secret: str) -> str | None:
        """The same session under another secret: its person has just proved themselves again."""
        fresh = fresh_secret()
        with self._lock:
            session = self._held.pop(digest(secret), None)
            if session is None:
                return None
            self._held[digest(fresh)] = session
        return fresh

    def __len__(self) -> int:
        """How many are open."""
        with self._lock:
            self._drop(self._clock())
            return len(self._held)

    def is_open(self, session: Session) -> bool:
        """Whether a session goes on; to ask does not keep it awake."""
        return not session.closed and not self._over(session, self._clock())

    def _over(self, session: Session, now: datetime) -> bool:
        return session.end <= now or session.seen + self._idle <= now

    def _drop(self, now: datetime) -> None:
        for key in [key for key, session in self._held.items() if self._over(session, now)]:
            self._end(key)

    def _make_room(self, person: str) -> None:
        own = [(s.seen, key) for key, s in self._held.items() if person and s.person == person]
        for _, key in sorted(own)[: max(0, len(own) - _MOST_OF_ONE + 1)]:
            self._end(key)

    def _end(self, key: str) -> None:
        session = self._held.pop(key, None)
        if session is not None:
            session.closed = True
