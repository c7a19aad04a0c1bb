"""A report called normal, clear or negative has to say something of the kind.

ACR Practice Parameter for Communication of Diagnostic Imaging Findings, 2020: an impression says
so.
"""

from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import Profile

_NORMAL: Final = frozenset({"normal", "unremarkable", "negative", "clear", "nad", "intact"})
"""What a note has to say, which denies many things."""
_FINE: Final = frozenset(
    {"normal", "unremarkable", "negative", "clear", "benign", "no", "without", "resolution"}
)


def judge_reading(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """Normal by the sentence, and nothing in the text that could mean so."""
    del scope
    fine = _NORMAL if profile.entry.kind is Kind.DOCUMENT else _FINE
    if fine & profile.words or not (profile.values or profile.document):
        return []
    return [
        contradicted(
            "flag", cue.start, Severity.MODERATE, f"{profile.where} does not say that it is normal"
        )
        for cue in claim.cues
        if cue.kind == "flag" and cue.value == "normal"
    ]
