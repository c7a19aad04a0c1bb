"""A refusal as FHIR says it."""

from typing import Any

from chartside.errors import ChartsideError, UsageError


def refusal(error: ChartsideError) -> dict[str, Any]:
    """The OperationOutcome of a search that was refused, or could not be run."""
    code = "invalid" if isinstance(error, UsageError) else "exception"
    issue = {"severity": "error", "code": code, "diagnostics": str(error)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
