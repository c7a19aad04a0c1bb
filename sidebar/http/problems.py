"""Refusals as RFC 9457 writes them (`application/problem+json`), or as a page for a person.

`type` leads to the documentation of the code: of an error of Chartside on the page of errors, of
what only HTTP knows on the page of the API. A problem holds codes, ids, counts and names of fields;
what stood in a field is never repeated.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from chartside import errors

MEDIA_TYPE: Final = "application/problem+json"
_JSON_ONLY: Final = ("/api/", "/cds-services", "/health/", "/metrics", "/operator/")
"""Where programs call, and never get a page."""
_MOST_FIELDS: Final = 20
_NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request is not answered; `more` are members of its own, `headers` go beside it."""

    status: int
    code: str
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name of the status."""
        return HTTPStatus(self.status).phrase

    @property
    def type(self) -> str:
        """Where the code is explained."""
        return f"{'/errors' if self.code in _OF_ERRORS else '/http-api'}#{self.code}"

    def to_json(self) -> dict[str, Any]:
        """The body."""
        return {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.more,
        }


class Refused(Exception):
    """A request that is not answered, for a reason that only HTTP knows."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.status} {problem.code}")


class ProblemResponse(JSONResponse):
    """A problem as JSON."""

    media_type = MEDIA_TYPE


Renderer = Callable[[Request, Problem], Response]
"""Makes a page of a problem, for a person."""


def refused(
    status: int, code: str, detail: str, *, headers: Mapping[str, str] = _NOTHING, **more: Any
) -> Refused:
    """To raise where a request is not answered."""
    return Refused(Problem(status, code, detail, more, headers))


def answered(request: Request, problem: Problem) -> Response:
    """The response: a page where a person asked and there is one, else JSON."""
    opening = problem.code == errors.LaunchRefused.code and problem.status == _OPENING
    if opening and not request.url.path.startswith(_JSON_ONLY):
        return RedirectResponse("/launch/opening", HTTPStatus.SEE_OTHER)
    page: Renderer | None = getattr(request.app.state, "problem_page", None)
    asks_for_page = "text/html" in request.headers.get("accept", "") or "hx-request" in (
        request.headers
    )
    if page is not None and asks_for_page and not request.url.path.startswith(_JSON_ONLY):
        made = page(request, problem)
        made.headers.update(problem.headers)
        return made
    return ProblemResponse(problem.to_json(), problem.status, headers=dict(problem.headers))


def problem_of(error: errors.ChartsideError, request: Request | None = None) -> Problem:
    """How an error of Chartside is told."""
    kind = next(known for known in type(error).__mro__ if known in _STATUS)
    status, headers, more = _STATUS[kind], {}, {}
    if isinstance(error, errors.StepUpNeeded):
        more["url"] = step_up_url(request)
    if isinstance(error, errors.LaunchRefused | errors.WebError):
        more["reason"] = error.reason
    if isinstance(error, errors.LaunchRefused):
        status = _LAUNCHES.get(error.reason, status)
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Launch realm="open it from the record system"'
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers["Retry-After"] = "5"
    return Problem(status, error.code, str(error), more, headers)


def step_up_url(request: Request | None) -> str:
    """Where a person proves once more who they are, to come back to the same draft."""
    draft = request.path_params.get("draft_id") if request else None
    return f"/launch/step-up?draft={quote(draft, safe='')}" if draft else "/launch/step-up"


def install(app: FastAPI) -> None:
    """Tell every refusal of an application so."""

    async def of_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.ChartsideError)  # noqa: S101 - what it is registered for
        return answered(request, problem_of(error, request))

    async def of_refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)  # noqa: S101 - what it is registered for
        return answered(request, error.problem)

    async def of_fields(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
        return answered(request, wrong_fields(error.errors()))

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
        return answered(request, _plain(error))

    app.add_exception_handler(errors.ChartsideError, of_error)
    app.add_exception_handler(Refused, of_refusal)
    app.add_exception_handler(RequestValidationError, of_fields)
    app.add_exception_handler(HTTPException, of_http)


def wrong_fields(found: Iterable[Mapping[str, Any]]) -> Problem:
    """422: which fields are wrong, and by which rule; nothing of what stood there."""
    told = [{"field": _named(one), "rule": str(one["type"])} for one in found][:_MOST_FIELDS]
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "validation",
        f"the request is not as it has to be at {len(told)} places",
        {"fields": told},
    )


def _named(one: Mapping[str, Any]) -> str:
    """`body.kind`; a name that the caller made up is not repeated."""
    parts = [str(part) for part in one["loc"]]
    if one["type"] == "extra_forbidden":
        parts[-1] = "(unknown)"
    return ".".join(parts)


def _plain(error: HTTPException) -> Problem:
    """What the framework refuses: a path that there is not, a method, a body that is no JSON."""
    code, detail = _PLAIN.get(error.status_code, ("refused", "the request cannot be answered"))
    return Problem(error.status_code, code, detail, headers=dict(error.headers or {}))


_PLAIN: Final = {
    400: ("malformed", "the request cannot be read"),
    404: ("not-found", "there is nothing at this address"),
    405: ("method", "this address does not take this method"),
    413: ("too-large", "the body is larger than is taken here"),
    415: ("media-type", "the body is of a type that is not taken here"),
}

_OPENING: Final = HTTPStatus.SERVICE_UNAVAILABLE
_LAUNCHES: Final = {
    "no-session": HTTPStatus.UNAUTHORIZED,
    "opening": _OPENING,  # the chart is being read: a page waits, a program asks again
    "state": HTTPStatus.BAD_REQUEST,
}
_STATUS: Final[Mapping[type, int]] = {
    errors.ChartsideError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.UsageError: HTTPStatus.BAD_REQUEST,
    errors.NotThere: HTTPStatus.NOT_FOUND,
    errors.MissingExtra: HTTPStatus.NOT_IMPLEMENTED,
    errors.SourceError: HTTPStatus.BAD_GATEWAY,
    errors.NoSuchPatient: HTTPStatus.NOT_FOUND,
    errors.StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ModelError: HTTPStatus.BAD_GATEWAY,
    errors.PolicyError: HTTPStatus.FORBIDDEN,
    errors.Overtaken: HTTPStatus.CONFLICT,
    errors.CallerRefused: HTTPStatus.UNAUTHORIZED,
    errors.TooManyRuns: HTTPStatus.TOO_MANY_REQUESTS,
    errors.NothingToSay: HTTPStatus.NOT_FOUND,
}
"""By the nearest ancestor."""


def _codes(kind: type[errors.ChartsideError]) -> frozenset[str]:
    return frozenset({kind.code}).union(*map(_codes, kind.__subclasses__()))


_OF_ERRORS: Final = _codes(errors.ChartsideError)
