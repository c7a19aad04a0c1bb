"""What a text denies, hedges or does not know: what stands in it so is not said by it.

Rules over the words around a thing. A denial holds from its word to the end of the clause.
"""

import re
from typing import Final

_DENIAL: Final = re.compile(
    r"\b(?:(?:is|are|was|were|does|do|did|has|have|can)(?:n['\u2019]t| not)|not|never|without"
    r"|cannot|den(?:y|ies|ied|ying)|neither|nor|negative for|(?:free|absence|instead) of|no)\b"
    r"(?! (?:longer|only|change|missed))",
    re.IGNORECASE,
)
_END: Final = re.compile(
    r"[.;!?](?:\s|$)|\n|\b(?:but|however|although|though|except|while|yet|only|now)\b"
    r"|,\s+(?=(?:and )?(?:she|he|it|they|the patient)\b)",
    re.IGNORECASE,
)
_REPLACED: Final = re.compile(
    r"(?:[.;!?]\s|^)[^.;!?]*?\b(?:replaced (?:by|with)|(?:switched|changed) to)\b", re.IGNORECASE
)
_NOT_FOUND: Final = re.compile(
    r"(?:^|(?<=[.;,!?]\s))[^.;,!?]*\b(?:ruled out|was denied|(?:is|was|are|were) absent)\b",
    re.IGNORECASE,
)


def asserted(text: str) -> str:
    """A text without what it denies.

    >>> asserted("warfarin, never apixaban"), asserted("No dyspnea, but a cough.")
    ('warfarin, ', 'but a cough.')
    """
    kept, at = [], 0
    text = _NOT_FOUND.sub("", _REPLACED.sub("", text))
    while found := _DENIAL.search(text, at):
        kept.append(text[at : found.start()])
        end = _END.search(text, found.end())
        at = end.start() if end else len(text)
    return "".join((*kept, text[at:]))


_CLAUSE: Final = re.compile(r"; |[.!?]\s|,? but ")
_RELATIVE: Final = re.compile(
    r"\b(?:her|his|their|the patient's|patient's) (?:\w+ )?"
    r"(?:mother|father|brother|sister|son|daughter|wife|husband|aunt|uncle|cousin|grand\w+)\b",
    re.IGNORECASE,
)
_ALLERGIC: Final = re.compile(r"\b(?:allergic|intolerant) to\b", re.IGNORECASE)
_TAKING: Final = re.compile(r"\b(?:tak\w+|medic\w+|drugs?|on|prescri\w+)\b", re.IGNORECASE)
_FAMILY: Final = re.compile(r"\b(?:family|relatives?|mother|father|parents?)\b", re.IGNORECASE)
_ALLERGY: Final = re.compile(r"\b(?:allerg\w+|intoleran\w+|react\w+)\b", re.IGNORECASE)


def of_patient(text: str, question: str) -> str:
    """A text without clauses about a relative, or an allergy where medicines are asked about."""
    kept = _CLAUSE.split(text)
    if not _FAMILY.search(question):
        kept = [c for c in kept if not _RELATIVE.search(c)]
    if _TAKING.search(question) and not _ALLERGY.search(question):
        kept = [c for c in kept if not _ALLERGIC.search(c)]
    return "; ".join(kept)


_BEFORE: Final = re.compile(
    r"(?:\b(?:not|n['\u2019]t|never|no)(?: \w+){0,2}|[<>\u2264\u2265]=?"
    r"|\b(?:less|more|fewer|greater|lower|higher|other|rather) than"
    r"|\b(?:at (?:least|most)|up to|under|below|above|over|exceeding|by))\s*$",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"\s*(?:or|to|[-\u2013])\s*(?:\d|more|less|fewer)|\s*\+", re.IGNORECASE)
_PREVIOUS: Final = re.compile(
    r"\b(?:previous(?:ly)?|formerly|before that)[\s:,]*(?:it )?(?:was |at )?\s*$", re.IGNORECASE
)


def bounded(before: str) -> bool:
    """Whether a number behind these words is denied, a bound, or a difference."""
    return bool(_BEFORE.search(before))


def open_ended(after: str) -> bool:
    """Whether a number before these words is one of two, or of more."""
    return bool(_MORE.match(after))


def earlier(before: str) -> bool:
    """Whether a number behind these words is said to be an earlier one."""
    return bool(_PREVIOUS.search(before))


_NOT_THEN: Final = re.compile(
    r"(?:\b(?:not|never)|n['\u2019]t)(?: \w+){0,2}(?: the)?\s*$", re.IGNORECASE
)
_AROUND: Final = re.compile(r"\b(?:before|after|prior to|later than)\s*$", re.IGNORECASE)


def not_then(before: str, *, around: bool = False) -> bool:
    """Whether a day behind these words is denied; `around`: or only comes before or after."""
    return bool(_NOT_THEN.search(before)) or (around and bool(_AROUND.search(before)))


def denied_here(before: str) -> bool:
    """Whether a word behind these words is denied ("did not rise", "no increase")."""
    return bool(
        re.search(r"(?:\b(?:not|never|no)|n['\u2019]t)(?: \w+)?\s*$", before, re.IGNORECASE)
    )


_UNSURE: Final = re.compile(
    r"\bI(?: do not|['\u2019]m not| am not| don['\u2019]t| cannot| can['\u2019]t)"
    r" (?:know|tell|say|sure|certain|determine)\b"
    r"|^\W*(?:unknown|unclear|uncertain|unsure|possibly|perhaps|maybe|probably|it might)\b"
    r"|\b(?:is|was|remains) (?:unclear|uncertain|not (?:clear|certain|known)|unknown)\b"
    r"|^\W*yes and no\b"
    r"|\b(?:records?|charts?|notes?|documents?|it) (?:does|do)(?: not|n['\u2019]t)"
    r" (?:say|state|tell|specify)\b"
    r"|\bcannot be (?:determined|answered|told)\b|\bno information\b"
    r"|\?\W*$",
    re.IGNORECASE,
)


def unsure(text: str) -> bool:
    """Whether a sentence commits itself to nothing.

    >>> unsure("The record does not say."), unsure("There is no record of asthma.")
    (True, False)
    """
    return bool(_UNSURE.search(text.strip()))
