"""What an answer means that is not what was asked for: one typed error, of codes and no words."""

import re
from http import HTTPStatus
from typing import Any, Final

from chartside.errors import FHIRServerError, WebError
from chartside.fhir.network.client import Answer

_CODE: Final = re.compile(r"[a-z][a-z-]{0,39}")
_ISSUES: Final = 5
_REASONS: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "not-authorised",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "unknown",
    HTTPStatus.METHOD_NOT_ALLOWED: "not-supported",
    HTTPStatus.NOT_ACCEPTABLE: "not-supported",
    HTTPStatus.REQUEST_TIMEOUT: "slow",
    HTTPStatus.CONFLICT: "conflict",
    HTTPStatus.GONE: "gone",
    HTTPStatus.PRECONDITION_FAILED: "stale",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "not-supported",
    HTTPStatus.TOO_MANY_REQUESTS: "busy",
    HTTPStatus.NOT_IMPLEMENTED: "not-supported",
    HTTPStatus.BAD_GATEWAY: "busy",
    HTTPStatus.SERVICE_UNAVAILABLE: "busy",
    HTTPStatus.GATEWAY_TIMEOUT: "busy",
}
_BAD: Final = frozenset({"fatal", "error"})


def issues(body: Any) -> tuple[str, ...]:
    """The codes of an OperationOutcome, five at most; its words could be chart text."""
    codes = [issue.get("code") for issue in _listed(body)]
    known = [c for c in codes if isinstance(c, str) and _CODE.fullmatch(c)]
    return tuple(dict.fromkeys(known))[:_ISSUES]


def is_refusal(body: Any) -> bool:
    """Whether an OperationOutcome says that something went wrong."""
    return any(issue.get("severity") in _BAD for issue in _listed(body))


def body_of(answer: Answer) -> Any:
    """The body as JSON; None for HTML of something in between, for text, and for nothing."""
    try:
        return answer.json() if answer.body.strip() else None
    except WebError:
        return None


def failure(status: int, body: Any) -> FHIRServerError:
    """The error that a status means, and the codes that came with it."""
    codes = issues(body)
    reason = _REASONS.get(status)
    if reason is None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = "broken"
    if reason is None:
        reason = "not-supported" if "not-supported" in codes else "invalid"
    return FHIRServerError(reason, status, codes)


def resource_of(answer: Answer) -> dict[str, Any]:
    """The resource of a good answer.

    Raises:
        FHIRServerError: By status; `refused` where an OperationOutcome of an error came as if all
            were well; `not-fhir` where no resource came.
    """
    body = body_of(answer)
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        raise failure(answer.status, body)
    if is_refusal(body):
        raise FHIRServerError("refused", answer.status, issues(body))
    if not isinstance(body, dict) or not isinstance(body.get("resourceType"), str):
        raise FHIRServerError("not-fhir", answer.status)
    return body


def _listed(body: Any) -> list[dict[str, Any]]:
    """The issues of an OperationOutcome; none of anything else."""
    if not isinstance(body, dict) or body.get("resourceType") != "OperationOutcome":
        return []
    found = body.get("issue")
    return [issue for issue in found if isinstance(issue, dict)] if isinstance(found, list) else []
