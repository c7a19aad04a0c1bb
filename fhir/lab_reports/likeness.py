"""Whether what was read of a file is a laboratory report, by its rows and not by its words.

A letter has numbers, an invoice has a table, a form has dates. What only a laboratory report has is
a column of values of which most carry a unit of measurement or limits to be judged by. A file that
says the word and has no such rows is none; one row alone is one where it has both.
"""

from collections.abc import Iterable
from typing import Final

from chartside.fhir.lab_reports.report import LabReport, Result, State

NO_REPORT: Final = "it is no laboratory report: no table of results was found in it"
_SEVERAL: Final = 2
_UNVALUED: Final = frozenset({State.PENDING, State.CANCELLED})


def is_laboratory_report(reports: Iterable[LabReport]) -> bool:
    """Whether these rows are results."""
    found = [result for report in reports for result in report.results]
    valued = [r for r in found if r.state not in _UNVALUED]
    measured = [r for r in valued if _measured(r)]
    judged = [r for r in valued if _judged(r)]
    if any(r in measured and r in judged for r in valued):
        return 2 * len({id(r) for r in (*measured, *judged)}) >= len(valued)
    enough = len({id(r) for r in (*measured, *judged)})
    return enough >= _SEVERAL and 2 * enough >= len(valued)


def _measured(result: Result) -> bool:
    """A number with a unit of measurement."""
    return result.value is not None and bool(result.ucum)


def _judged(result: Result) -> bool:
    """A value with limits or a flag beside it."""
    return bool(result.limits) or result.flag is not None
