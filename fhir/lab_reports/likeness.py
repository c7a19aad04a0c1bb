"""Whether what was read of a file is a laboratory report, by its rows and not by its headline.

A letter has numbers, a list of medicines has values with units, an ultrasound has normal values.
What only a laboratory report has: rows of analytes that are known, amounts in a volume with limits
beside them, or findings in words under the day on which a specimen was collected. Where none of
that is found, its rows are no results.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from chartside.fhir.lab_reports.coding.candidates import candidates
from chartside.fhir.lab_reports.report import LabReport, Result, State

NO_REPORT: Final = "it is no laboratory report: no table of results was found in it"
_KNOWN: Final = 0.5
"""Score of a code from which the name and the unit of a row are taken to be those of an analyte."""
_UNVALUED: Final = frozenset({State.PENDING, State.CANCELLED})
_FILTERED: Final = "/min/{1.73_m2}"
"""Filtration of the kidneys for a surface of the body: nothing else is measured in it."""
_DOSES: Final = frozenset({"kg", "g", "mg", "ug", "ng", "mmol", "U", "[iU]", "mL", "L"})
"""Amounts for themselves, in UCUM: what is given to a patient; what is found is in something."""
_IN_VOLUME: Final = re.compile(
    r"/(?:\d*\*?\d*)?(?:[munpfdchk]?L|[mun]?mol|\{?(?:[HL]PF|hpf|lpf|field)|\[(?:HPF|LPF))|osm",
)
"""Units of a concentration, in UCUM: amounts and counts in a volume, by moles, or in a field."""


def is_laboratory_report(reports: Iterable[LabReport]) -> bool:
    """Whether these rows are results of a laboratory."""
    held = tuple(reports)
    valued = [r for report in held for r in report.results if r.state not in _UNVALUED]
    if not valued:
        return _awaited(held)
    firm = [r for r in valued if _measured(r) or _judged(r)]
    known = [r for r in valued if _known(r)]
    volumes = [r for r in valued if _IN_VOLUME.search(r.ucum)]
    doses = [r for r in valued if r.value is not None and r.ucum in _DOSES]
    if known or any(_judged(r) for r in volumes):
        return bool(known) or (2 * len(firm) >= len(valued) and len(doses) <= len(volumes))
    worded = [r for r in valued if r.value is None]
    return bool(volumes or len(worded) == len(valued)) and _of_a_specimen(held)


def _awaited(reports: Sequence[LabReport]) -> bool:
    """Whether nothing but pending and cancelled tests of a specimen stand there."""
    return any(report.results for report in reports) and _of_a_specimen(reports)


def _of_a_specimen(reports: Iterable[LabReport]) -> bool:
    return any(r.collected and (r.number or r.laboratory or r.reported) for r in reports)


def _known(result: Result) -> bool:
    """Whether an analyte is known by this name that is measured so, or by its unit alone."""
    if result.value is not None and _FILTERED in result.ucum:
        return True
    found = candidates(result)
    return bool(found) and found[0].score >= _KNOWN


def _measured(result: Result) -> bool:
    """A number with a unit of measurement."""
    return result.value is not None and bool(result.ucum)


def _judged(result: Result) -> bool:
    """A value with limits or a flag beside it."""
    return bool(result.limits) or result.flag is not None
