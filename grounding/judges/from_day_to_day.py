"""Days told from another cited entry: "stented the next day", "4.9 on the repeat a week later".

Where the sentence gives the first day as no more than a month, or not at all, "the next day" is
told from the day that the other cited entry has.
"""

from typing import Final

from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.dates import Dated
from chartside.grounding.sources.profile import Profile

_EXACT: Final = frozenset({"day", "time"})


def told_from_another(dated: Dated, profile: Profile, scope: Scope) -> bool:
    """Whether an entry is one of two cited ones that lie so far apart as the sentence says."""
    if dated.back is None or not dated.back.of_another:
        return False
    ahead = [d for d in scope.sentence.dates if d.end <= dated.start]
    if ahead and ahead[-1].when and ahead[-1].when.precision in _EXACT:
        return False  # told from that day, which the sentence gives
    days = [
        (p, p.entry.when.date)
        for p in scope.cited
        if p.entry.when and p.entry.when.precision in _EXACT
    ]
    return any(
        first <= later <= last and (profile is one or profile is other)
        for one, day in days
        for other, later in days
        if one is not other
        for first, last in [dated.back.window(day)]
    )
