"""Mild, moderate, severe: a grade that the entry gives is not another one."""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import Profile

GRADES: Final = frozenset({"mild", "moderate", "severe"})
_GRADED: Final = frozenset({Kind.ALLERGY, Kind.PROBLEM, Kind.IMAGING, Kind.REPORT, Kind.FAMILY})


def judge_grades(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A grade that the sentence gives, where the entry gives one and it is another."""
    del scope
    own = GRADES & profile.words
    if profile.entry.kind not in _GRADED or not own:
        return []
    return [
        contradicted(
            "grade",
            cue.start,
            Severity.HIGH if profile.entry.kind is Kind.ALLERGY else Severity.MODERATE,
            f"{profile.where} says {' and '.join(sorted(own))}; the sentence says {cue.value}",
        )
        for cue in claim.cues
        if cue.kind == "grade" and cue.value in GRADES and cue.value not in own
    ]
