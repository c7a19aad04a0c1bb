"""How often a caller may call: a session, what it changes, and an address without a session.

Counted in memory, in windows of a minute. Headers: `RateLimit-Policy` and `RateLimit` as in the
draft of the IETF (draft-ietf-httpapi-ratelimit-headers-10), and Retry-After with a refusal.
"""

import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chartside.sidebar.cookies import COOKIE, cookie_name
from chartside.sidebar.house import House
from chartside.sidebar.http.problems import Problem, answered

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_UNCOUNTED: Final = ("/health/", "/static/")
_NETWORK: Final = 64
"""Bits of an IPv6 address that one household or ward has."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests a minute.

    `session` of a browser, `changes` of it that change something, `address` of all who come from
    one and have no session: record systems that call CDS Hooks do, and everybody behind a proxy.
    Who has a session is not held to it, so that strangers use up nobody's share but their own.
    """

    session: int = 600
    changes: int = 120
    address: int = 12_000


@dataclass(frozen=True, slots=True)
class _Bound:
    name: str
    item: RateLimitItemPerMinute
    who: str


class RateLimited:
    """Refuses with 429 whoever calls too often."""

    def __init__(self, app: ASGIApp, house: House, rates: Rates) -> None:
        self._app = app
        self._sessions = house.sessions
        self._cookie = cookie_name(COOKIE, house.site.url)
        self._address = RateLimitItemPerMinute(rates.address, namespace="address")
        self._session = RateLimitItemPerMinute(rates.session, namespace="session")
        self._changes = RateLimitItemPerMinute(rates.changes, namespace="changes")
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(_UNCOUNTED):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        bounds = self._bounds(request)
        over = next((one for one in bounds if not self._limiter.hit(one.item, one.who)), None)
        nearest = over or bounds[-1]
        left, seconds = self._left(nearest)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                most = nearest.item.amount
                headers["RateLimit-Policy"] = f'"{nearest.name}";q={most};w=60'
                headers["RateLimit"] = f'"{nearest.name}";r={left};t={seconds}'
            await send(message)

        if over is None:
            await self._app(scope, receive, told)
        else:
            response = answered(request, _too_many(seconds))
            await response(scope, receive, told)

    def _bounds(self, request: Request) -> list[_Bound]:
        """What a request is held to."""
        secret = request.cookies.get(self._cookie)
        session = self._sessions.get(secret) if secret else None
        if session is None:
            host = request.client.host if request.client else ""
            return [_Bound("address", self._address, network(host))]
        request.scope.setdefault("state", {})["session_name"] = session.name  # for the log
        found = [_Bound("session", self._session, session.name)]
        if request.method not in SAFE:
            found.append(_Bound("changes", self._changes, session.name))
        return found

    def _left(self, bound: _Bound) -> tuple[int, int]:
        """How many more, and for how many seconds."""
        stats = self._limiter.get_window_stats(bound.item, bound.who)
        return stats.remaining, max(1, round(stats.reset_time - time.time()))


def network(host: str) -> str:
    """Whose address it is: of IPv6 the first half, for its other half is free to choose."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{int(address) >> (128 - _NETWORK):x}::/{_NETWORK}"


def _too_many(seconds: int) -> Problem:
    return Problem(
        429,
        "too-many-requests",
        f"too many requests: try again in {seconds} seconds",
        headers={"Retry-After": str(seconds)},
    )
