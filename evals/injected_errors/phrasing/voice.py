"""Who speaks: choices of words that stay the same when a fact is made false.

A true sentence and its corrupted twin are said in one voice, so that they differ in nothing but
what was made false.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from chartside.evals.injected_errors.phrasing.reserved import RESERVED

T = TypeVar("T")

_PRONOUNS: Final = {
    "male": ("He", "His", "man", "gentleman"),
    "female": ("She", "Her", "woman", "lady"),
}
_PLAIN: Final = ("The patient", "The patient's", "patient", "patient")


@dataclass(frozen=True, slots=True)
class Voice:
    """One way of speaking, of a patient of this sex.

    A `reserved` voice says what it can in sentences that only patients held out are spoken of in.
    """

    seed: str
    sex: str = ""
    reserved: bool = False

    def pick(self, slot: str, options: Sequence[T]) -> T:
        """One of the options; the same for the same voice, slot and number of options."""
        digest = hashlib.blake2b(f"{self.seed}:{slot}".encode(), digest_size=6).digest()
        return options[int.from_bytes(digest) % len(options)]

    def pattern(self, slot: str, options: Sequence[str]) -> str:
        """One of the sentences for a kind of fact, `{name}` and the like to be filled in."""
        own = RESERVED.get(slot, ()) if self.reserved else ()
        return self.pick(slot, own or options)

    def again(self, name: str) -> "Voice":
        """Another voice of the same speaker, for the next clause."""
        return Voice(f"{self.seed}/{name}", self.sex, self.reserved)

    @property
    def who(self) -> str:
        """The patient as subject, at the start of a sentence."""
        known = _PRONOUNS.get(self.sex)
        return self.pick("who", ("The patient", "Patient", "Pt", known[0] if known else "Patient"))

    @property
    def whose(self) -> str:
        """The patient as owner, at the start of a sentence."""
        known = _PRONOUNS.get(self.sex)
        return self.pick("whose", ("The patient's", known[1] if known else "The patient's"))


def opened(words: str) -> str:
    """The words with a capital, unless they begin with an abbreviation such as `eGFR`."""
    first = words.split(maxsplit=1)[0] if words else ""
    odd = any(c.isupper() for c in first[1:])
    return words if odd else words[:1].upper() + words[1:]


_OPENERS: Final = frozenset(
    [
        "The",
        "Patient",
        "Pt",
        "He",
        "She",
        "His",
        "Her",
        "On",
        "In",
        "A",
        "An",
        "No",
        "Labs",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "One",
        "There",
        "Most",
        "Between",
        "From",
        "As",
        "Last",
        "Not",
        "Never",
        "Mother",
        "Father",
        "Sister",
        "Brother",
        "Is",
        "Was",
        "Has",
        "Had",
        "Active",
        "Current",
        "Currently",
        "Past",
        "Past",
        "Known",
        "Previously",
        "Prior",
        "Resolved",
        "Underwent",
        "Received",
        "Seen",
        "Takes",
        "Taking",
        "Denies",
        "Has",
        "Family",
        "Follow-up",
        "Over",
    ]
)


def continued(words: str) -> str:
    """The words inside a sentence: a small letter, unless they begin with a name."""
    first = words.split(maxsplit=1)[0] if words else ""
    return words[:1].lower() + words[1:] if first.rstrip("'s,:") in _OPENERS else words
