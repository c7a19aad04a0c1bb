"""What the numbers said of a result are: measured, the ends of its range, or a difference.

The value decides before the syntax does: two numbers that are the limits of the reference range
that came with a result are that range wherever they stand in a sentence that speaks of one, and a
number that two results differ by is their difference wherever a direction is told.

HL7 FHIR R4, Observation.referenceRange: the range belongs to the result.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from chartside.grounding.binding import Reading
from chartside.grounding.claims import Claim
from chartside.grounding.judges.numbers import rounds_to, same_measure, unit_of
from chartside.grounding.judges.results import value_holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_OF_RANGE: Final = Caseless(
    r"\b(?:rang(?:e|es|ing)|reference|ref|limits?|intervals?|normal(?:ly)?|bounds?|boundaries"
    r"|cut-?offs?|expected|should|ought|rr|nr|ri|lln|uln|threshold|lab(?:oratory)?'?s?)\b",
)
"""Words of a sentence that gives a reference range."""
_OF_REFERENCE: Final = Caseless(
    r"\b(?:reference|ref|normal|limits?|cut-?offs?|should|ought|expected|rr|nr|lab(?:oratory)?'?s?)\b",
)
_TWO: Final = 2


def told_apart(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> Claim:
    """The claim with each of its numbers as what it is."""
    if not claim.readings or not profiles[0].measures:
        return claim
    found = list(claim.readings)
    text = scope.sentence.bare
    if any(r.quantity.joined == "-" for r in found):
        found = _ranges(found, profiles, text)
    if _OF_RANGE.search(text):
        found = _limits(found, profiles, scope)
    if len(found) > _TWO and any(c.kind == "trend" for c in claim.cues):
        found = _differences(found, profiles, scope)
    if found == list(claim.readings):
        return claim
    return replace(claim, readings=tuple(_dated(found, claim.readings)))


def _dated(found: Sequence[Reading], before: Sequence[Reading]) -> list[Reading]:
    """The date that a limit or a difference took is that of a number measured without one."""
    free = [b.dated for a, b in zip(found, before, strict=True) if b.dated and a.role in _NO_DATE]
    kept = []
    for reading in found:
        if reading.role in _NO_DATE:
            kept.append(replace(reading, dated=None))
        elif reading.dated is None and free:
            kept.append(replace(reading, dated=free.pop(0)))
        else:
            kept.append(reading)
    return kept


_NO_DATE: Final = frozenset({"range", "change"})


def _ranges(readings: Sequence[Reading], profiles: Sequence[Profile], text: str) -> list[Reading]:
    """Two numbers in one: the range where they are its limits, else what results lay between."""
    found = []
    for reading in readings:
        quantity, role = reading.quantity, reading.role
        if quantity.joined == "-" and role in {"", "range", "earlier"}:
            beside = len(readings) > 1 and _ascends(quantity) and _in_brackets(quantity, text)
            if beside or _is_range(quantity.number, quantity.other, profiles):
                role = "range"
            elif role == "range" and not _OF_REFERENCE.search(text):
                role = ""
        found.append(replace(reading, role=role) if role != reading.role else reading)
    return found


def _ascends(quantity: Quantity) -> bool:
    """`(33 to 27)` is a fall, and no range."""
    return quantity.other is not None and quantity.number <= quantity.other


def _in_brackets(quantity: Quantity, text: str) -> bool:
    """`5.7 mmol/L [3.5-5.1]`: so a laboratory prints the range behind a number."""
    before, behind = text[: quantity.start].rstrip(), text[quantity.end :].lstrip()
    return before[-1:] in {"[", "("} and behind[:1] in {"]", ")"}


def _limits(readings: list[Reading], profiles: Sequence[Profile], scope: Scope) -> list[Reading]:
    """Two numbers apart that are the limits, or one that is, beside a number that was measured."""
    odd = [
        r
        for r in readings
        if r.role in {"", "earlier"}
        and r.quantity.other is None
        and not _is_measured(r, profiles, scope)
    ]
    if not odd or len(odd) == len(readings):
        return readings
    told = any(r.role == "range" and r.quantity.other is not None for r in readings)
    ends = {r.quantity.start for r in odd if _is_limit(r.quantity, profiles)}
    held = set() if told else {r.quantity.start for r in odd if r.dated is None} & ends
    for one, other in pairwise(r for r in readings if r.quantity.other is None):
        pair = (one.quantity, other.quantity)
        if pair[1].start - pair[0].end > _NEAR:
            continue
        if _is_range(pair[0].number, pair[1].number, profiles) and ends & {q.start for q in pair}:
            held |= {q.start for q in pair}
    return [replace(r, role="range") if r.quantity.start in held else r for r in readings]


_NEAR: Final = 24


def _is_measured(reading: Reading, profiles: Sequence[Profile], scope: Scope) -> bool:
    return any(value_holds(reading.quantity, p, scope) for p in profiles)


def _is_range(low: Decimal, high: Decimal | None, profiles: Sequence[Profile]) -> bool:
    return high is not None and any(
        _same(v.range.low, low) and _same(v.range.high, high)
        for p in profiles
        for v in p.values
        if v.range
    )


def _same(limit: Decimal | None, said: Decimal) -> bool:
    return said == 0 if limit is None else rounds_to(limit, said)


def _is_limit(quantity: Quantity, profiles: Sequence[Profile]) -> bool:
    return any(
        bound is not None and rounds_to(bound, quantity.number)
        for p in profiles
        for v in p.values
        if v.range and same_measure(quantity.unit, unit_of(v))
        for bound in (v.range.low, v.range.high)
    )


def _differences(
    readings: list[Reading], profiles: Sequence[Profile], scope: Scope
) -> list[Reading]:
    """A number that no result is, where two others are and differ by it."""
    measured = [r for r in readings if r.role != "range" and _is_measured(r, profiles, scope)]
    if len(measured) != _TWO or any(r.quantity.other is not None for r in measured):
        return readings
    change = abs(measured[0].quantity.number - measured[1].quantity.number)
    return [
        replace(r, role="change")
        if r not in measured and r.role != "range" and r.quantity.number == change
        else r
        for r in readings
    ]
