"""LOINC candidates of a result, with a score and reasons; one of them only where it is sure.

A score says how well name, specimen, unit, quantity, time, method, range and value agree with a
term (`scoring`).
"""

from collections.abc import Iterable
from typing import Final

from chartside.fhir.lab_reports.coding.context import NOTHING, Context
from chartside.fhir.lab_reports.coding.names import named
from chartside.fhir.lab_reports.coding.scoring import AHEAD, Candidate, scored
from chartside.fhir.lab_reports.report import Result

_WORTH_SHOWING: Final = 0.05
_MOST: Final = 5


def candidates(result: Result, context: Context = NOTHING) -> tuple[Candidate, ...]:
    """What a result may be, the likeliest first; empty where its name says nothing."""
    best: dict[str, Candidate] = {}
    for found in named(result.name.text, context.language):
        for term in found.analyte.terms:
            candidate = scored(found, term, result, context)
            held = best.get(candidate.loinc)
            if held is None or candidate.score > held.score:
                best[candidate.loinc] = candidate
    return ranked(best.values())


def coded(result: Result, context: Context = NOTHING) -> Candidate | None:
    """The code of a result, or None where anything is unsure.

    Name, specimen, unit and method have to agree, and no other code may be near.
    """
    return clear(candidates(result, context))


def ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates worth showing, the likeliest first."""
    held = sorted(found, key=lambda c: (-c.score, c.loinc))
    return tuple(c for c in held if c.score >= _WORTH_SHOWING)[:_MOST]


def clear(held: tuple[Candidate, ...]) -> Candidate | None:
    """The first of ranked candidates, where it is sure and the second is clearly behind."""
    if not held or not held[0].sure:
        return None
    behind = held[1].score if len(held) > 1 else 0.0
    return held[0] if held[0].score - behind >= AHEAD else None
