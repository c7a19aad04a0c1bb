"""A course that is said of every step: "has come down at every visit", "fallen steadily".

A direction is judged by its ends (`trends`); these words claim it of each result in between, so
that 9.4, 7.3, 7.9 has not come down each time.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.course import course_of, number_in
from chartside.grounding.judges.pressures import systolic
from chartside.grounding.judges.results import shown_value
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.trends import STEADY, direction_meant
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_TURNS: Final = (
    r"visits?|checks?|reviews?|appointments?|readings?|measurements?|tests?|results?|clinics?"
    r"|draws?|samples?|occasions?|times?|steps?|values?|figures?|months?|years?|weeks?|days?"
    r"|attendances?|blood tests?|weigh-?ins?|follow-?ups?|encounters?|consultations?"
)
_EVERY: Final = Caseless(
    rf"\b(?:each|every)\s(?:(?:single|successive|consecutive|subsequent|passing|new|further|clinic"
    rf"|office)\s)?(?:{_TURNS})\b"
    rf"|\b(?P<turn>visit|check|month|year|week|day|reading|test|time)\s(?:on|by|after|upon|over)"
    r"\s(?P=turn)\b"
    r"|\bwithout\s(?:any\s|an?\s|a\ssingle\s)?(?:exception|interruption|break|pause|setback|blip"
    r"|reversal|relapse)s?\b"
    r"|\b(?:throughout|all\sthe\sway|uninterrupted(?:ly)?|monotonic(?:ally)?|step\sby\sstep"
    r"|all\sthrough)\b",
)
"""Words that claim a direction of every step."""
_STEADILY: Final = Caseless(
    r"\b(?:steadily|progressively|continuously|continually|consistently|relentlessly|inexorably"
    r"|unremittingly|invariably|constantly|all\salong"
    r"|(?:steady|progressive|continuous|consistent|relentless|constant)\s(?:\w+\s)?(?:fall|drop"
    r"|decline|decrease|reduction|rise|increase|climb|gain|loss|improvement|deterioration|growth)"
    r"|(?:kept|keeps)\s(?:on\s)?\w+ing|continue[sd]?\sto\s(?:rise|fall|drop|climb|decline|increase"
    r"|decrease|improve|worsen|deteriorate|come\sdown|go\s(?:up|down)))\b",
)
"""Words that claim it of the cited results, give or take the error of a measurement."""
_NOISE: Final = Decimal("0.01")
_FEWEST: Final = 3


def judge_steps(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """The first step that goes another way than the sentence says of each."""
    text = scope.sentence.bare
    strict = _EVERY.search(text) is not None
    if not strict and not _STEADILY.search(text):
        return []
    results = [p for p in profiles if p.measures and p.entry.live]
    ways = {
        direction_meant(c.value, results, scope)
        for c in claim.cues
        if results and c.kind == "trend" and c.value != "before"
    } - {""}
    entries = _course(results, scope, whole=strict) if len(ways) == 1 else []
    wrong = _against(ways.pop(), entries, strict=strict) if entries else None
    if wrong is None:
        return []
    one, other = wrong
    reason = (
        f"{other.reference} ({shown_value(other)}) is no step that way from {one.reference}"
        f" ({shown_value(one)}); the sentence says it of each"
    )
    return [contradicted("trend", claim.start, Severity.MODERATE, reason)]


def _course(results: Sequence[Profile], scope: Scope, *, whole: bool) -> list[Entry]:
    """The cited results in order of time; of `every visit`, those of the chart between two."""
    cited = sorted((p.entry for p in results if p.entry.when), key=_moment)
    if len(cited) >= _FEWEST or not whole or not cited:
        return cited if len(cited) >= _FEWEST else []
    course = course_of(cited[0], scope)
    held = [e for e in course.entries if e.when] if course else []
    if len(cited) == 1:
        return held if len(held) >= _FEWEST else []
    low, high = _moment(cited[0]), _moment(cited[-1])
    return [e for e in held if low <= _moment(e) <= high]


def _moment(entry: Entry) -> float:
    return entry.when.low.timestamp() if entry.when else 0.0


def _against(way: str, entries: Sequence[Entry], *, strict: bool) -> tuple[Entry, Entry] | None:
    """The first two results in a row that do not go that way."""
    last = entries[-1].value
    numbers = [number_in(e, last) if last else systolic(e) for e in entries]
    held = [(n, e) for n, e in zip(numbers, entries, strict=True) if n is not None]
    for (one, before), (other, behind) in pairwise(held):
        if way == "steady":
            if abs(other - held[0][0]) > abs(held[0][0]) * STEADY:
                return held[0][1], behind
            continue
        moved = other - one if way == "up" else one - other
        if moved <= 0 if strict else moved < -abs(one) * _NOISE:
            return before, behind
    return None
