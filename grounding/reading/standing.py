"""What a section's title says of every sentence under it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TITLES: Final = (
    (
        "medicine",
        re.compile(r"\b(?:medic(?:ine|ation)s?|drugs?|prescriptions?|meds)\b", re.IGNORECASE),
    ),
    ("allergy", re.compile(r"\b(?:allerg(?:y|ies)|intolerances?)\b", re.IGNORECASE)),
    ("problem", re.compile(r"\b(?:problems?|diagnos[ei]s|conditions?)\b", re.IGNORECASE)),
    ("family", re.compile(r"\bfamily\b", re.IGNORECASE)),
)
_CURRENT = re.compile(r"\b(?:current|active|present|ongoing|taking)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:past|previous|former|resolved|stopped|ended|inactive|discontinued|history)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a title says.

    `about` is medicine, allergy, problem, family or empty; `standing` is current, past or empty.
    """

    about: str = ""
    standing: str = ""


@lru_cache(maxsize=512)
def heading(title: str) -> Heading:
    """A section's title as context.

    >>> heading("Current medicines")
    Heading(about='medicine', standing='current')
    >>> heading("Family and social history").standing
    ''
    """
    about = next((name for name, said in _TITLES if said.search(title)), "")
    if about in {"family", ""}:
        return Heading(about)
    standing = "current" if _CURRENT.search(title) else "past" if _PAST.search(title) else ""
    return Heading(about, standing)
