"""The highest or lowest of several blood pressures: by the upper number, or by the lower one.

A pressure is two numbers, so that `places`, which ranks one number, has no say. Whoever calls one
the highest means its systolic or its diastolic part (HL7 FHIR R4 vital signs, blood pressure).
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Entry
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.course import in_time
from chartside.grounding.judges.pressures import diastolic, systolic
from chartside.grounding.judges.results import shown_value, value_holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.cues import Cue
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_WORDS: Final = {"top": "highest", "bottom": "lowest"}
_PARTS: Final[tuple[Callable[[Entry], Decimal | None], ...]] = (systolic, diastolic)
_FEWEST: Final = 2


def judge_highest_pressure(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """A pressure that is called the highest or the lowest and is neither, by either number."""
    cues = [c for c in claim.cues if c.kind == "place" and c.value in _WORDS]
    pairs = [r.quantity for r in claim.readings if r.quantity.joined == "/" and r.role == ""]
    if not cues or not pairs:
        return []
    held = _compared(claim, profiles, scope)
    return [f for cue in cues if (f := _judged(cue, pairs, held, profiles, scope)) is not None]


def _compared(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Entry]:
    """The cited pressures; of one alone, those of the chart in the time that is named."""
    cited = [p.entry for p in profiles if p.entry.live and systolic(p.entry) is not None]
    if len(cited) != 1:
        return cited
    alike = [e for e in scope.index.chart.of(cited[0].kind) if e.live]
    return [e for e in in_time(alike, claim.dates) if systolic(e) is not None]


def _judged(
    cue: Cue,
    pairs: Sequence[Quantity],
    held: Sequence[Entry],
    profiles: Sequence[Profile],
    scope: Scope,
) -> Fault | None:
    said = next((q for q in pairs if q.start > cue.start), pairs[-1])
    own = [p.entry for p in profiles if value_holds(said, p, scope)]
    if not own or len(held) < _FEWEST or any(_is_end(cue.value, e, held) for e in own):
        return None
    pick = max if cue.value == "top" else min
    end = pick(held, key=_upper)
    reason = (
        f"{own[0].reference} ({shown_value(own[0])}) is not the {_WORDS[cue.value]}:"
        f" {end.reference} ({shown_value(end)}) is"
    )
    return contradicted("reading", said.start, Severity.MODERATE, reason)


def _upper(entry: Entry) -> Decimal:
    return systolic(entry) or Decimal(0)


def _is_end(value: str, entry: Entry, held: Sequence[Entry]) -> bool:
    """Whether no other pressure goes beyond this one, by its upper or by its lower number."""
    for part in _PARTS:
        own, numbers = part(entry), [n for e in held if (n := part(e)) is not None]
        if own is not None and own == (max if value == "top" else min)(numbers):
            return True
    return False
