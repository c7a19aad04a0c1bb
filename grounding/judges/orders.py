"""What a sentence tells its reader to do: no record bears that out, unless a cited note says it.

"Potassium was 5.9 mmol/L. Stop it." holds a true value and an order that nobody gave. Whether a
thing should be done is a clinician's to decide (a draft proposes, it does not order), so such words
are never `supported` by the value beside them; a note that says the same is a source for them.
"""

import re
from dataclasses import replace
from typing import Final

from chartside.grounding.binding import readings
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, unclear
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless

_ACTS: Final = (
    r"stop|double|triple|halve|hold|withhold|ignore|disregard|give|avoid|start|restart|resume"
    r"|discontinue|continue|increase|decrease|reduce|raise|lower|switch|change|skip|omit|repeat"
    r"|administer|prescribe|use|take|add|call|admit|discharge|transfuse|titrate|taper|wean"
    r"|phone|ring|recheck|re-check|review|see|chase|book|arrange|ask|refer|inform|notify|contact"
    r"|tell|send|order|check|monitor|consider|discuss|remind|follow up"
)
_SOON: Final = (
    r"(?:today|tonight|tomorrow|now|at once|immediately|asap|urgently"
    r"|(?:this|next)\s(?:morning|afternoon|evening|week))"
)
_FORMS: Final = (
    Caseless(
        rf"(?:^|[.;:!?\u2014-]\s+|,?\s(?:please|now|then|so|and)\s)(?:{_ACTS})\s"
        r"(?:it|this|that|them|these|those|all|the|her|his|their)\b",
    ),
    Caseless(
        rf"(?:[.;:!?\u2014-]\s+|,?\s(?:please|then|so|and)\s)(?:{_ACTS})\b(?:[^.;\d]{{0,60}}?\s)?{_SOON}\b",
    ),
    Caseless(
        r"\b(?:can|may|could|should|must|ought to|needs? to)\s(?:not\s)?(?:safely\s|now\s)?be\s"
        r"(?:given|taken|started|stopped|continued|restarted|used|increased|reduced|doubled|ignored"
        r"|held|withheld|avoided|prescribed|discontinued|switched|changed|repeated)\b",
    ),
    Caseless(r"\b(?:is|are)\s(?:safe|unsafe)\b"),
)
_SPACES: Final = re.compile(r"\W+")


def judge_orders(scope: Scope) -> list[Fault]:
    """An order, a permission or a judgement of safety that no cited text holds."""
    text = scope.sentence.bare
    found = []
    for form in _FORMS:
        said = form.search(text)
        if said is None or _stated(said[0], scope):
            continue
        words = _SPACES.sub(" ", said[0]).strip()
        reason = f'"{words}" tells what to do; no cited source says so'
        found.append(unclear("order", said.start(), reason))
    return found


def _stated(words: str, scope: Scope) -> bool:
    wanted = _SPACES.sub(" ", words).strip().lower()
    return any(
        wanted in _SPACES.sub(" ", part).lower() for profile in scope.cited for part in profile.said
    )


def without_orders(claim: Claim, scope: Scope) -> Claim:
    """A claim without the dates of what is told to be done: "5.9 mmol/L: call her today"."""
    text = scope.sentence.bare
    told = [m.start() for form in _FORMS[:2] for m in form.finditer(text)]
    dates = tuple(
        d for d in claim.dates if not (told and d.dated.back and d.dated.start > min(told))
    )
    if len(dates) == len(claim.dates):
        return claim
    numbers = [r.quantity for r in claim.readings]
    again = readings(scope.sentence, numbers, [d.dated for d in dates])
    return replace(claim, dates=dates, readings=tuple(again))
