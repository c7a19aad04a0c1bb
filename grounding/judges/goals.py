"""How a goal stands: reached or not, nearer or further off.

HL7 FHIR R4 Goal.achievementStatus (goal-achievement). A goal that is still pursued and says nothing
of its achievement does not bear out that it was reached.
"""

import re
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.sources.profile import Profile

_REACHED: Final = r"achieved|met|reached|attained|fulfilled|accomplished|hit"
_SAID: Final = (
    (
        "not-achieved",
        rf"(?:not|never|n't)\s(?:yet\s|been\s|quite\s|being\s){{0,3}}(?:{_REACHED})|unmet|missed"
        r"|(?:failed|yet|fails) to (?:be )?(?:meet|reach|attain|achieve\w*|met|reached)"
        r"|falls? short|fell short|not attainable|out of reach",
    ),
    ("achieved", rf"\b(?:{_REACHED})\b"),
    ("worsening", r"worsening|worsened|worse|deteriorat\w+|slipping|further (?:off|away|from)"),
    ("no-change", r"no (?:change|progress)|unchanged|stalled|static"),
    ("improving", r"improving|improved|better|nearer|closer|on track|progressing"),
    ("sustaining", r"sustained|sustaining|maintained"),
)
_FORMS: Final = tuple((state, re.compile(words, re.IGNORECASE)) for state, words in _SAID)
_ALIKE: Final = {
    "achieved": {"achieved", "sustaining", "improving"},
    "sustaining": {"achieved", "sustaining"},
    "improving": {"improving", "not-achieved"},
    "in-progress": {"improving", "worsening", "no-change", "not-achieved"},
    "worsening": {"worsening", "not-achieved"},
    "no-change": {"no-change", "not-achieved"},
    "no-progress": {"no-change", "not-achieved"},
    "not-achieved": {"not-achieved", "worsening", "no-change"},
    "not-attainable": {"not-achieved", "no-change"},
}
"""What may be said of a goal that stands so."""


def judge_goal(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """What a sentence says of a goal's achievement."""
    entry = profile.entry
    if entry.kind is not Kind.GOAL or not entry.live:
        return []
    said = next(((s, m) for s, form in _FORMS if (m := form.search(scope.sentence.bare))), None)
    if said is None:
        return []
    own = entry.interpretation.lower().replace(" ", "-")
    if said[0] in _ALIKE.get(own, {said[0]}) and (own or said[0] != "achieved"):
        return []
    if not own and entry.status == "completed":
        return []
    if own:
        reason = f"{profile.where} is {entry.interpretation}; the sentence says {said[1][0]}"
        return [contradicted("goal", claim.start, Severity.MODERATE, reason)]
    reason = f"{profile.where} does not say that it was {said[1][0]}"
    return [not_found("goal", claim.start, Severity.MODERATE, reason)]
