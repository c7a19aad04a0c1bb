"""What authorises a request to a record system's server.

A bearer token for now. Whatever else is an `httpx.Auth` (SMART Backend Services, say, which asks a
token server first) goes to `chartside.signoff.outbox.server.Server` in the same way.
"""

from collections.abc import Generator

import httpx
from pydantic import SecretStr
from typing_extensions import override


class Bearer(httpx.Auth):
    """A token that somebody else got; it is in no `repr`."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request with the token."""
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request
