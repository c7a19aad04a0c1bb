"""Asking a FHIR server, and what its answers mean for a document that must get there once.

No answer is believed further than it goes: redirects are refused, an answer has limits of time and
size, and of its words only codes are kept. Nothing is asked twice here.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final, Self

import httpx
import msgspec

from chartside.errors import WebError
from chartside.fhir.network.address import server_address
from chartside.fhir.network.guard import Guard
from chartside.fhir.network.transport import trust
from chartside.fhir.network.unlogged import unlogged
from chartside.signoff.outbox.rows import HTTP

JSON = dict[str, Any]
FHIR_JSON: Final = "application/fhir+json"
SECONDS: Final = 30.0
"""From the request to the last byte of the answer."""
BYTES: Final = 32 * 2**20
"""Of one answer."""
_LATER: Final = frozenset({408, 409, 423, 425, 429})
_UNAUTHORISED: Final = frozenset({401, 403})
_CODE: Final = re.compile(r"[a-z][a-z-]{0,39}")
_ID: Final = re.compile(r"(?!\.+(?:/|$))[A-Za-z0-9.-]{1,64}")
_PATH: Final = re.compile(
    rf"metadata|[A-Z][A-Za-z]{{2,63}}(/{_ID.pattern}(/_history/{_ID.pattern})?)?"
)
"""What is asked for below the base: never another host, never a way up."""
_LOCATION: Final = re.compile(
    r"(?:^|/)([A-Z][A-Za-z]{2,63})/([A-Za-z0-9.-]{1,64})(?:/_history/([A-Za-z0-9.-]{1,64}))?/?$"
)
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode
_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode  # no number changes on its way


class Later(Exception):
    """It may work another time; whether the server did anything is not known.

    `code` is what is kept of it, `after` the seconds that the server asked to be left alone, and
    `soon` whether there is any use in trying again at once.
    """

    def __init__(self, code: str, after: float | None = None, *, soon: bool = True) -> None:
        self.code = code
        self.after = after
        self.soon = soon
        super().__init__(code)


class Never(Exception):
    """It will not work by trying again: a person has to look."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `place` is the reference in its Location, with a version where it is."""

    status: int
    body: Any = None
    place: str = ""
    etag: str = ""
    issues: tuple[str, ...] = ()
    after: float | None = None

    @property
    def well(self) -> bool:
        """Whether the server did what it was asked."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def said(self) -> str:
        """The answer as a code: `HTTP 422 invariant`."""
        return " ".join([f"{HTTP}{self.status}", *self.issues])

    def require(self) -> Self:
        """The answer, where it is a good one.

        Raises:
            Later: Busy, in conflict, failed, or not authorised.
            Never: Refused.
        """
        if self.well:
            return self
        if self.status in _UNAUTHORISED:
            raise Later(self.said, soon=False)
        if self.status in _LATER or (
            self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            and self.status != HTTPStatus.NOT_IMPLEMENTED
        ):
            raise Later(self.said, self.after)
        raise Never(self.said)


class Server:
    """A client of one server, to be used as an async context manager.

    Args:
        base: Its FHIR base URL.
        auth: What authorises each request; None sends none. It goes to this server and no other.
        seconds: What one answer may take.
    """

    def __init__(
        self, base: str, auth: httpx.Auth | None = None, *, seconds: float = SECONDS
    ) -> None:
        self.base = server_address(base, what="a FHIR server")
        self._guard = Guard(httpx.URL(self.base).host)
        self._seconds = seconds
        self._client = httpx.AsyncClient(
            base_url=f"{self.base}/",
            auth=auth,
            headers={"Accept": FHIR_JSON, "Accept-Encoding": "identity", "User-Agent": "chartside"},
            timeout=seconds,
            follow_redirects=False,
            trust_env=False,  # no credentials of a .netrc, and no proxy that nobody named
            verify=trust(),
        )

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes its connections."""
        await self._client.aclose()

    async def get(self, path: str, accept: str = FHIR_JSON, **params: str) -> Answer:
        """Read or search; `path` is ours, never a server's.

        Raises:
            Later: No answer.
            Never: A redirect.
        """
        request = self._client.build_request(
            "GET",
            _below(path),
            params=params,
            headers={"Accept": accept, "Cache-Control": "no-cache"},
        )
        return await self._asked(request)

    async def send(
        self, method: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Answer:
        """Write; once, whatever comes of it.

        Raises:
            Later: No answer; it may have been done all the same.
            Never: A redirect.
        """
        said = {"Content-Type": FHIR_JSON, "Prefer": "return=representation", **headers}
        request = self._client.build_request(
            method, _below(path) if path else self.base, content=_encode(body), headers=said
        )
        return await self._asked(request)

    async def _asked(self, request: httpx.Request) -> Answer:
        try:
            async with asyncio.timeout(self._seconds):
                response, data = await self._received(request)
        except (TimeoutError, httpx.TimeoutException):
            raise Later("slow") from None
        except httpx.HTTPError:
            raise Later("unreachable") from None
        except WebError as refused:
            raise Never(refused.reason) from None
        if response.is_redirect:
            raise Never(f"redirected (HTTP {response.status_code})")
        return _answer(response, data)

    async def _received(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        request.extensions = {**request.extensions, "trace": self._guard}
        with unlogged():
            response = await self._client.send(request, stream=True)
        try:
            data = bytearray()
            if response.headers.get("content-encoding", "identity").lower() == "identity":
                async for chunk in response.aiter_raw():
                    data += chunk
                    if len(data) > BYTES:
                        raise Never("too-large")
            return response, bytes(data)
        finally:
            await response.aclose()


def _answer(response: httpx.Response, data: bytes) -> Answer:
    try:
        body = _decode(data) if data else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        body = None  # HTML of something in between, or text: the status says what there is to know
    return Answer(
        status=response.status_code,
        body=body if body is not None else data,
        place=place_of(response.headers.get("location", "")),
        etag=response.headers.get("etag", ""),
        issues=_issues(body),
        after=_after(response.headers.get("retry-after", "")),
    )


def place_of(location: str) -> str:
    """`Type/id/_history/version` of a Location, whatever host it names; empty where it is none."""
    found = _LOCATION.search(location)
    if found is None:
        return ""
    version = f"/_history/{found[3]}" if found[3] else ""
    return f"{found[1]}/{found[2]}{version}"


def _below(path: str) -> str:
    """The path itself; `Never` where it could lead elsewhere, with what authorises us."""
    if _PATH.fullmatch(path):
        return path
    raise Never("elsewhere")


def named(kind: str, resource: Any) -> str:
    """`Type/id` of a resource of this type; empty where it is none, or its id is no id."""
    held = resource if isinstance(resource, dict) else {}
    id_ = held.get("id")
    right = held.get("resourceType") == kind and isinstance(id_, str) and _ID.fullmatch(id_)
    return f"{kind}/{id_}" if right else ""


def _issues(body: Any) -> tuple[str, ...]:
    """The codes of an OperationOutcome, five at most; its words could be chart text."""
    if not isinstance(body, dict) or body.get("resourceType") != "OperationOutcome":
        return ()
    issues = body.get("issue")
    codes = (
        [i.get("code") for i in issues if isinstance(i, dict)] if isinstance(issues, list) else []
    )
    known = [c for c in codes if isinstance(c, str) and _CODE.fullmatch(c)]
    return tuple(dict.fromkeys(known))[:5]


def _after(text: str) -> float | None:
    """Seconds of a Retry-After, which holds a number or a date; None where it says neither."""
    if text.strip().isdecimal() and text.isascii():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
