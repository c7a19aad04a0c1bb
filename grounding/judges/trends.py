"""Where results go: up, down or steady.

A change of less than a tenth is within analytical and biological variation for most analytes
(Ricos et al., 1999), the margin of `chartside.fhir.clinical.trend`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.clinical import measured
from chartside.fhir.clinical import trend as moved
from chartside.fhir.entry import Entry, shown_number, shown_unit
from chartside.grounding.binding import Reading
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found, unclear
from chartside.grounding.judges.course import course_of, numbers_of
from chartside.grounding.judges.results import judged
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.spreads import judge_changes, judge_spreads
from chartside.grounding.judges.then_was import came_from
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.sources.profile import TEXTS, Profile

STEADY: Final = Decimal("0.10")
_TWO: Final = 2
"""A direction needs two numbers."""


def judge_trend(claim: Claim, profiles: tuple[Profile, ...], scope: Scope) -> list[Fault]:
    """The direction, the difference and the spread that a claim gives, against the results."""
    results = [p for p in profiles if p.measures]
    if not results:
        return []
    numbers = _stated(claim) or _cited(results) or _charted(results, scope)
    return [
        *_directions(claim, numbers, results, scope),
        *_flags(claim, results, scope),
        *judge_changes(claim, numbers, results),
        *judge_spreads(claim, results, scope),
    ]


def _directions(
    claim: Claim, numbers: list[Decimal], results: list[Profile], scope: Scope
) -> list[Fault]:
    said = [c for c in claim.cues if c.kind == "trend" and c.value != "before"]
    said = [c for c in said if not _is_flag(c, claim, scope)]
    if {"up", "down"} <= {c.value for c in said} and {"top", "bottom"} <= claim.says("place"):
        said = []  # "came down to 104 at the lowest and went up to 204 at the highest"
    if len(numbers) < _TWO:
        return _alone(said[0], results, scope) if said else []
    found = []
    for cue in said:
        value = direction_meant(cue.value, results, scope)
        if reached := came_from(cue, claim, results[0], scope):
            numbers = reached
        if not value:
            reason = f"which way is {cue.value} is not known of {results[0].entry.label}"
            found.append(unclear("trend", cue.start, reason))
        elif not _agrees(value, numbers):
            reason = (
                f"{results[0].entry.label} went from {shown_number(numbers[0])} to"
                f" {_with_unit(numbers[-1], results[0].entry)}; the sentence says {cue.value}"
            )
            found.append(contradicted("trend", cue.start, Severity.MODERATE, reason))
    return found


def _with_unit(number: Decimal, entry: Entry) -> str:
    unit = shown_unit(entry.value.unit or entry.value.ucum) if entry.value else ""
    return f"{shown_number(number)} {unit}".strip()


def _alone(cue: Cue, results: list[Profile], scope: Scope) -> list[Fault]:
    """A direction that no earlier result gives, of a single number in the chart.

    A cited text may tell where it came from, and is judged by its own words.
    """
    if any(p.entry.kind in TEXTS for p in scope.cited):
        return []
    if not all(p.entry.value and p.entry.value.number is not None for p in results):
        return []
    courses = [course_of(p.entry, scope) for p in results]
    if any(c is not None and len(c.entries) >= _TWO for c in courses):
        return []
    first = results[0]
    said = scope.sentence.text[cue.start : cue.end]
    reason = f"there is no earlier result to compare {first.where} with; the sentence says {said}"
    return [not_found("trend", cue.start, Severity.MODERATE, reason)]


_ADJECTIVES: Final = {"reduced": "low", "decreased": "low", "raised": "high", "increased": "high"}
_IS: Final = Caseless(r"\b(?:is|was|were|are|be|remains?|remained|mildly|slightly)\s$")
_MOVES: Final = Caseless(r"\s(?:to|from|by|since|between|over|in the last)\b")


def _is_flag(cue: Cue, claim: Claim, scope: Scope) -> bool:
    """`a reduced sodium of 129`, `was raised at 7.4` say low and high, not falling and rising."""
    text = scope.sentence.lower
    if text[cue.start : cue.end] not in _ADJECTIVES or _MOVES.match(text, cue.end):
        return False
    before_name = 0 <= claim.start - cue.end <= _TWO
    if len(claim.readings) == 1 and len(claim.references) == 1 and claim.readings[0].role == "":
        return True
    return before_name or _IS.search(text[: cue.start]) is not None


def _flags(claim: Claim, results: list[Profile], scope: Scope) -> list[Fault]:
    found = []
    for cue in claim.cues:
        said = _ADJECTIVES.get(scope.sentence.lower[cue.start : cue.end])
        if said is None or cue.kind != "trend" or not _is_flag(cue, claim, scope):
            continue
        own = judged(results[0], scope)
        if own not in {said, "abnormal"} and not any(judged(p, scope) == said for p in results):
            reason = (
                f"{results[0].where} is {own or 'not marked as abnormal'}; the sentence says {said}"
            )
            found.append(contradicted("flag", cue.start, Severity.MODERATE, reason))
    return found


def direction_meant(said: str, results: list[Profile], scope: Scope) -> str:
    """`worse` is further out of its range, `better` back towards it; empty where unknown."""
    if said not in {"worse", "better"}:
        return said
    if known := good_way(results[0]):
        return known if said == "better" else "down" if known == "up" else "up"
    flag = next((f for p in reversed(results) if (f := judged(p, scope))), "")
    out = {"high": "up", "low": "down"}.get(flag, "")
    if said == "worse" or not out:
        return out
    return "down" if out == "up" else "up"


_GOOD: Final = {
    "=ejection_fraction": "up", "=forced_expiratory_volume": "up", "fev1": "up", "fvc": "up",
    "=egfr": "up", "=oxygen_saturation": "up", "=peak_flow": "up", "=hdl": "up",
    "=nt-probnp": "down", "=bnp": "down", "=crp": "down", "=esr": "down", "=creatinine": "down",
    "=ldl": "down", "=triglyceride": "down", "hba1c": "down", "a1c": "down", "=pain_score": "down",
    "=albumin_creatinine_ratio": "down", "=troponin": "down", "phq": "down", "gad": "down",
}  # fmt: skip
"""Which way is better, of measurements where nobody would say otherwise."""


def good_way(result: Profile) -> str:
    """Which way is better of what a result measures; empty where that is not known."""
    return next((way for name, way in _GOOD.items() if name in result.core), "")


def _agrees(said: str, numbers: list[Decimal]) -> bool:
    first, last = numbers[0], numbers[-1]
    if said == "steady":
        return abs(last - first) <= abs(first) * STEADY
    return last > first if said == "up" else last < first


def _stated(claim: Claim) -> list[Decimal]:
    """Two numbers of the sentence, the earlier first: `5.9, up from 4.8`, `from 4.8 to 5.9`."""
    plain = [r for r in claim.readings if r.role in {"", "earlier"} and r.quantity.other is None]
    units = {r.quantity.unit for r in plain if r.quantity.unit}
    if len(plain) < _TWO or len(units) > 1:
        return _ranged(claim)
    dated = [(r.dated.when, r) for r in plain if r.dated and r.dated.when]
    if len(dated) == len(plain):
        return [r.quantity.number for _, r in sorted(dated, key=_moment)]
    earlier = [r for r in plain if r.role == "earlier"]
    later = [r for r in plain if r.role != "earlier"]
    if earlier and later:
        first = _starts(later[0]) < _starts(earlier[0])
        return [earlier[0].quantity.number, later[0 if first else -1].quantity.number]
    return [r.quantity.number for r in plain]


def _moment(pair: tuple[object, Reading]) -> tuple[float, int]:
    when = pair[1].dated.when if pair[1].dated else None
    return (when.low.timestamp() if when else 0.0, pair[1].quantity.start)


def _starts(reading: Reading) -> int:
    return reading.quantity.start


def _ranged(claim: Claim) -> list[Decimal]:
    """`rose from 4.8 to 5.9` is one quantity with two numbers."""
    pairs = [r.quantity for r in claim.readings if r.quantity.joined == "-" and r.role != "range"]
    return [pairs[0].number, pairs[0].other] if pairs and pairs[0].other is not None else []


def _cited(results: list[Profile]) -> list[Decimal]:
    dated = [(p.entry.when, p.entry) for p in results if p.entry.when and p.entry.value]
    if len(dated) < _TWO or not _is_one_course([e for _, e in dated]):
        return []
    entries = [e for _, e in sorted(dated, key=_order)]
    return numbers_of(entries, entries[-1].value)


def _is_one_course(entries: Sequence[Entry]) -> bool:
    """Whether results are of one kind, by code, or of one name and unit under two codes."""
    if len({measured(e) for e in entries}) == 1:
        return True
    names = {(e.label.lower(), e.value.unit if e.value else "") for e in entries}
    return len(names) == 1


def _order(pair: tuple[object, Entry]) -> tuple[float, str]:
    when = pair[1].when
    return (when.low.timestamp() if when else 0.0, pair[1].reference)


def _charted(results: list[Profile], scope: Scope) -> list[Decimal]:
    """The chart's own course, where the sentence cites only the result at its end."""
    entry = results[0].entry
    course = course_of(entry, scope)
    if course is None:
        return []
    ways = scope.index.ways
    place = (entry.kind, course.key)
    if place not in ways:
        ways[place] = moved(course)
    way = ways[place]
    if way and way.direction in {"rising", "falling"}:
        return [way.first, way.last]
    return numbers_of(course.entries, entry.value)[-_TWO:]
