"""The best and the worst of a series: the highest or the lowest, by which way is bad.

The worst HbA1c is the highest and the worst eGFR the lowest (`trends` holds which way is good). Of
what may be bad either way, the results themselves say: marked high, the worst is the highest.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, unclear
from chartside.grounding.judges.results import judged
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.trends import direction_meant, good_way
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.sources.profile import Profile

_ENDS: Final = {"up": "top", "down": "bottom"}
_NO_RESULT: Final = Caseless(
    r"[\s-](?:corrected|possible|available|way|option|treatment|control|response|interests?|guess"
    r"|fit|practice|choice|outcome|effort|evidence|estimate|to|case|affected|in\sthe\s(?:morning"
    r"|evening)|at\snight)\b",
)
"""`The best corrected acuity`, `the worst affected joint`: nothing of a series."""


def named_ends(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> Claim:
    """A claim in which the worst is the highest or the lowest, where it is known which."""
    if not any(is_appraised(c) for c in claim.cues):
        return claim
    said = (_named(c, profiles, scope) for c in claim.cues)
    return replace(claim, cues=tuple(c for c in said if c is not None))


def is_appraised(cue: Cue) -> bool:
    """Whether a cue is the best or the worst of something."""
    return cue.kind == "place" and cue.value in {"worst", "best"}


def judge_appraised(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """Which end is the worst is not known of this: it can't be checked."""
    if not profiles[0].measures or not claim.readings:
        return []
    label, text = profiles[0].entry.label, scope.sentence.text
    return [
        unclear("place", c.start, f"which end is {text[c.start : c.end]} is not known of {label}")
        for c in claim.cues
        if is_appraised(c)
    ]


def _named(cue: Cue, profiles: Sequence[Profile], scope: Scope) -> Cue | None:
    if not is_appraised(cue):
        return cue
    if _NO_RESULT.match(scope.sentence.bare, cue.end):
        return None
    results = [p for p in profiles if p.measures]
    marks = {judged(p, scope) for p in results} & {"high", "low"}
    said = "worse" if cue.value == "worst" else "better"
    known = bool(results) and (bool(good_way(results[0])) or len(marks) == 1)
    way = direction_meant(said, results, scope) if known else ""
    return replace(cue, value=_ENDS.get(way, cue.value))
