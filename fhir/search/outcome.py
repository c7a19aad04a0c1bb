"""A refusal as FHIR says it."""

from typing import Any

from chartside.errors import ChartsideError, NoSuchPatient, UsageError

_CODES: dict[type[ChartsideError], str] = {UsageError: "invalid", NoSuchPatient: "not-found"}


def refusal(error: ChartsideError) -> dict[str, Any]:
    """The OperationOutcome of a search that was refused, or could not be run."""
    code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), "exception")
    issue = {"severity": "error", "code": code, "diagnostics": str(error)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
