"""What nobody foresaw: an answer of 500, and in the log the place in the source, nothing else."""

import logging
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chartside.sidebar.http.problems import Problem, answered

log = logging.getLogger(__name__)
_BUG: Final = Problem(500, "bug", "a bug in Chartside: its log names the place")


class Caught:
    """Answers a bug, and keeps its message to itself: it may hold chart data."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as bug:  # noqa: BLE001 - whatever it is, it is answered and logged here
            log.error("a bug: %s", place(bug))  # noqa: TRY400 - its message may hold chart data
            if scope["type"] != "http" or begun:
                raise ConnectionAbortedError("the answer was cut off by a bug") from None
            response = answered(Request(scope, receive), _BUG)
            await response(scope, receive, send)


def place(bug: BaseException) -> str:
    """`KeyError in runs.py, line 12`: the innermost frame of its trace."""
    frame = bug.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return type(bug).__name__
    file = frame.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{type(bug).__name__} in {file}, line {frame.tb_lineno}"
