"""Averages: the arithmetic mean of all results of the time that the sentence names.

HL7 FHIR R4 Observation.effective: which results are of a time. A mean of some of them is another
number than the mean of all, so what is left out is a fault like a wrong number.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.units import convert
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.course import course_of, in_time
from chartside.grounding.judges.numbers import loinc_of, rounds_to, unit_of
from chartside.grounding.judges.results import value_meant
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_FEWEST: Final = 2


def judge_averages(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """A mean that the sentence gives, against the results that it cites, and those it leaves out.

    A result with a sign (`<5`) has no number, and is in no mean.
    """
    results = [p for p in profiles if p.measures]
    said = [r.quantity for r in claim.readings if r.role == "average"]
    return [f for q in said if results for f in _judged(q, claim, results, scope)]


def _judged(
    quantity: Quantity, claim: Claim, results: Sequence[Profile], scope: Scope
) -> list[Fault]:
    numbers = [n for p in results if (n := _number(quantity, p, scope)) is not None]
    label = results[0].entry.label
    if len(numbers) < _FEWEST or len(numbers) < len(results):
        reason = f"{len(numbers)} of the {len(results)} sources have a number for a mean of {label}"
        return [not_found("average", quantity.start, Severity.MODERATE, reason)]
    mean = sum(numbers, Decimal()) / len(numbers)
    if not rounds_to(mean, quantity.number):
        reason = f"the mean of {len(numbers)} {label} is {mean:.4g}; it says {quantity.text}"
        return [contradicted("average", quantity.start, Severity.MODERATE, reason)]
    left = _left_out(quantity, claim, results, scope)
    if not left:
        return []
    reason = f"the mean of {label} leaves out {left} results of that time"
    return [contradicted("average", quantity.start, Severity.MODERATE, reason)]


def _number(quantity: Quantity, profile: Profile, scope: Scope) -> Decimal | None:
    value = value_meant(quantity, profile, scope)
    if value is None or value.number is None or value.comparator:
        return None
    if not quantity.unit:
        return value.number
    return convert(
        value.number, unit_of(value), quantity.unit, analyte_loinc=loinc_of(profile.entry)
    )


def _left_out(quantity: Quantity, claim: Claim, results: Sequence[Profile], scope: Scope) -> int:
    cited = {p.entry.reference for p in results}
    course = course_of(results[0].entry, scope)
    held = in_time(course.entries, claim.dates) if course else []
    others = [
        p for e in held if e.reference not in cited if (p := scope.index.profile(e.reference))
    ]
    return sum(_number(quantity, p, scope) is not None for p in others)
