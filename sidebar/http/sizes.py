"""How large a body may be: what says it is larger is refused unread, what is gets cut off."""

from collections.abc import Mapping
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chartside.sidebar.http.problems import Problem, answered, refused

MOST: Final = 1024 * 1024
LARGER: Final[Mapping[str, int]] = {"/cds-services": 8 * 1024 * 1024}
"""Paths that take more, with all below them: a call of CDS Hooks brings resources along."""


def most_at(path: str) -> int:
    """The most bytes that a body has at a path."""
    held = (n for start, n in LARGER.items() if path == start or path.startswith(f"{start}/"))
    return next(held, MOST)


class SizeLimited:
    """Counts the bytes of a body as they come in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, most, so_far = Request(scope, receive), most_at(scope["path"]), 0
        said = request.headers.get("content-length", "0")
        if not said.isdigit() or int(said) > most:
            await answered(request, _too_large(most))(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal so_far
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > most:
                raise refused(413, "too-large", _too_large(most).detail)
            return message

        async def unless_cut(message: Message) -> None:
            if so_far <= most:
                await send(message)

        try:
            await self._app(scope, counted, unless_cut)
        finally:
            if so_far > most:  # whatever was made of the exception on its way
                await answered(request, _too_large(most))(scope, receive, send)


def _too_large(most: int) -> Problem:
    return Problem(413, "too-large", f"the body is larger than {most} bytes")
