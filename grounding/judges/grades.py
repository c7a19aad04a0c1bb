"""Mild, moderate, severe: a grade that the entry gives is not another one.

HL7 FHIR R4 reaction-event-severity, condition-severity; ACR: a degree belongs to its noun ("low
probability", "high risk").
"""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import TEXTS, Profile

GRADES: Final = frozenset({"mild", "moderate", "severe"})
_GRADED: Final = frozenset({Kind.ALLERGY, Kind.PROBLEM, Kind.IMAGING, Kind.REPORT, Kind.FAMILY})


_DEGREE: Final = Caseless(
    r"\b(very low|low|intermediate|moderate|high|very high)[\s-]"
    r"(probability|risk|grade|suspicion|likelihood)\b",
)


def _degrees(profile: Profile, scope: Scope) -> list[Fault]:
    """`high probability` of a report that says low: a grade belongs to its noun."""
    told: dict[str, set[str]] = {}
    for match in _DEGREE.finditer(f"{profile.entry.text} {profile.document}"):
        told.setdefault(match[2].lower(), set()).add(match[1].lower())
    found = []
    for match in _DEGREE.finditer(scope.sentence.bare):
        degree, noun = match[1].lower(), match[2].lower()
        own = told.get(noun)
        if own and degree not in own:
            reason = f"{profile.where} says {' and '.join(sorted(own))} {noun}"
            reason = f"{reason}; the sentence says {degree}"
            found.append(contradicted("grade", match.start(), Severity.HIGH, reason))
    return found


def judge_grades(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A grade that the sentence gives, where the entry gives one and it is another."""
    own = GRADES & profile.words
    degrees = _degrees(profile, scope) if profile.entry.kind in TEXTS else []
    if profile.entry.kind not in _GRADED or not own:
        return degrees
    return degrees + [
        contradicted(
            "grade",
            cue.start,
            Severity.HIGH if profile.entry.kind is Kind.ALLERGY else Severity.MODERATE,
            f"{profile.where} says {' and '.join(sorted(own))}; the sentence says {cue.value}",
        )
        for cue in claim.cues
        if cue.kind == "grade" and cue.value in GRADES and cue.value not in own
    ]
