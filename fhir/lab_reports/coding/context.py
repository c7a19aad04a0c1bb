"""What the rest of a report says of one result: its language, and the units of other analytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chartside.fhir.lab_reports.coding.names import named
from chartside.fhir.lab_reports.report import LabReport
from chartside.fhir.when import When


@dataclass(frozen=True, slots=True)
class Context:
    """The report around a result.

    `units` are the units, as UCUM codes, in which each analyte of the report stands, by its key.
    """

    language: str = ""
    collected: When | None = None
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOTHING = Context()
"""A result without a report around it."""


def context_of(report: LabReport) -> Context:
    """The context of every result of a report."""
    units: dict[str, set[str]] = {}
    for result in report.results:
        for found in named(result.name.text, report.language):
            if found.exact and result.ucum:
                units.setdefault(found.analyte.key, set()).add(result.ucum)
    return Context(
        report.language,
        report.collected or report.reported,
        {key: frozenset(found) for key, found in units.items()},
    )
