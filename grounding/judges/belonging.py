"""Of several cited entries, the one that a date belongs to.

"By January 2004 his Alzheimer's disease was far advanced, with an MMSE of 0.8": the date stands
beside the disease and is the score's. What is said decides before how: a date that is no date of
the entry it stands beside, and is one of another cited entry, is said of that one, unless the words
tie it to the first ("gout since 2009", "gout (2009)") or the other has a date of its own in the
sentence, as where two dates were exchanged.
"""

from collections.abc import Callable
from typing import Final

from chartside.fhir.when import When
from chartside.grounding.binding import DateSaid
from chartside.grounding.claims import Claim, claims_of
from chartside.grounding.heads import heads_in
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.dates import Dated
from chartside.grounding.sources.profile import TEXTS, Profile

_TIED: Final = Caseless(
    r"[\s,:;(\u2013\u2014-]*(?:dated\s|(?:on|in|of|at|from|since|by|during)\s(?:the\s)?)?",
)
"""What stands between a name and its own date."""


def is_of_another(
    said: DateSaid, claim: Claim, scope: Scope, held: Callable[[Dated, When], bool]
) -> bool:
    """Whether a date that is wrong of a claim's entries is that of another cited entry."""
    if said.role not in {"", "due"} or not claim.words or _is_tied(said, claim, scope):
        return False
    dated = said.dated.resolved(scope.index.today)
    if dated.unreadable:
        return False
    owners = [
        p
        for p in scope.cited
        if p.entry.reference not in claim.references
        and p.entry.when
        and any(held(dated, w) for w in p.own_dates)
    ]
    return any(_is_free(p, said, scope) for p in owners)


def _is_tied(said: DateSaid, claim: Claim, scope: Scope) -> bool:
    """Whether a date stands right behind the name, or right before it: `2009 gout`."""
    text, dated = scope.sentence.bare, said.dated
    if dated.start >= claim.end:
        return _TIED.fullmatch(text[claim.end : dated.start]) is not None
    return text[dated.end : claim.start].strip() == ""


def _is_free(owner: Profile, said: DateSaid, scope: Scope) -> bool:
    """Whether the sentence gives an entry no other date: a note is of its day and tells of many."""
    if owner.entry.kind in TEXTS:
        return True
    own = [
        d.dated.start
        for c in claims_of(scope.sentence, heads_in(scope.sentence, scope.cited))
        if owner.entry.reference in c.references
        for d in c.dates
    ]
    return all(start == said.dated.start for start in own)
