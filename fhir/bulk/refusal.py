"""What a server's refusal means: a code, never its words."""

from http import HTTPStatus
from typing import Any, Final

from chartside.errors import FHIRServerError
from chartside.fhir.network.client import Answer
from chartside.fhir.network.retries import BUSY
from chartside.fhir.server.telling import body_of, failure, issues

CODES: Final = frozenset(
    {
        "invalid",
        "structure",
        "required",
        "value",
        "invariant",
        "security",
        "login",
        "unknown",
        "expired",
        "forbidden",
        "suppressed",
        "processing",
        "not-supported",
        "duplicate",
        "multiple-matches",
        "not-found",
        "deleted",
        "too-long",
        "code-invalid",
        "extension",
        "too-costly",
        "business-rule",
        "conflict",
        "transient",
        "lock-error",
        "no-store",
        "exception",
        "timeout",
        "incomplete",
        "throttled",
        "informational",
        "success",
    }
)
"""Codes of issues (FHIR R4, https://hl7.org/fhir/R4/valueset-issue-type.html)."""


class NotNow(Exception):
    """A file that may be had later; `retry_after` is the header."""

    def __init__(self, status: int, retry_after: str) -> None:
        self.status = status
        self.retry_after = retry_after
        super().__init__()


def refusal(answer: Answer) -> FHIRServerError:
    """The error for an answer that is no good one."""
    if answer.status < HTTPStatus.BAD_REQUEST:
        return FHIRServerError("not-fhir", answer.status)
    return failure(answer.status, body_of(answer))


def is_transient(answer: Answer) -> bool:
    """Whether a failure may be over soon: the server is busy, or says itself that it may."""
    return answer.status in BUSY or "transient" in issues(body_of(answer))


def coded(outcome: Any) -> tuple[tuple[str, str], ...]:
    """Severity and code of each issue; `unknown` for what is no code of FHIR.

    >>> coded({"issue": [{"severity": "error", "code": "not-found", "diagnostics": "Jane"}]})
    (('error', 'not-found'),)
    """
    listed = outcome.get("issue") if isinstance(outcome, dict) else None
    return tuple(
        (_one_of(SEVERITIES, issue.get("severity")), _one_of(CODES, issue.get("code")))
        for issue in (listed if isinstance(listed, list) else ())
        if isinstance(issue, dict)
    )


SEVERITIES: Final = frozenset({"fatal", "error", "warning", "information"})


def _one_of(known: frozenset[str], said: Any) -> str:
    return said if isinstance(said, str) and said in known else "unknown"
