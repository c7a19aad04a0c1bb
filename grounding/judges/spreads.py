"""By how much results changed, and between which numbers they lay."""

from collections.abc import Sequence
from decimal import Decimal

from chartside.draft import Severity
from chartside.fhir.entry import Entry
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.course import course_of, in_time
from chartside.grounding.judges.numbers import loinc_of, number_matches, rounds_to
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile


def judge_changes(
    claim: Claim, numbers: Sequence[Decimal], results: Sequence[Profile]
) -> list[Fault]:
    """`a rise of 0.5`: the difference of the two numbers."""
    said = [r.quantity for r in claim.readings if r.role == "change"]
    if not said or len(numbers) < 2:  # noqa: PLR2004 - a difference needs two
        return []
    change = abs(numbers[-1] - numbers[0])
    found = []
    for quantity in said:
        percent = quantity.unit == "%" and results[0].values and results[0].values[0].unit != "%"
        right = abs(change / numbers[0] * 100) if percent and numbers[0] else change
        if not rounds_to(right, quantity.number):
            reason = (
                f"{results[0].entry.label} changed by {change:f},"
                f" from {numbers[0]:f} to {numbers[-1]:f}; the sentence says {quantity.text}"
            )
            found.append(contradicted("change", quantity.start, Severity.MODERATE, reason))
    return found


def judge_spreads(claim: Claim, results: Sequence[Profile], scope: Scope) -> list[Fault]:
    """`between 4.8 and 5.9`: both are results, of those cited or else of the chart in that time.

    Where the sentence gives them as the bounds of a time, no result of that time lies outside.
    """
    spreads = [r.quantity for r in claim.readings if r.quantity.joined == "-" and r.role != "range"]
    found = []
    for quantity in spreads:
        course = course_of(results[0].entry, scope)
        held = in_time(course.entries, claim.dates) if course else []
        cited = [p.entry for p in results]
        missing = next(
            (n for n in _ends(quantity) if not _is_result(n, quantity, [*cited, *held])), None
        )
        if missing is not None:
            reason = f"no {results[0].entry.label} of {missing:f} {quantity.unit} is among the results cited"
            found.append(contradicted("spread", quantity.start, Severity.MODERATE, reason))
    return found


def _ends(quantity: Quantity) -> tuple[Decimal, ...]:
    return (quantity.number,) if quantity.other is None else (quantity.number, quantity.other)


def _is_result(number: Decimal, quantity: Quantity, entries: Sequence[Entry]) -> bool:
    return any(
        e.value is not None and number_matches(quantity, number, e.value, loinc_of(e))
        for e in entries
    )
