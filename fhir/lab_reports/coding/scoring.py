"""One term set against one result: a score, and what does not agree."""

from dataclasses import dataclass
from typing import Final

from chartside.fhir.lab_reports.coding import agreement, bounds, specimens
from chartside.fhir.lab_reports.coding.context import Context
from chartside.fhir.lab_reports.coding.names import Named
from chartside.fhir.lab_reports.coding.table import Term
from chartside.fhir.lab_reports.report import Result

SURE: Final = 0.8
"""A candidate below it is a suggestion."""
AHEAD: Final = 0.1
"""How far the runner-up has to be behind."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A LOINC code that a result may have.

    `score` from 0 to 1; `doubts` name what does not agree or is not printed, for the reviewer;
    `source` is where the code comes from: the `shipped` table, a LOINC `release`, a `service`.
    """

    loinc: str
    display: str
    score: float
    doubts: tuple[str, ...] = ()
    source: str = "shipped"

    @property
    def sure(self) -> bool:
        """Whether everything agrees; another candidate may still be as good."""
        return self.score >= SURE


def scored(
    found: Named, term: Term, result: Result, context: Context, source: str = "shipped"
) -> Candidate:
    """The term as a candidate: the product of how well each part of it agrees, from 0 to 1.

    One thing that speaks against a code is enough to sink it.
    """
    systems = specimens.printed_systems(result, found)
    analyte = found.analyte
    scores = {
        "name": found.score,
        "specimen": specimens.specimen_score(systems, term, analyte),
        "unit": agreement.unit_score(result, term, found, context),
        "quantity": agreement.quantity_score(found, term),
        "time": agreement.time_score(found, result, term),
        "method": agreement.method_score(found, result, term, context),
        "reference range": bounds.range_score(result, term, analyte),
        "specimen not printed": bounds.alone_score(result, term, analyte, systems),
        "value": bounds.value_score(result, term, found, systems),
    }
    score = 1.0
    for one in scores.values():
        score *= one
    if analyte.unsure:
        score = min(score, SURE - AHEAD)
    doubts = tuple(what for what, one in scores.items() if one < SURE)
    return Candidate(term.loinc, term.name, round(score, 3), doubts, source)
