"""A reference range that a sentence gives is the one that came with the result.

HL7 FHIR R4, Observation.referenceRange: the range belongs to the result, not to the test.
"""

from chartside.draft import Severity
from chartside.fhir.entry import Range, shown_number
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.numbers import rounds_to, written_alike
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile


def judge_bounds(quantity: Quantity, profile: Profile) -> Fault | None:
    """A reference range of a sentence is the one that came with the result."""
    ranges = [v.range for v in profile.values if v.range]
    if any(_within(quantity, r) for r in ranges) or any(
        written_alike(quantity, q) for q in profile.quantities
    ):
        return None
    if not ranges:
        reason = f"{profile.where} came with no reference range; the sentence says {quantity.text}"
        return not_found("range", quantity.start, Severity.MODERATE, reason)
    reason = (
        f"{profile.where} has the reference range {_shown(ranges[0])}; the sentence says"
        f" {quantity.text}"
    )
    return contradicted("range", quantity.start, Severity.MODERATE, reason)


def _within(quantity: Quantity, bounds: Range) -> bool:
    known = [b for b in (bounds.low, bounds.high) if b is not None]
    said = [n for n in (quantity.number, quantity.other) if n is not None]
    return all(any(rounds_to(b, n) for b in known) for n in said)


def _shown(bounds: Range) -> str:
    low = f"{shown_number(bounds.low)}" if bounds.low is not None else ""
    high = f"{shown_number(bounds.high)}" if bounds.high is not None else ""
    return f"{low} to {high}" if low and high else f"up to {high}" if high else f"from {low}"
