"""A terminology service over a FHIR terminology server ($expand, $lookup, $translate, …).

Only codes and URLs of code systems, value sets and maps leave, and text to search displays by,
which goes in a body and not in an address. An answer has a limit of time, from the first byte to
the last, and of size.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, ParamSpec, Self, TypeVar, cast

import httpx
import msgspec

from chartside.errors import TerminologyError, WebError
from chartside.fhir.codes import Coding, canonical_system
from chartside.fhir.found import Found
from chartside.fhir.network.address import server_address
from chartside.fhir.network.guard import Guard
from chartside.fhir.network.transport import trust
from chartside.fhir.network.unlogged import unlogged
from chartside.fhir.terminology import parameters
from chartside.fhir.terminology.service import (
    LIMIT,
    Meaning,
    Subsumption,
    Translation,
    Validation,
)
from chartside.fhir.terminology.value_sets import contained

P = ParamSpec("P")
T = TypeVar("T")

FHIR_JSON: Final = "application/fhir+json"
SECONDS: Final = 10.0
"""From the request to the last byte of the answer."""
BYTES: Final = 16 * 2**20
"""Of one answer."""
_CODE = re.compile(r"[!-~]{1,64}")
_URL = re.compile(r"(?:https?://|urn:)[!-~]{1,500}")
"""What is sent as a code or a URL; anything else may be words about a patient, and is not sent."""
_UNKNOWN: Final = frozenset({"not-found", "code-invalid"})
_SUBSUMPTIONS: Final = frozenset({"equivalent", "subsumes", "subsumed-by", "not-subsumed"})
_SHAPES = (AttributeError, KeyError, TypeError, ValueError)


class TerminologyServer:
    """A client of one server, to be used as an async context manager.

    Args:
        base: Its FHIR base URL.
        seconds: What one answer may take.
        most: Bytes that one answer may have.
        headers: Sent with every request: an Authorization, say.

    Redirects are refused, and nothing is asked twice.
    """

    def __init__(
        self,
        base: str,
        *,
        seconds: float = SECONDS,
        most: int = BYTES,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._seconds = seconds
        self._most = most
        # http to another machine is allowed: codes go there, and nothing of whose they are.
        where = server_address(base, plain_http=True, what="a terminology server")
        self._guard = Guard(httpx.URL(where).host)
        self._client = httpx.AsyncClient(
            base_url=f"{where}/",
            headers={**(headers or {}), "Accept": FHIR_JSON, "Accept-Encoding": "identity"},
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

    async def expand(self, value_set: str, *, text: str = "", limit: int = LIMIT) -> Found[Coding]:
        """The codes of a value set, as many as the server gives up to `limit`.

        Raises:
            TerminologyError: `unknown` where the server does not know the value set; else see
                `_asked`.
        """
        said: dict[str, str | int] = {"url": value_set, "count": limit}
        known = _URL.fullmatch(value_set)
        where = "ValueSet/$expand"
        body = await self._asked(where, "ValueSet", said, filter_by=text) if known else None
        if body is None:
            raise TerminologyError("$expand", "unknown")
        try:
            expansion = body.get("expansion") or {}
            codings = [coding for _, coding in contained(expansion)]
            total = expansion.get("total")
        except _SHAPES as wrong:
            raise TerminologyError("$expand", "not-fhir") from wrong
        # A server may leave the total out: a full page may then have more behind it.
        more = total > len(codings) if isinstance(total, int) else len(codings) >= limit
        return Found(
            items=tuple(codings[:limit]),
            query=f"$expand {value_set}",
            truncated=more or len(codings) > limit,
            total=total if isinstance(total, int) else None,
        )

    async def lookup(self, coding: Coding) -> Meaning | None:
        """What a code is called; None where the server does not know it."""
        body = await self._about("CodeSystem/$lookup", coding, {})
        return None if body is None else _read("$lookup", parameters.meaning, body, coding)

    async def translate(
        self, coding: Coding, *, to: str = "", concept_map: str = ""
    ) -> tuple[Translation, ...]:
        """What a code is in other systems; empty where the server has no map for it."""
        more = {"targetsystem": canonical_system(to), "url": concept_map}
        body = await self._about("ConceptMap/$translate", coding, more)
        found = _read("$translate", parameters.translations, body) if body else ()
        return tuple(t for t in found if not to or t.coding.system == canonical_system(to))

    async def validate_code(self, coding: Coding, *, value_set: str = "") -> Validation:
        """Whether a code is one of its system, or of a value set."""
        if value_set:
            body = await self._about("ValueSet/$validate-code", coding, {"url": value_set})
        else:
            url, code = coding.key
            said = {"url": url, "code": code}
            sendable = _URL.fullmatch(url) and _CODE.fullmatch(code)
            where = "CodeSystem/$validate-code"
            body = await self._asked(where, "Parameters", said) if sendable else None
        if body is None:
            return Validation(valid=None, message="not known to the server")
        return _read("$validate-code", parameters.validation, body)

    async def subsumes(self, system: str, one: str, other: str) -> Subsumption | None:
        """How two codes lie to each other."""
        url = canonical_system(system)
        if not (_URL.fullmatch(url) and _CODE.fullmatch(one) and _CODE.fullmatch(other)):
            return None
        said = {"system": url, "codeA": one, "codeB": other}
        body = await self._asked("CodeSystem/$subsumes", "Parameters", said)
        outcome = _read("$subsumes", _outcome, body) if body else ""
        return cast("Subsumption", outcome) if outcome in _SUBSUMPTIONS else None

    async def _about(
        self, operation: str, coding: Coding, more: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """Asks about one code; None also where it does not look like a code and is not sent."""
        url, code = coding.key
        if not (_URL.fullmatch(url) and _CODE.fullmatch(code)):
            return None
        said = {"system": url, "code": code, **{k: v for k, v in more.items() if v}}
        return await self._asked(operation, "Parameters", said)

    async def _asked(
        self,
        operation: str,
        expected: str,
        said: Mapping[str, str | int],
        *,
        filter_by: str = "",
    ) -> dict[str, Any] | None:
        """The answer; None where the server says that it does not know.

        Raises:
            TerminologyError: `unreachable`, `slow`, `too-large`, `refused` or `not-fhir`.
        """
        name = operation.partition("/")[2]
        try:
            async with asyncio.timeout(self._seconds):
                status, data = await self._sent(operation, said, filter_by)
        except (TimeoutError, httpx.TimeoutException) as late:
            raise TerminologyError(name, "slow") from late
        except (httpx.HTTPError, WebError) as gone:
            raise TerminologyError(name, "unreachable") from gone
        try:
            body = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            body = None
        return _judged(name, status, body, expected)

    async def _sent(
        self, operation: str, said: Mapping[str, str | int], filter_by: str
    ) -> tuple[int, bytes]:
        name = operation.partition("/")[2]
        request = self._client.build_request("GET", operation, params=dict(said))
        if filter_by:
            listed = [*_parameters(said), {"name": "filter", "valueString": filter_by}]
            request = self._client.build_request(
                "POST",
                operation,
                content=msgspec.json.encode({"resourceType": "Parameters", "parameter": listed}),
                headers={"Content-Type": FHIR_JSON},
            )
        request.extensions = {**request.extensions, "trace": self._guard}
        with unlogged():
            response = await self._client.send(request, stream=True)
        try:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise TerminologyError(name, "not-fhir", response.status_code)
            data = bytearray()
            async for chunk in response.aiter_raw():
                data += chunk
                if len(data) > self._most:
                    raise TerminologyError(name, "too-large")
            return response.status_code, bytes(data)
        finally:
            await response.aclose()


def _parameters(said: Mapping[str, str | int]) -> list[dict[str, str | int]]:
    kinds = {"url": "valueUri", "count": "valueInteger"}
    return [{"name": name, kinds[name]: value} for name, value in said.items()]


def _judged(name: str, status: int, body: Any, expected: str) -> dict[str, Any] | None:
    """The body of a good answer; None for a refusal by FHIR whose reason is an unknown code.

    A 404 without an OperationOutcome is no terminology server's: the address is wrong.
    """
    told = parameters.issues(body)
    if told and (status == httpx.codes.NOT_FOUND or told & _UNKNOWN):
        return None
    if "too-costly" in told:
        raise TerminologyError(name, "too-large", status)
    if not httpx.codes.is_success(status) or told:
        raise TerminologyError(name, "refused", status)
    if not isinstance(body, dict) or body.get("resourceType") != expected:
        raise TerminologyError(name, "not-fhir", status)
    return body


def _read(name: str, reader: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What a reader makes of an answer, whose shape may be anything."""
    try:
        return reader(*arguments, **named)
    except _SHAPES as wrong:
        raise TerminologyError(name, "not-fhir") from wrong


def _outcome(body: Mapping[str, Any]) -> str:
    return parameters.text(body.get("parameter"), "outcome")
