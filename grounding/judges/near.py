"""Symptoms that are told in one word and asked about in another.

Chest pain, tightness, pressure, heaviness and discomfort are one complaint (AHA/ACC chest pain
guideline 2021, section 1.4.2), and so are the words for being short of breath.
"""

import re
from typing import Final

from chartside.grounding.reading.asked import without_asked
from chartside.grounding.reading.caseless import Caseless

_GROUPS: Final = tuple(
    Caseless(form)
    for form in (
        r"\bchest (?:pains?|tightness|pressure|discomfort|heaviness)\b|\bangina\b"
        r"|\btightness (?:in|of|across) (?:the|his|her) chest\b",
        r"\bdyspn(?:o)?ea\b|\bshort(?:ness)? of breath\b|\bbreathless(?:ness)?\b|\bwinded\b"
        r"|\bSOB\b",
        r"\bsyncope\b|\bfaint(?:ed|ing|s)?\b|\bblack(?:ed)?[\s-]?outs?\b|\bpassed out\b",
        r"\bvomit\w*\b|\bemesis\b|\bthrew up\b|\bthrowing up\b",
        r"\bpyrexia\b|\bfever\w*\b|\bfebrile\b",
    )
)
_DENIED: Final = Caseless(
    r"\b(?:no|not|denie[sd]|denying|without|never|negative for|nor|none)\b[^.;\n]{0,60}$",
)


def near(name: str, text: str) -> str:
    """The words with which a text tells a symptom that a name is another word for, or empty."""
    group = next((g for g in _GROUPS if g.search(name)), None)
    stated = without_asked(text) if group else ""
    told = group.finditer(stated) if group else ()
    return next((m[0] for m in told if not _is_denied(m, stated)), "")


def kindred(name: str) -> Caseless | None:
    """The ways in which the complaint that a name tells is told."""
    return next((g for g in _GROUPS if g.search(name)), None)


def _is_denied(told: re.Match[str], text: str) -> bool:
    return _DENIED.search(text[max(0, told.start() - _AHEAD) : told.start()]) is not None


_AHEAD: Final = 80
"""Characters before a symptom in which it may be denied."""
