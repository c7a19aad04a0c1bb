"""The second half of a question: after insulin was started, when eGFR was below 45."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chartside.agent.asking.cues import GENERIC
from chartside.agent.asking.question import Event, Link
from chartside.grounding.reading.words import words_in

_BEGUN: Final = (
    r"(?:start(?:ed|ing)?|beg[au]n|beginning|initiat\w+|commenc\w+|introduc\w+|put on|went on"
    r"|going on|(?:first )?prescribed|diagnos\w+)"
)
_ENDED: Final = (
    r"(?:stop(?:ped|ping)?|discontinu\w+|ceas\w+|came off|coming off|taken off|withdrawn)"
)
_TAKEN: Final = r"(?:on|taking|taken|using|treated with)"
_LINK: Final = (
    r"(?P<link>after|since|following|before|until|prior to|while|whilst|when|during|once)"
)
_WHO: Final = r"(?:she|he|they|we|the patient|mum|dad)"
_IS: Final = r"(?:(?:was|were|is|had been|has been|got|being|been)\s)?"
_LIMIT: Final = (
    r"(?:above|over|under|below|less than|more than|greater than|higher than|lower than|at least"
    r"|at most|>=?|<=?|exceed\w*|high|low|abnormal)"
)
_FORMS: Final = (
    (Event.BEGUN, re.compile(rf"\b{_LINK}\s+(?P<name>.+?)\s+{_IS}{_BEGUN}\s*\W*$", re.IGNORECASE)),
    (Event.ENDED, re.compile(rf"\b{_LINK}\s+(?P<name>.+?)\s+{_IS}{_ENDED}\s*\W*$", re.IGNORECASE)),
    (
        Event.BEGUN,
        re.compile(
            rf"\b{_LINK}\s+(?:{_WHO}\s+)?{_IS}(?:the\s)?{_BEGUN}(?:\s(?:of|on|taking|with))?"
            r"\s+(?P<name>\S.*?)\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        Event.ENDED,
        re.compile(
            rf"\b{_LINK}\s+(?:{_WHO}\s+)?{_IS}(?:the\s)?{_ENDED}(?:\s(?:of|taking))?"
            r"\s+(?P<name>\S.*?)\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        Event.BEYOND,
        re.compile(
            rf"\b{_LINK}\s+(?P<name>(?!it\b|this\b|last\b).+?\s(?:(?:was|were|is|had been|fell|went"
            rf"|dropped|rose|got)\s)?{_LIMIT}\b.*?|.+?\s?[<>]=?\s?\d.*?)\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        Event.TAKEN,
        re.compile(
            rf"\b(?P<link>while|whilst|when|during)\s+(?:{_WHO}\s+)?(?:still\s)?{_IS}(?:still\s)?"
            rf"(?:the\s)?(?:{_TAKEN}|(?:course|treatment)\s(?:of|with))\s+(?P<name>\S.*?)\W*$",
            re.IGNORECASE,
        ),
    ),
)
LINKS: Final = {
    "after": Link.AFTER, "since": Link.AFTER, "following": Link.AFTER, "once": Link.AFTER,
    "before": Link.BEFORE, "until": Link.BEFORE, "prior to": Link.BEFORE, "while": Link.WHILE,
    "whilst": Link.WHILE, "during": Link.WHILE, "when": Link.WHEN,
    "at": Link.AT, "on": Link.AT, "upon": Link.AT,
}  # fmt: skip
_NO_SUCH: Final = re.compile(
    r"\b(?:how old|age|why|how come|what happen\w*|how long|which (?:date|day))\b", re.IGNORECASE
)
"""Questions whose second half is what they ask about."""
_AUXILIARY: Final = frozenset({"it", "this", "that", "they", "she", "he", "them"})


@dataclass(frozen=True, slots=True)
class Parted:
    """A question without its circumstance, and the circumstance in words."""

    rest: str
    link: Link
    event: Event
    words: str


def parted(text: str, has_limit: Callable[[str], bool]) -> Parted | None:
    """The two halves of a question; None where it has one.

    Both halves name something: "when was insulin started" is asked of insulin alone.
    """
    if _NO_SUCH.search(text):
        return None
    for event, form in _FORMS:
        found = form.search(text)
        if found is None or not (
            names_something(text[: found.start()]) and names_something(found["name"])
        ):
            continue
        if event is Event.BEYOND and not has_limit(found["name"]):
            continue
        link = LINKS[" ".join(found["link"].lower().split())]
        return Parted(text[: found.start()].strip(), link, event, found["name"])
    return None


def names_something(text: str) -> bool:
    """Whether a half has a word of its own."""
    words = [w for w in words_in(text) if w.plain[:1].isalnum()]
    return any(
        w.text.lower() not in GENERIC
        and w.plain not in GENERIC
        and w.text.lower() not in _AUXILIARY
        and not w.text.isdigit()
        for w in words
    )
