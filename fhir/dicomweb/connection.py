"""The connection to one archive: what is sent there, and which answers are let in.

Only addresses that are made here are asked: the base that a site named, and UIDs below it. URLs in
answers (RetrieveURL, BulkDataURI, Location) are not followed. Compressed answers are refused: they
could unpack to any size. No request is logged: its address may name a patient.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import httpx

from chartside.errors import DicomWebError, WebError
from chartside.fhir.dicomweb.address import archive_address
from chartside.fhir.dicomweb.limits import Limits
from chartside.fhir.network.guard import Guard
from chartside.fhir.network.transport import trust
from chartside.fhir.network.unlogged import unlogged

_CONNECT: Final = 10.0
_NONE: Final = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})


class Connection:
    """What asks one archive.

    Args:
        base: The URL of its DICOMweb service.
        auth: What authorises each request; it goes to this origin and no other.
        limits: How much it may send.
        plain_http: Allow http to another machine.

    Raises:
        UsageError: `base` is no such URL.
    """

    def __init__(
        self, base: str, auth: httpx.Auth | None, limits: Limits, *, plain_http: bool
    ) -> None:
        self.base = archive_address(base, plain_http=plain_http)
        self._guard = Guard(urlsplit(self.base).hostname or "")
        self._client = httpx.AsyncClient(
            base_url=f"{self.base}/",
            auth=auth,
            headers={"Accept-Encoding": "identity", "User-Agent": "chartside"},
            timeout=httpx.Timeout(limits.still, connect=min(_CONNECT, limits.still)),
            follow_redirects=False,
            trust_env=False,  # no credentials of a .netrc, and no proxy that nobody named
            verify=trust(),
        )

    async def aclose(self) -> None:
        """Closes what is open."""
        await self._client.aclose()

    @asynccontextmanager
    async def answer(
        self, path: str, params: Mapping[str, str], accept: str, seconds: float
    ) -> AsyncIterator[httpx.Response]:
        """A good answer whose body is still to come.

        Raises:
            DicomWebError: `unreachable`, `slow`, `refused`, `unknown`, `redirected`, `elsewhere`,
                or `not-dicomweb` where it is compressed.
        """
        request = self._client.build_request(
            "GET",
            path,
            params=dict(params),
            headers={"Accept": accept},
            extensions={"trace": self._guard},
        )
        try:
            async with asyncio.timeout(seconds):
                response = await self._sent(request)
                try:
                    _hold(response)
                    yield response
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.TimeoutException):
            raise DicomWebError("slow") from None
        except WebError as refused:
            raise DicomWebError(refused.reason) from None
        except httpx.RemoteProtocolError:
            raise DicomWebError("cut") from None
        except httpx.HTTPError:
            raise DicomWebError("unreachable") from None

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        with unlogged():
            return await self._client.send(request, stream=True)


def _hold(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_redirect:
        raise DicomWebError("redirected", status)
    if status in _NONE:
        raise DicomWebError("unknown", status)
    if not response.is_success:
        raise DicomWebError("refused", status)
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise DicomWebError("not-dicomweb", status)
