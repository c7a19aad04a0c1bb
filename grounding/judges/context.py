"""A thing that a sentence only mentions, of which the cited source need not speak.

"LDL is 1.5 mmol/L on statin therapy", "her diabetes is well controlled, HbA1c 52": the sentence is
about the result, and that she takes a statin and has diabetes is its background. Such a mention
needs no citation of its own where the chart itself bears it out today: the problem is active, the
medicine current, the operation done. A number, a date or a frequency beside it makes it a claim,
and a claim needs a source (DESIGN.md, promise 2: no source, no assertion).
"""

import re
from typing import Final

from chartside.fhir.clinical import has_ended, is_current, is_provisional
from chartside.fhir.entry import Kind
from chartside.grounding.judges.events import UNDONE
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import explained
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_LEADS: Final = re.compile(
    r"\b(?:on|while (?:on|taking)|after|before|during|since|given|despite|under|because of|due to"
    r"|secondary to|owing to|in the (?:setting|context) of|with (?:known|underlying|background"
    r"|co-?existing|concurrent)|known|underlying|background|co-?existing|concurrent|her|his|their"
    r"|the patient's|attributed to|related to)\s(?:(?:her|his|their|the|known|regular|long-term"
    r"|current|ongoing|existing|maintenance)\s){0,2}$",
    re.IGNORECASE,
)
_NEAR: Final = 12
"""Characters behind a name within which a number, a date or a frequency is said of it."""


def is_context(term: Term, scope: Scope) -> bool:
    """Whether a term is only mentioned, and the chart bears the mention out."""
    ahead = scope.sentence.bare[max(0, term.start - 60) : term.start]
    if not _LEADS.search(ahead) or _is_claimed(term, scope):
        return False
    if any(c.kind in {"negation", "subject"} for c in scope.sentence.cues if c.start < term.start):
        return False
    return any(_in_force(p, scope) for p in _called(term, scope))


def _is_claimed(term: Term, scope: Scope) -> bool:
    """Whether the sentence says more of it than its name."""
    sentence = scope.sentence
    said = (*sentence.quantities, *sentence.dates, *sentence.frequencies)
    return any(term.end <= s.start <= term.end + _NEAR for s in said)


def _called(term: Term, scope: Scope) -> list[Profile]:
    named = scope.index.named(term.words, term.classes)
    orders = scope.index.current if term.medicines else ()
    return [p for p in (*named, *orders) if explained(term, p)]


def _in_force(profile: Profile, scope: Scope) -> bool:
    entry, chart = profile.entry, scope.index.chart
    if not entry.live:
        return False
    if entry.kind is Kind.PROBLEM:
        return not has_ended(entry, chart) and not is_provisional(entry)
    if entry.kind is Kind.MEDICATION:
        return is_current(entry, chart) and entry.status != "on-hold"
    return entry.kind is Kind.PROCEDURE and entry.status not in UNDONE
