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

    def open(self, visit: Visit, auth: httpx.Auth | None) -> tuple[str, Session]:
        """A new session, with the secret for its browser: after each login it is another one.

        Raises:
            PolicyError: There are too many.
        """
        secret, now = fresh_secret(), self._clock()
        session = Session(secrets.token_hex(8), fresh_secret(), visit, auth, now + self._whole, now)
        with self._lock:
            self._drop(now)
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
            self._held.pop(digest(secret), None)

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

    def _drop(self, now: datetime) -> None:
        over = [k for k, s in self._held.items() if s.end <= now or s.seen + self._idle <= now]
        for key in over:
            del self._held[key]
