"""Where results go: up, down or steady, between the readings of a sentence or in the chart.

A change of less than a tenth is within analytical and biological variation for most analytes
(Ricos et al., 1999), the margin of `chartside.fhir.clinical.trend`.
"""

from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import in_unit_of, measured, series
from chartside.fhir.clinical import trend as moved
from chartside.fhir.entry import Entry
from chartside.grounding.claims import Claim, Reading
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import RESULTS, Profile

STEADY: Final = Decimal("0.10")


def judge_trend(claim: Claim, profiles: tuple[Profile, ...], scope: Scope) -> list[Fault]:
    """The direction that a claim gives, against the results it rests on."""
    said = [c for c in claim.cues if c.kind == "trend" and c.value != "before"]
    results = [p.entry for p in profiles if p.entry.kind in RESULTS]
    if not said or not results:
        return []
    numbers = _stated(claim) or _cited(results) or _charted(results, scope)
    if len(numbers) < 2:  # noqa: PLR2004 - a direction needs two
        return []
    found = []
    for cue in said:
        direction = _direction(numbers[0], numbers[-1])
        if not _agrees(cue.value, numbers):
            reason = (
                f"{results[0].label} went from {numbers[0]:f} to {numbers[-1]:f} ({direction});"
                f" the sentence says {cue.value}"
            )
            found.append(contradicted("trend", cue.start, Severity.MODERATE, reason))
    return found


def _agrees(said: str, numbers: list[Decimal]) -> bool:
    first, last = numbers[0], numbers[-1]
    if said == "steady":
        return abs(last - first) <= abs(first) * STEADY
    return last > first if said == "up" else last < first


def _direction(first: Decimal, last: Decimal) -> str:
    return "up" if last > first else "down" if last < first else "unchanged"


def _stated(claim: Claim) -> list[Decimal]:
    """Two numbers of the sentence, the earlier first: `5.9, up from 4.8`, `from 4.8 to 5.9`."""
    readings = [r for r in claim.readings if r.role != "range" and r.quantity.other is None]
    units = {r.quantity.unit for r in readings if r.quantity.unit}
    if len(readings) < 2 or len(units) > 1:  # noqa: PLR2004 - a direction needs two
        return _ranged(claim)
    earlier = [r for r in readings if r.role == "earlier"]
    later = [r for r in readings if r.role != "earlier"]
    if earlier and later:
        return [
            earlier[0].quantity.number,
            later[0 if _before(later[0], earlier[0]) else -1].quantity.number,
        ]
    dated = [r for r in readings if r.dated and r.dated.when]
    if len(dated) == len(readings):
        readings = sorted(
            readings, key=lambda r: r.dated.when.low.timestamp() if r.dated and r.dated.when else 0
        )
    return [r.quantity.number for r in readings]


def _before(one: Reading, other: Reading) -> bool:
    return one.quantity.start < other.quantity.start


def _ranged(claim: Claim) -> list[Decimal]:
    """`rose from 4.8 to 5.9` is one quantity with two numbers."""
    pairs = [r.quantity for r in claim.readings if r.quantity.joined == "-" and r.role != "range"]
    return [pairs[0].number, pairs[0].other] if pairs and pairs[0].other is not None else []


def _cited(results: list[Entry]) -> list[Decimal]:
    dated = sorted((e for e in results if e.when and e.value), key=lambda e: e.when or _never(e))
    if len(dated) < 2 or len({measured(e) for e in dated}) > 1:  # noqa: PLR2004 - a direction needs two
        return []
    goal = dated[-1].value
    return [n for e in dated if (n := in_unit_of(e, goal)) is not None]


def _never(entry: Entry) -> object:
    raise ValueError(entry.reference)


def _charted(results: list[Entry], scope: Scope) -> list[Decimal]:
    """The chart's own trend, where the sentence cites only the result at its end."""
    kinds = {e.kind for e in results}
    key = measured(results[0])
    for found in series(scope.index.chart.of(*kinds)):
        if found.key == key:
            course = moved(found)
            before = [
                n for e in found.entries if (n := in_unit_of(e, results[0].value)) is not None
            ]
            if course and course.direction in {"rising", "falling"}:
                return [course.first, course.last]
            return before[-2:]
    return []
