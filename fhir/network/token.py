"""A token that somebody else got, or a password as it is sent."""

from collections.abc import Generator
from typing import Final

import httpx
from typing_extensions import override

_BASIC: Final = "basic "


class Token(httpx.Auth):
    """A bearer token, or `Basic …` as it is sent; its `repr` shows nothing of it."""

    def __init__(self, token: str) -> None:
        basic = token[: len(_BASIC)].lower() == _BASIC
        self._header = token if basic else f"Bearer {token}"

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request with the token."""
        request.headers["Authorization"] = self._header
        yield request
