"""A state that a result shows, said to be over: "albuminuria has resolved", of a ratio of 1,320.

What ends in -uria, -emia, -penia or -osis names an abnormal result (Dorland's, suffixes); it is
over only where a result that is cited is no longer marked.
"""

from typing import Final

from chartside.draft import Severity
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.results import judged
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_STATE: Final = Caseless(r"\w(?:uria|a?emia|penia|osis)(?:\s(?:has|had|is|was|now|fully)){0,2}\s$")


def judge_state_over(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """A state of a result that is called resolved while the result is still marked."""
    cues = [c for c in claim.cues if c.kind == "standing" and c.value == "resolved"]
    if not any(_STATE.search(scope.sentence.bare[: c.start]) for c in cues):
        return []
    mark = judged(profile, scope) if profile.measures and profile.entry.live else ""
    if mark not in {"high", "low", "abnormal"}:
        return []
    reason = f"{profile.where} is {mark}; the sentence says that it has resolved"
    return [contradicted("standing", claim.start, Severity.MODERATE, reason)]
