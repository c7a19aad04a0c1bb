"""`Her only colonoscopy`, `his first cataract operation`: one alone, or the first, of all recorded.

Counted among the live entries of the same name in the chart (HL7 FHIR R4 event-status). Vaccines
in a series have a rule of their own (`ordinals`).
"""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_SOLE: Final = Caseless(
    r"\b(?:the|her|his|their|your|my|one)\s(?:one\sand\s)?(?P<what>only|sole|first(?:\sever)?)"
    r"(?:\s(?:recorded|known|documented|ever|previous|prior|charted))?\s(?:\w+\s)?$",
)
_TYPE: Final = Caseless(r"\b(?:first|only)\s(?:-|stage|line|degree|trimester|episode)")
_KINDS: Final = frozenset({Kind.PROCEDURE, Kind.IMAGING, Kind.ENCOUNTER})


def judge_sole(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """One of several that is called the only one, or a later one that is called the first."""
    said = _SOLE.search(scope.sentence.bare[: claim.start])
    entry = profile.entry
    if said is None or entry.kind not in _KINDS or not entry.live or claim.negated:
        return []
    if _TYPE.search(scope.sentence.bare) or claim.by_kind:
        return []
    alike = _alike(profile, scope)
    if said["what"].lower() in {"only", "sole"}:
        others = [e for e in alike if e.when and entry.when and e.when.day != entry.when.day]
    else:
        others = [e for e in alike if e.when and entry.when and e.when.high <= entry.when.low]
    if not others:
        return []
    reason = (
        f"{others[0].reference} is another {others[0].label};"
        f" the sentence calls {entry.reference} the {said['what'].lower()}"
    )
    return [contradicted("place", claim.start, Severity.MODERATE, reason)]


def _alike(profile: Profile, scope: Scope) -> list[Entry]:
    name = profile.entry.label.lower()
    return [
        e
        for e in scope.index.chart.of(profile.entry.kind)
        if e.live and e.label.lower() == name and e.reference != profile.entry.reference
    ]
