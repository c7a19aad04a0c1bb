"""Which of two numbers came first: "from 3.1 at diagnosis to 11.8 now", "78.5 then, 84 now".

Each number may be that of a cited result and the two still be exchanged: the later one must not be
measured before the earlier (HL7 FHIR R4 Observation.effective). Numbers with dates of their own are
judged with these.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from chartside.draft import Severity
from chartside.grounding.binding import Reading
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.results import value_holds
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.quantities import Quantity
from chartside.grounding.sources.profile import Profile

_EARLY: Final = (
    r"then|at (?:that|the) time|back then|(?:at|from) (?:a |the )?baseline|initially|at first"
    r"|at the (?:start|outset|beginning|first (?:visit|check))|at (?:diagnosis|presentation|booking"
    r"|entry|enrolment)|on (?:admission|arrival|presentation)|originally|previously|formerly"
    r"|to begin with|to start with|before(?: (?:treatment|starting|that|surgery))?|beforehand"
    r"|earlier|last time|pre-?(?:op|treatment)"
)
_LATE: Final = (
    r"now|today|currently|at present|at the moment|presently|this time|these days|nowadays|latterly"
    r"|most recently|(?:on|at) discharge|at (?:last check|the last check|follow-?up|latest check)"
    r"|subsequently|later(?: on)?|afterwards|eventually|finally|in the end|after treatment"
    r"|post-?(?:op|treatment)"
)
_GAP: Final = r"\s?\(?(?:,\s)?(?:(?:back|as of|only|just|already|even)\s)?"
_BEHIND: Final = Caseless(
    rf"{_GAP}(?:(?P<early>{_EARLY})|(?P<late>{_LATE}))\)?(?=\s*(?:[,.;:)]|$|\b(?:and|but|to|->)\b)"
    r"|\s?[\u2192\u2013-]|\s\d)",
)
_AHEAD: Final = Caseless(
    rf"(?:^|[\s(,])(?:(?P<early>{_EARLY})|(?P<late>{_LATE}))(?:\s(?:it|he|she|they))?"
    r"(?:\s(?:is|was|were|at|of|up at|down at|only|just|about))?[:,]?\s$",
)
_FROM: Final = re.compile(r"\b(?:from|previously|prior|previous|earlier)\s(?:at\s|of\s)?$", re.I)
_WAY: Final = frozenset({"up", "down", "steady", "better", "worse"})
_TWO: Final = 2


def judge_order(claim: Claim, profiles: Sequence[Profile], scope: Scope) -> list[Fault]:
    """Two numbers told as earlier and later that were measured the other way round."""
    results = [p for p in profiles if p.measures and p.entry.live and p.entry.when]
    if len(results) < _TWO:
        return []
    plain = [r for r in claim.readings if r.role in {"", "earlier"} and r.dated is None]
    pair = _ranged(claim, plain) or _anchored(plain, scope.sentence.bare)
    if pair is None:
        return []
    first, last = (_days(q, results, scope) for q in pair)
    if not first or not last or min(first) < max(last) or max(first) <= min(last):
        return []
    reason = (
        f"{pair[0].number:f} was measured after {pair[1].number:f}; the sentence says it the other"
        " way round"
    )
    return [contradicted("reading", pair[0].start, Severity.MODERATE, reason)]


def _days(quantity: Quantity, results: Sequence[Profile], scope: Scope) -> list[datetime]:
    """When a number was measured."""
    held = (p.entry.when for p in results if value_holds(quantity, p, scope))
    return [w.low for w in held if w]


def _ranged(claim: Claim, plain: Sequence[Reading]) -> tuple[Quantity, Quantity] | None:
    """`rose from 3.1 to 11.8`: one quantity with two numbers, where a direction is told."""
    if not any(c.kind == "trend" and c.value in _WAY for c in claim.cues):
        return None
    joined = [r.quantity for r in plain if r.quantity.joined == "-"]
    if len(joined) != 1 or joined[0].other is None or len(plain) != 1:
        return None
    first = replace(joined[0], other=None, joined="")
    return first, replace(first, number=joined[0].other)


def _anchored(plain: Sequence[Reading], text: str) -> tuple[Quantity, Quantity] | None:
    """The number that is called the earlier and the one that is called the later."""
    told = {r.quantity.start: (_told(r.quantity, text) or _came_from(r, text)) for r in plain}
    early = [r.quantity for r in plain if told[r.quantity.start] == "early"]
    late = [r.quantity for r in plain if told[r.quantity.start] == "late"]
    other = [r.quantity for r in plain if not told[r.quantity.start]]
    if len(early) == 1 and len(late) == 1:
        return early[0], late[0]
    if len(other) != 1 or len(early) + len(late) != 1:
        return None
    return (early[0], other[0]) if early else (other[0], late[0])


def _told(quantity: Quantity, text: str) -> str:
    said = _BEHIND.match(text, quantity.end) or _AHEAD.search(text[: quantity.start])
    if said is None:
        return ""
    return "early" if said["early"] else "late"


def _came_from(reading: Reading, text: str) -> str:
    if reading.role != "earlier":
        return ""
    return "early" if _FROM.search(text[: reading.quantity.start]) else ""
