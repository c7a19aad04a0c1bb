"""One line of log for each request: method, route, status, milliseconds, session.

No path, query, header or body: any of them may hold a code, a token or a name. uvicorn's own log of
requests, which writes paths, is to be off.
"""

import logging
import time
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chartside.sidebar.http.metrics import UNKNOWN, Metrics

log = logging.getLogger("chartside.access")
_CUT: Final = 499
"""The status of a request whose caller went before there was an answer (as nginx has it)."""


class Access:
    """Logs and counts each request when it is answered whole."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        begun, status = time.perf_counter(), _CUT

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - begun
            route = template(scope)
            self._metrics.request(scope["method"], route, status, seconds)
            session = scope["state"].get("session_name", "-")
            milliseconds = seconds * 1000
            log.info("%s %s %d %.1f ms %s", _word(scope), route, status, milliseconds, session)


def template(scope: Scope) -> str:
    """The template of the route that a request met: `/api/v1/drafts/{draft_id}`."""
    route: Any = scope.get("route")
    return str(getattr(route, "path", UNKNOWN))


def _word(scope: Scope) -> str:
    """The method, which a caller may make up."""
    method = str(scope["method"])
    return method if method.isascii() and method.isalpha() and len(method) <= 7 else "OTHER"  # noqa: PLR2004 - the length of OPTIONS
