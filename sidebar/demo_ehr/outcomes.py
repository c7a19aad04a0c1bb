"""What the demonstration's FHIR server answers: JSON of FHIR, and refusals as FHIR has them."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from chartside.sidebar.demo_ehr.records import encode

FHIR_JSON: Final = "application/fhir+json"


class Refused(Exception):
    """A request that is not done, with the HTTP status, and the code of an OperationOutcome."""

    def __init__(
        self, status: int, code: str, text: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status = status
        self.code = code
        self.text = text
        self.headers = dict(headers or {})
        super().__init__(text)

    def outcome(self) -> dict[str, Any]:
        """As FHIR says it."""
        issue = {"severity": "error", "code": self.code, "diagnostics": self.text}
        return {"resourceType": "OperationOutcome", "issue": [issue]}

    def response(self) -> Response:
        """As HTTP says it."""
        return fhir(self.outcome(), self.status, self.headers)


def fhir(
    body: Mapping[str, Any] | bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A response of FHIR JSON that nothing on the way keeps."""
    data = body if isinstance(body, bytes) else encode(body)
    said = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    return Response(data, status, said, FHIR_JSON)


def unauthorised(why: str) -> Refused:
    """No token, or none that holds."""
    said = {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{why}"'}
    return Refused(401, "login", why, said)


def forbidden(why: str) -> Refused:
    """A token that does not reach so far."""
    return Refused(403, "forbidden", why)


def unknown(reference: str) -> Refused:
    """No such resource."""
    return Refused(404, "not-found", f"{reference} is not known here")
