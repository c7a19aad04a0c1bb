"""A result called by its month: "the October HbA1c is the highest of all".

The month tells which result is meant, and bounds nothing that it is compared with: "the highest in
October" does.
"""

from typing import Final

from chartside.grounding.claims import Claim
from chartside.grounding.judges.dates import holds
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.dates import Dated
from chartside.grounding.sources.profile import Profile

_ENDS: Final = frozenset({"top", "bottom"})


def day_in_name(cue: Cue, claim: Claim) -> Dated | None:
    """The day or month right before a name, where an extreme is told of it behind the name."""
    if cue.value not in _ENDS or cue.start < claim.end:
        return None
    beside = (d.dated for d in claim.dates if claim.start - d.dated.end == 1)
    return next((d for d in beside if d.when and d.when.precision != "year"), None)


def is_another_day(cue: Cue, claim: Claim, profile: Profile) -> bool:
    """Whether the result that is called by its month is another one than this."""
    named, when = day_in_name(cue, claim), profile.entry.when
    return named is not None and when is not None and not holds(named, when)
