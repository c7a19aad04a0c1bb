"""What every request passes, those of an `httpx.Auth` too: origin, address, limits of the answer.

An authorisation that asks a token server on its way sends those requests through the same client,
past whatever looked at the first one. So all that guards stands here, below it.
"""

import ssl
from collections.abc import AsyncIterator, Mapping
from functools import cache
from typing import Final

import httpx
from typing_extensions import override

from chartside.errors import WebError
from chartside.fhir.network.address import Origin, origin_of
from chartside.fhir.network.guard import Guard
from chartside.fhir.network.unpacking import ACCEPTED, unpacked

MOST: Final = "chartside_most"
"""The extension of a request that says how many bytes its answer may have."""
_PACKED: Final = ("content-encoding", "content-length")
"""Headers that are no longer true of an answer once it is unpacked."""


class GuardedTransport(httpx.AsyncHTTPTransport):
    """A transport to listed origins, each with what looks at its connections."""

    def __init__(self, origins: Mapping[Origin, Guard], most: int) -> None:
        super().__init__(verify=trust(), trust_env=False)
        self._origins = origins
        self._most = most

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send what may be sent, and give the answer with a limit on it.

        Raises:
            WebError: `not-listed`, `elsewhere`, or `redirected`.
        """
        origin = origin_of(str(request.url))
        guard = self._origins.get(origin) if origin else None
        if guard is None:
            raise WebError("not-listed")
        request.headers["Accept-Encoding"] = ACCEPTED
        request.extensions = {**request.extensions, "trace": guard}
        response = await super().handle_async_request(request)
        if response.is_redirect and response.status_code != httpx.codes.NOT_MODIFIED:
            await response.aclose()
            raise WebError("redirected", response.status_code)
        most = request.extensions.get(MOST, self._most)
        packed = "content-encoding" in response.headers
        headers = response.headers.multi_items()
        return httpx.Response(
            response.status_code,
            headers=[(k, v) for k, v in headers if not (packed and k in _PACKED)],
            stream=_Limited(response, most),
            extensions=response.extensions,
        )


class _Limited(httpx.AsyncByteStream):
    """A body, unpacked, that ends the call once it is longer than it may be."""

    def __init__(self, response: httpx.Response, most: int) -> None:
        self._stream = response.stream
        self._encoding = response.headers.get("content-encoding", "")
        self._most = most

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        if not isinstance(self._stream, httpx.AsyncByteStream):
            raise WebError("cut")
        async for piece in unpacked(self._stream, self._encoding, self._most):
            yield piece

    @override
    async def aclose(self) -> None:
        if isinstance(self._stream, httpx.AsyncByteStream):
            await self._stream.aclose()


@cache
def trust() -> ssl.SSLContext:
    """Whom this machine trusts; read once, for it takes a while."""
    return ssl.create_default_context()
