"""What a sentence says of a medicine: that it is taken, or that it was stopped.

Conservative on purpose: the verb must stand beside the name, and a sentence that is conditional,
negated, temporary, about the past, or about a relative says nothing. What is covered: "stopped
X", "X was discontinued", "no longer takes X", "off X", "Stop X" as an order; "continues on X",
"takes X", "is on X", "current medications: … X". What is not: lists under a heading,
abbreviations such as "d/c" where they may mean discharge, any other wording.
"""

import re
from functools import lru_cache
from typing import Final

STOPPED: Final = "stopped"
TAKEN: Final = "taken"

_ENDED = r"(?:stopped|discontinued|ceased|withdrawn|d/c'?e?d)"
_OFF = r"(?:(?:came|is|is now|been|took (?:him|her|them)|taken|went) off)"
_BE = r"(?:(?:was|were|is|are|has been|have been|had been|been)\s+)?"
_WHEN = r"(?:(?:now|then|already|recently|since|therefore|also|permanently)\s+)?"
_DOSE = (
    r"(?:[\s,(]+(?:\d[\d.,/]*\s*(?:mg|mcg|ug|g|ml|units?|iu|%)?(?:/\w+)?|sodium|potassium|tablets?"
    r"|capsules?|once|twice|three times|daily|nightly|weekly|a day|per day|bd|bid|tid|od|qd|po|by"
    r"|mouth|at night|in the morning|er|xr|sr)\b\)?){0,8}"
)
_ITS = r"(?:(?:her|his|their|the|all|my|on|with|to take|taking|using|takes|uses|regular|daily)\s+)"

_FAMILY: Final = (
    r"mother|father|brother|sister|son|daughter|aunt|uncle|husband|wife|partner|cousin|grand\w+"
)
_UNSAID = re.compile(
    rf"\b(?:if|unless|until|should|would|could|might|may|consider\w*|discuss\w*|temporar\w*"
    rf"|resum\w*|re-?start\w*|reintroduc\w*|recommenc\w*|re-?challenge\w*|advised?|asked"
    rf"|{_FAMILY})\b",
    re.IGNORECASE,
)
_NOT_STOPPED = re.compile(r"\b(?:not|never|nor|without|hold off)\b|n't\b", re.IGNORECASE)
_NOT_AN_ORDER = re.compile(
    r"\b(?:when|once|above|below|before|after|days?|hours?|weeks?|surgery|procedure|operation)\b",
    re.IGNORECASE,
)
_NOT_TAKEN = re.compile(
    r"\b(?:not|never|no longer|no|stop\w*|discontinu\w*|ceas\w*|held|hold|withh\w+|avoid\w*"
    r"|used to|previous\w*|former\w*|past|allerg\w*|intoleran\w*|before|instead|off|declin\w*"
    r"|refus\w*|was (?:taking|on)|were|had|last|until|then|denie[sd]|denying)\b|n't\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def _patterns(names: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    name = rf"(?:{'|'.join(re.escape(n) for n in names)})\b"
    said = {
        "was stopped": rf"\b{name}{_DOSE}\s*[,:(-]?\s*{_BE}{_WHEN}{_ENDED}\b",
        "stopped it": (
            rf"\b(?:{_ENDED}|{_OFF}|no longer|^off)\s*:?\s+{_ITS}{{0,2}}"
            rf"{name}"
        ),
        "stop it": rf"^\W*(?:\d+[.)]\s*)?(?:stop|discontinue|cease)\s+{_ITS}{{0,2}}{name}",
        "takes it": (
            rf"(?:\b(?:continues?|remains?|stays?|still|currently|presently|takes|taking)"
            rf"|\bis (?:now )?on|^\W*continue)\s+{_ITS}{{0,3}}{name}"
        ),
        "it goes on": rf"\b{name}{_DOSE}\s+(?:is|are) (?:continued|ongoing|unchanged)\b",
        "current list": rf"\bcurrent (?:medications?|medicines)\s*:[^\n]*\b{name}",
    }
    return {key: re.compile(pattern, re.IGNORECASE) for key, pattern in said.items()}


def status_said(sentence: str, names: tuple[str, ...]) -> str:
    """`stopped`, `taken`, or empty where the sentence says neither, or is not sure.

    >>> status_said("She continues on naproxen 500 mg twice daily.", ("naproxen",))
    'taken'
    >>> status_said("If potassium is above 5.5, stop spironolactone.", ("spironolactone",))
    ''
    >>> status_said("Stopped lisinopril and started losartan.", ("losartan",))
    ''
    """
    sentence = " ".join(sentence.split())
    if _UNSAID.search(sentence):
        return ""
    found = {
        key: match
        for key, pattern in _patterns(names).items()
        if (match := pattern.search(sentence))
    }
    if any(_is_stop(key, match) for key, match in found.items()):
        return STOPPED
    taken = found.keys() & {"takes it", "it goes on", "current list"}
    return TAKEN if taken and not _NOT_TAKEN.search(sentence) else ""


def _is_stop(key: str, match: re.Match[str]) -> bool:
    """Whether a match says that the medicine is over; a "not" in its own clause undoes it."""
    if key not in {"was stopped", "stopped it", "stop it"}:
        return False
    clause = re.split(r"[,:;]", match.string[: match.start()])[-1]
    if _NOT_STOPPED.search(clause):
        return False
    return key != "stop it" or not _NOT_AN_ORDER.search(match.string)
