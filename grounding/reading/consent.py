"""What a patient agreed to and what was turned down: two answers to one offer.

"Agreed to cardiac rehabilitation" and "declined cardiac rehabilitation" hold the same names. HL7
FHIR R4 keeps them apart as well (Immunization.status not-done with a reason; Procedure.status
not-done; ServiceRequest.status revoked).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless

_NOT: Final = (
    r"(?:(?:did|does|do|would|will|was|were|is|are|has|have|had|could)(?:\s?n[o']?t|\snot)"
    r"|not|never|didn't|doesn't|don't|won't|wouldn't|wasn't|isn't)"
)
_YES: Final = (
    r"agree[ds]?(?:\s(?:to|with))?|accept(?:s|ed)?|consent(?:s|ed)?(?:\sto)?|opt(?:s|ed)?\sfor"
    r"|chose|said\syes\sto|(?:is|was|were)\s(?:willing|happy|keen|content)(?:\sfor|\sto)?"
    r"|took\sup|went\sahead\swith|in\sfavou?r\sof"
)
_ASKS: Final = r"want(?:s|ed)?|wish(?:es|ed)?|like[ds]?\sto\shave"
_NO: Final = (
    r"declin(?:es|ed|ing)|refus(?:es|ed|ing)|reject(?:s|ed)|turn(?:s|ed)\sdown"
    r"|opt(?:s|ed)\s(?:out\sof|against)|said\sno\sto|decided\sagainst|passed\son(?=\s(?:the|an?)\b)"
    r"|(?:is|was|were)\s(?:unwilling|reluctant)(?:\sto)?|waived|would\srather\snot|cho(?:se"
    r"|osing)\sto\sdecline"
)
_NOUN: Final = r"\bno\sto(?=\s)"
"""`Said yes to rehabilitation and no to a flu jab`."""
_ANSWER: Final = Caseless(
    rf"\b(?:(?P<turned>{_NOT}\s(?:\w+ly\s|to\s|yet\s)?(?:{_ASKS}|agree|accept|consent(?:\sto)?|have"
    rf"(?=\s(?:an?|the|his|her)\s)|take(?:\sup)?\s(?:it|them|this|that|up)|go\sahead|keen\son"
    rf"|willing\sto))|(?P<kept>{_NOT}\s(?:declin|refus|reject)\w*)"
    rf"|(?P<no>{_NO})|(?P<yes>{_YES}))\b|(?P<also>{_NOUN})",
)
_NAMED: Final = Caseless(
    r"(?P<what>[^,;.]{2,60}?)\s(?:was|were|has been|had been)\s(?:both\s|again\s|\w+ly\s)?"
    r"(?:(?P<no>declined|refused|turned down|rejected)|(?P<yes>accepted|agreed(?: to)?))\b",
)
"""`Skin prick testing was declined`."""
_PARTED: Final = Caseless(r"\b(?P<verb>turn(?:s|ed))\s(?P<what>(?:\w+\s){1,4}?)down\b")
"""`Turned the stairs down`."""
_ENDS: Final = Caseless(
    r"[;.:]|\bbut\b|\balthough\b|\bbecause\b|\bwhile\b|\bas (?:he|she|they)\b|\bwhen\b|\buntil\b"
    r"|,\s(?:and\s)?(?:he|she|they|was|is|has)\b|\band\s(?:he|she|they|was|is|has|wishes|wants)\b",
)
_LIST_ENDS: Final = re.compile(r",(?!\s(?:\w+\s){1,3}(?:and|or)\s)")


@dataclass(frozen=True, slots=True)
class Answer:
    """`agreed` or `declined`, the span of what was answered, and that of the verb."""

    value: str
    start: int
    end: int
    verb: tuple[int, int]


@lru_cache(maxsize=2048)
def answers_in(text: str) -> tuple[Answer, ...]:
    """Every answer to an offer that a text tells, in order.

    >>> [a.value for a in answers_in("She accepted the booster but declined a swab.")]
    ['agreed', 'declined']
    """
    if not _ANY.search(text):
        return ()
    said = list(_ANSWER.finditer(text))
    found = []
    for n, match in enumerate(said):
        until = said[n + 1].start() if n + 1 < len(said) else len(text)
        stop = _ENDS.search(text, match.end(), until) or _LIST_ENDS.search(text, match.end(), until)
        value = "agreed" if match["yes"] or match["kept"] else "declined"
        found.append(Answer(value, match.end(), stop.start() if stop else until, match.span()))
    found += [Answer("declined", *m.span("what"), m.span("verb")) for m in _PARTED.finditer(text)]
    for match in _NAMED.finditer(text):
        value = "declined" if match["no"] else "agreed"
        verb = match.span("no") if match["no"] else match.span("yes")
        found.append(Answer(value, *match.span("what"), verb))
    return tuple(found)


_ANY: Final = Caseless(
    r"agree|accept|consent|opt|chose|yes|no\sto|willing|happy|keen|content|cho(?:se|os)|take"
    r"|go\sahead|took\sup|ahead|favou?r"
    r"|declin|refus|reject|turn|decided|passed\son|reluctant|waived|rather|n[o']t\s",
)
"""A quick look, before the whole pattern."""


def answered(place: int, answers: Sequence[Answer]) -> str:
    """The answer that a place in the text was given; empty where none."""
    return next((a.value for a in answers if a.start <= place < a.end), "")
