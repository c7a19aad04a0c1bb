"""What goes to a server and what is let in: listed headers out, no redirect, no endless body in.

The client library above adds headers of its own and from the environment, and would follow where a
server points; none of it passes here. The key is added here and nowhere else, so that it goes to
the host that was named and to no other.
"""

import socket
from collections.abc import AsyncIterator
from functools import cache
from ssl import SSLContext
from typing import Any, Final

import httpx2
from pydantic import SecretStr
from typing_extensions import override

from chartside.errors import EndpointFailed

_SECONDS: Final = ("TCP_KEEPIDLE", "TCP_KEEPINTVL")
_KEPT_ALIVE: Final = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), 60)
        for name in _SECONDS
        if hasattr(socket, name)
    ),
]
"""An answer may take minutes, in which what stands between would drop a still connection."""
_SENT: Final = frozenset({"host", "content-type", "content-length", "accept"})


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """A transport of one call.

    Args:
        key: Sent as a bearer token; None sends none.
        most: Bytes that one answer may have.
    """

    def __init__(self, key: SecretStr | None, most: int) -> None:
        super().__init__(verify=_trust(), trust_env=False, socket_options=_KEPT_ALIVE)
        self._key = key
        self._most = most

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send what may be sent, and give the answer with a limit on it.

        Raises:
            EndpointFailed: `redirected`, or `not-chat` where the answer is compressed: what was not
                asked for may unpack to any size.
        """
        listed = [(k, v) for k, v in request.headers.multi_items() if k.lower() in _SENT]
        listed += [("Accept-Encoding", "identity"), ("User-Agent", "chartside")]
        if self._key is not None:
            listed.append(("Authorization", f"Bearer {self._key.get_secret_value()}"))
        request.headers = httpx2.Headers(listed)
        response = await super().handle_async_request(request)
        if response.is_redirect:
            await response.aclose()
            raise EndpointFailed("redirected", response.status_code)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            await response.aclose()
            raise EndpointFailed("not-chat", response.status_code)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Limited(response.stream, self._most),
            extensions=response.extensions,
        )


class _Limited(httpx2.AsyncByteStream):
    """A body that ends the call once it is longer than it may be."""

    def __init__(self, stream: Any, most: int) -> None:
        self._stream = stream
        self._left = most

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise EndpointFailed("too-large")
            yield chunk

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()


@cache
def _trust() -> SSLContext:
    """The certificates this machine trusts, a site's own among them; read once."""
    return httpx2.create_ssl_context()
