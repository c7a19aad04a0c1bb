"""What a section's title says of every sentence under it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless

_TITLES: Final = (
    (
        "medicine",
        Caseless(r"\b(?:medic(?:ine|ation)s?|drugs?|prescriptions?|meds)\b"),
    ),
    ("allergy", Caseless(r"\b(?:allerg(?:y|ies)|intolerances?)\b")),
    ("problem", Caseless(r"\b(?:problems?|diagnos[ei]s|conditions?)\b")),
    ("family", Caseless(r"\bfamily\b")),
)
_CURRENT = Caseless(r"\b(?:current|active|present|ongoing|taking)\b")
_PAST = Caseless(
    r"\b(?:past|previous|former|resolved|stopped|ended|inactive|discontinued|history)\b",
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
