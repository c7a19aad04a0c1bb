"""Who speaks: choices of words that stay the same when a fact is made false.

A true sentence and its corrupted twin are said in one voice, so that they differ in nothing but
what was made false.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from chartside.evals.injected_errors.phrasing.words import KNOWN, WORDS, openings

T = TypeVar("T")

_PRONOUNS: Final = {
    "male": ("He", "His", "man", "gentleman"),
    "female": ("She", "Her", "woman", "lady"),
}
_PLAIN: Final = ("The patient", "The patient's", "patient", "patient")


@dataclass(frozen=True, slots=True)
class Voice:
    """One way of speaking, of a patient of this sex, on a day (`YYYY-MM-DD`, or none).

    `words` names the set (`chartside.evals.injected_errors.phrasing.words`) that sentences and
    spellings are taken from where it has them.
    """

    seed: str
    sex: str = ""
    words: str = KNOWN
    today: str = ""

    def pick(self, slot: str, options: Sequence[T]) -> T:
        """One of the options; the same for the same voice, slot and number of options."""
        digest = hashlib.blake2b(f"{self.seed}:{slot}".encode(), digest_size=6).digest()
        return options[int.from_bytes(digest) % len(options)]

    def pattern(
        self, slot: str, options: Sequence[str], without: re.Pattern[str] | None = None
    ) -> str:
        """One of the sentences for a kind of fact, `{name}` and the like to be filled in.

        None that this expression is found in: a weight is in no blood test.
        """
        held = WORDS[self.words].patterns.get(slot) or options
        return self.pick(slot, [p for p in held if not (without and without.search(p))] or held)

    def spelling(self, slot: str, what: str, options: Sequence[str]) -> str:
        """One of the ways to write something: a unit, a date, a route.

        Not seldom a person writes as everybody does, so that a set adds to the options.
        """
        own = WORDS[self.words].spellings.get(f"{slot} {what}".strip(), ())
        return self.pick(slot, (*options, *own, *own) if own else options)

    def name(self, slot: str, key: str, names: Sequence[str]) -> str:
        """One of the names of something, those of this voice's own words among them."""
        own = WORDS[self.words].spellings.get(f"name {key.lower()}", ())
        return self.pick(slot, (*names, *own, *own) if own else names)

    def again(self, name: str) -> "Voice":
        """Another voice of the same speaker, for the next clause."""
        return replace(self, seed=f"{self.seed}/{name}")

    def of_several_dates(self) -> "Voice":
        """The same voice with every date in full: "29 September" after another year misleads."""
        return replace(self, today="")

    @property
    def who(self) -> str:
        """The patient as subject, at the start of a sentence."""
        known = _PRONOUNS.get(self.sex)
        options = ("The patient", "Patient", "Pt", known[0] if known else "Patient")
        return self.spelling("who", "", options)

    @property
    def whose(self) -> str:
        """The patient as owner, at the start of a sentence."""
        known = _PRONOUNS.get(self.sex)
        return self.spelling("whose", "", ("The patient's", known[1] if known else "The patient's"))


def opened(words: str) -> str:
    """The words with a capital, unless they begin with an abbreviation such as `eGFR`."""
    first = words.split(maxsplit=1)[0] if words else ""
    odd = any(c.isupper() for c in first[1:])
    return words if odd else words[:1].upper() + words[1:]


_OPENERS: Final = frozenset().union(
    *(openings(words) for words in WORDS.values()),
    (
        *("The", "Patient", "Pt", "He", "She", "His", "Her", "On", "In", "A", "An", "No"),
        *("Labs", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
        *("One", "There", "Most", "Between", "From", "As", "Last", "Not", "Never", "Mother"),
        *("Father", "Sister", "Brother", "Is", "Was", "Has", "Had", "Active", "Current"),
        *("Currently", "Past", "Known", "Previously", "Prior", "Resolved", "Underwent"),
        *("Received", "Seen", "Takes", "Taking", "Denies", "Family", "Follow-up", "Over"),
    ),
)


def continued(words: str) -> str:
    """The words inside a sentence: a small letter, unless they begin with a name."""
    first = words.split(maxsplit=1)[0] if words else ""
    return (
        words[:1].lower() + words[1:]
        if first.rstrip(",:;").removesuffix("'s") in _OPENERS
        else words
    )
