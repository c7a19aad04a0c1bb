"""The unit of a result, and what counts as none."""

from typing import Final

from chartside.fhir.lab_reports.report import Result
from chartside.fhir.spelling import spelled

PLAIN: Final = frozenset({"", "{}", "1", "{ratio}", "{inr}", "[pH]", "[ph]"})
"""Units of a number that is of nothing."""


def unit_of(result: Result) -> str:
    """The unit of a result as UCUM, as far as it is known."""
    return spelled(result.ucum or result.unit)
