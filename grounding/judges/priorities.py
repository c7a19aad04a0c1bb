"""How urgent an order is: routine, urgent, as soon as possible, at once.

HL7 FHIR R4 ServiceRequest.priority, request-priority; an order without one is of normal priority.
"""

import re
from collections.abc import Sequence
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.sentence import Term
from chartside.grounding.sources.profile import Profile

_ORDERED: Final = (
    r"(?:\w+[\s-]){0,3}?(?:referr\w+|request\w*|orders?|ordered|scans?|review|appointment|bloods?"
    r"|tests?|ct|mri|x-?rays?|ultrasound|echo\w*|biopsy|endoscopy|\w+scopy|consult\w*)"
)
_WORDS: Final = {
    "routine": r"routine(?:ly)?|non-?urgent(?:ly)?|elective(?:ly)?|low-priority",
    "urgent": r"urgent(?:ly)?|two-week-wait|2ww|high-priority|expedited|as\san\semergency|emergency"
    r"|stat|immediate(?:ly)?|asap|as\ssoon\sas\spossible|fast-track(?:ed)?",
}
_SAID: Final = tuple(
    (
        way,
        re.compile(
            rf"(?<!not\s)(?<!non-)\b(?:{words})\s{_ORDERED}\b|\b(?:referred|requested|ordered|sent|booked"
            rf"|listed|marked(?:\sas)?|priority:?|classed\sas|referral(?:\swas)?)\s(?:{words})\b"
            rf"|\((?:{words})\)",
            re.IGNORECASE,
        ),
    )
    for way, words in _WORDS.items()
)
_QUICK: Final = re.compile(
    r"routine|urgent|elective|priority|2ww|two-week|expedite|emergency|stat\b|immediate|asap"
    r"|as soon|fast-track",
    re.IGNORECASE,
)
_OWN: Final = {"": "routine", "routine": "routine", "urgent": "urgent", "asap": "urgent",
               "stat": "urgent"}  # fmt: skip


def judge_priority(scope: Scope) -> list[Fault]:
    """An urgent order that is called routine, or the other way round, where no source says so."""
    text = scope.sentence.bare
    orders = [p for p in scope.cited if p.entry.kind is Kind.ORDER]
    if not orders or not _QUICK.search(text):
        return []
    own = {_OWN.get(p.entry.priority, "") for p in orders} - {""}
    found = []
    for way, form in _SAID:
        said = form.search(text)
        if said and own and way not in own and not _is_noted(form, scope):
            first = orders[0]
            shown = first.entry.priority or "of no special priority"
            reason = f"{first.where} is {shown}; the sentence says {way}"
            found.append(contradicted("priority", said.start(), Severity.MODERATE, reason))
    return found


def _is_noted(form: re.Pattern[str], scope: Scope) -> bool:
    """Whether a cited note or letter says it."""
    return any(form.search(p.document) for p in scope.cited if p.document)


def is_priority(term: Term, cited: Sequence[Profile]) -> bool:
    """Whether a word only says how urgent a cited order is."""
    return _QUICK.fullmatch(term.text) is not None and any(
        p.entry.kind is Kind.ORDER for p in cited
    )
