"""Sets of words a voice may speak with; the sentences of each are data in files of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chartside.evals.injected_errors.phrasing import (
    clinics,
    fresh,
    letters,
    machines,
    unread,
    wards,
)
from chartside.evals.injected_errors.phrasing.reserved import RESERVED


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences by kind of fact, and spellings by what is spelled.

    What a set lacks is said in the words of the phrasing modules. `near` where speakers tell a
    date near today from today: "yesterday", "in March last year".
    """

    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: bool = False


KNOWN: Final = "known"
RESERVED_WORDS: Final = "reserved"
LETTERS: Final = "letters"
MACHINES: Final = "machines"
WARDS: Final = "wards"
CLINICS: Final = "clinics"
FRESH: Final = "fresh"
UNREAD: Final = "unread"

WORDS: Final[Mapping[str, Words]] = {
    KNOWN: Words(),
    RESERVED_WORDS: Words(RESERVED),
    LETTERS: Words(letters.PATTERNS, letters.SPELLINGS, near=True),
    MACHINES: Words(machines.PATTERNS, machines.SPELLINGS, near=True),
    WARDS: Words(wards.PATTERNS, wards.SPELLINGS, near=True),
    CLINICS: Words(clinics.PATTERNS, clinics.SPELLINGS, near=True),
    FRESH: Words(fresh.PATTERNS, fresh.SPELLINGS, near=True),
    UNREAD: Words(unread.PATTERNS, unread.SPELLINGS, near=True),
}
"""`unread` is held out now; the others are open to whoever writes rules.

`reserved` and then `fresh` were held out until their totals had been looked at; `letters`,
`machines`, `wards` and `clinics` were written to develop rules on.
"""

OPEN: Final = tuple(name for name in WORDS if name != UNREAD)
"""Sets of words that patients of the tuned half are spoken of in."""


def openings(words: Words) -> frozenset[str]:
    """First words of sentences, which take a small letter inside another sentence."""
    patients = (words.spellings.get(how, ()) for how in ("who", "whose"))
    sentences = (said for held in (*words.patterns.values(), *patients) for said in held)
    firsts = (said.split(maxsplit=1)[0].rstrip(":,") for said in sentences)
    return frozenset(
        w for w in firsts if w.isalpha() and w != "I" and not any(c.isupper() for c in w[1:])
    )
