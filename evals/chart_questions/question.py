"""A question about one patient, and what is asked before it has words."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from chartside.evals.chart_questions.expected import Expected

HALVES = ("tuned", "held out")


@dataclass(frozen=True, slots=True)
class Named:
    """What something is called: `known` to everybody, `kept` for patients held out."""

    known: tuple[str, ...]
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, before it has words.

    `days` are dates to be written out; `slots` other words of the phrasing. `sources` are the
    resources that the answer rests on, by `Type/id`; none where any may be cited.
    """

    kind: str
    expected: Expected
    name: Named = Named(("",))
    days: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words. `reserved`: its phrasing or name is kept for patients held out."""

    text: str
    asked: Asked
    patient: str
    half: str
    name: str = ""
    reserved: bool = False

    @property
    def kind(self) -> str:
        """The kind of question."""
        return self.asked.kind

    @property
    def expected(self) -> Expected:
        """What an answer must say."""
        return self.asked.expected


def half_of(patient: str) -> str:
    """`tuned` or `held out`, by a hash of `Patient/id`: no look at the record decides."""
    return HALVES[hashlib.sha256(f"questions {patient}".encode()).digest()[0] % 2]
