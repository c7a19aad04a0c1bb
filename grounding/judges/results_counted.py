"""Which results a count is of: "three above 145", "above 150 once", "high twice", "149 once".

"Two results above 7" counts those that are, and not all that there are. The bound, the flag or the
value has to stand in one clause with the count, and nothing that singles one result out between.
Arithmetic over the results of HL7 FHIR R4 Observation.value in the time that is named.
"""

from collections.abc import Callable, Sequence
from typing import Final

from chartside.fhir.clinical import is_abnormal, outside_usual
from chartside.fhir.entry import Entry
from chartside.grounding.claims import Claim
from chartside.grounding.judges.scope import Scope
from chartside.grounding.judges.spans import fits
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import RESULTS, Profile

_APART: Final = Caseless(
    r"[;:(]|\.\s|\b(?:latest|last|first|most recent|newest|earliest|highest|lowest|peak\w*|one of"
    r"|with|and|but|range)\b",
)
"""What singles one of the results out, or begins another matter."""
_ASIDE: Final = Caseless(rf"{_APART.pattern}|,")
_FLAGS: Final = frozenset({"high", "low", "normal", "abnormal"})
_TIMES: Final = "times"


def of_which(
    count: Quantity, claim: Claim, profiles: Sequence[Profile], scope: Scope
) -> list[Callable[[Entry], bool]]:
    """What each of the results counted has to be; nothing where all are counted."""
    if profiles[0].entry.kind not in RESULTS:
        return []
    text = scope.sentence.bare
    others = [
        r.quantity
        for r in claim.readings
        if r.role == "" and (r.quantity.end <= count.start or r.quantity.start >= count.end)
    ]
    bounds = [
        q
        for q in others
        if q.joined == ""
        and (q.sign or count.unit == _TIMES)
        and not _APART.search(text[min(q.end, count.end) : max(q.start, count.start)])
    ]
    flags = [
        c.value
        for c in claim.cues
        if c.kind == "flag"
        and c.value in _FLAGS
        and not _ASIDE.search(text[min(c.end, count.end) : max(c.start, count.start)])
    ]
    return [
        *(lambda entry, q=q: entry.value is not None and fits(q, entry) for q in bounds),
        *(lambda entry, flag=flag: _is(flag, entry, scope) for flag in flags),
    ]


def _is(flag: str, entry: Entry, scope: Scope) -> bool:
    own = is_abnormal(entry) or outside_usual(scope.index.chart, entry)
    return (flag == "normal") is (not own) if flag in {"normal", "abnormal"} else own == flag
