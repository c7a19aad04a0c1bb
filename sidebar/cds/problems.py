"""Answers that are refusals, as RFC 9457 writes them; codes and names of fields, no chart data."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import JSONResponse

from chartside.errors import ChartsideError

_NO_HEADERS: Final[Mapping[str, str]] = {}
_FIELDS: Final = 20


class Unanswerable(Exception):
    """A call that gets no cards: the HTTP status, a stable code, and what a caller can do.

    `fields` name what is wrong or missing: our own names, never what stood there.
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        fields: Sequence[str] = (),
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> None:
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = tuple(fields[:_FIELDS])
        self.headers = headers
        super().__init__(f"{status.value} {code}")


class ProblemResponse(JSONResponse):
    """`application/problem+json`."""

    media_type = "application/problem+json"


def problem(found: Unanswerable) -> ProblemResponse:
    """The response to a call that cannot be answered."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": found.status.phrase,
        "status": found.status.value,
        "code": found.code,
        "detail": found.detail,
    }
    if found.fields:
        body["fields"] = list(found.fields)
    return ProblemResponse(body, found.status.value, headers=dict(found.headers))


def not_trusted(error: ChartsideError, reason: str) -> Unanswerable:
    """401: the caller did not prove who it is."""
    return Unanswerable(
        HTTPStatus.UNAUTHORIZED,
        error.code,
        f"the token of this call is not accepted: {reason}",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )
