"""`Fourth dose`: which of its series a vaccine is, by counting those given (ACIP schedules)."""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_NTH: Final = Caseless(
    r"\b(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)\s(?:[\w-]+\s){0,3}"
    r"(?:dose|shot|vaccin\w+|jab|immuni[sz]ation)\b",
)
_PLACES: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip


def judge_ordinal(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """The place that the sentence gives a dose, against the doses given up to its day."""
    said = _NTH.search(scope.sentence.bare)
    when = profile.entry.when
    if said is None or when is None or not profile.entry.live:
        return []
    given = [
        e
        for e in scope.index.chart.of(Kind.IMMUNIZATION)
        if e.live and e.when and e.when.low <= when.low
        if (other := scope.index.profile(e.reference)) and other.core & profile.core
    ]
    place = _PLACES[said[1].lower()]
    if place == len({e.when.day for e in given if e.when}):
        return []
    reason = f"{profile.where} is number {len(given)} in this chart; the sentence says {said[1]}"
    return [contradicted("place", claim.start, Severity.LOW, reason)]
