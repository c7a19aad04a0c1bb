"""A thing that a sentence only mentions, of which the cited source need not speak.

"LDL is 1.5 mmol/L on statin therapy", "her diabetes is well controlled, HbA1c 52": the sentence is
about the result, and that she takes a statin and has diabetes is its background. Such a mention
needs no citation of its own where the chart itself bears it out today: the problem is active, the
medicine current, the operation done. A number, a date or a frequency beside it makes it a claim,
and a claim needs a source (DESIGN.md, promise 2: no source, no assertion).
"""

from datetime import timedelta
from typing import Final

from chartside.fhir.clinical import has_ended, is_current, is_provisional
from chartside.fhir.entry import Kind
from chartside.grounding.judges.dates import holds
from chartside.grounding.judges.events import UNDONE
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.words import explained
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_LEADS: Final = Caseless(
    r"\b(?:on|while (?:on|taking)|after|before|prior to|following|during|since|given|despite|under"
    r"|because of|due to|secondary to|owing to|in the (?:setting|context) of|alongside|until"
    r"|over the course of|in the course of|with (?:known|underlying|background|co-?existing"
    r"|concurrent)|known|underlying|background|co-?existing|concurrent|her|his|their|your|my"
    r"|the patient's|attributed to|related to|together with|in addition to|for|fits with"
    r"|at (?:the|her|his))\s"
    r"(?:(?:her|his|their|your|the|known|regular|long-term|current|ongoing|existing|maintenance"
    r"|first|last|second)\s){0,2}"
    r"(?:(?:\d{1,2}\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s(?:\d{4}\s)?"
    r"|(?:19|20)\d\d\s)?$",
)
_IN: Final = Caseless(r"\bin\s(?:the\s)?$")
_FOR: Final = Caseless(r"\bfor\s(?:\w+\s){0,2}$")
"""What something was done for: where the entry gives a reason, it is that one."""
_MARGIN: Final = timedelta(days=14)
_NEAR: Final = 12
"""Characters behind a name within which a number, a date or a frequency is said of it."""


def is_context(term: Term, scope: Scope) -> bool:
    """Whether a term is only mentioned, and the chart bears the mention out."""
    called = _called(term, scope)
    visits = bool(called) and all(p.entry.kind is Kind.ENCOUNTER for p in called)
    if not visits and _is_claimed(term, scope):
        return False
    if any(c.kind in {"negation", "subject"} for c in scope.sentence.cues if c.start < term.start):
        return False
    return any(_mentioned(term, p, scope) for p in called)


def _mentioned(term: Term, profile: Profile, scope: Scope) -> bool:
    start = _phrase(term, profile, scope)
    ahead = scope.sentence.bare[max(0, start - 60) : start]
    if not (_LEADS.search(ahead) or (profile.entry.kind is Kind.ENCOUNTER and _IN.search(ahead))):
        return False
    if not _FOR.search(ahead):
        return _in_force(profile, scope) or _at_the_time(profile, scope)
    told = any(p.entry.reasons or p.entry.kind is Kind.ENCOUNTER for p in scope.cited)
    return not told and profile.entry.kind is Kind.PROBLEM and _at_the_time(profile, scope)


def _phrase(term: Term, profile: Profile, scope: Scope) -> int:
    """Where the words of a name begin: `otitis` for the `media` of "for otitis media"."""
    start = term.start
    for other in reversed(scope.sentence.terms):
        if other.end == start - 1 and not other.framed and explained(other, profile):
            start = other.start
    return start


def _is_claimed(term: Term, scope: Scope) -> bool:
    """Whether the sentence says more of it than its name."""
    sentence = scope.sentence
    starts = [q.start for q in sentence.quantities] + [f.start for f in sentence.frequencies]
    if any(term.end <= start <= term.end + _NEAR for start in starts):
        return True
    dated = [d for d in sentence.dates if term.end <= d.start <= term.end + _NEAR]
    own = [w for p in scope.cited for w in p.own_dates]
    return any(not any(holds(d, w) for w in own) for d in dated)


def _called(term: Term, scope: Scope) -> list[Profile]:
    named = scope.index.named(term.words, term.classes)
    orders = scope.index.orders if term.medicines else ()
    found = [p for p in (*named, *orders) if explained(term, p)]
    return [*found, *scope.index.operations] if _OPERATION in term.classes else found


_OPERATION: Final = "=operation"


def _at_the_time(profile: Profile, scope: Scope) -> bool:
    """Whether it was there on the day of a cited entry, give or take two weeks."""
    entry = profile.entry
    if not entry.live or entry.when is None or entry.kind not in _LASTING:
        return False
    start = entry.when.low - _MARGIN
    end = (entry.end.high if entry.end else entry.when.high) + _MARGIN
    return any(start <= p.entry.when.low <= end for p in scope.cited if p.entry.when)


_LASTING: Final = frozenset({Kind.PROBLEM, Kind.MEDICATION, Kind.PROCEDURE, Kind.ENCOUNTER})


def _in_force(profile: Profile, scope: Scope) -> bool:
    entry, chart = profile.entry, scope.index.chart
    if not entry.live:
        return False
    if entry.kind is Kind.PROBLEM:
        return not has_ended(entry, chart) and not is_provisional(entry)
    if entry.kind is Kind.MEDICATION:
        return is_current(entry, chart) and entry.status != "on-hold"
    return entry.kind is Kind.PROCEDURE and entry.status not in UNDONE
