"""What a terminology service answers, whoever answers it.

Unknown is an answer: a code, a map or a relation that the service does not know is None or empty,
and only a service that fails raises (`TerminologyError`). Only codes and the URLs of code systems,
value sets and maps are ever asked about.
"""

from dataclasses import dataclass
from typing import Final, Literal, Protocol

from chartside.fhir.codes import Coding
from chartside.fhir.found import Found

Subsumption = Literal["equivalent", "subsumes", "subsumed-by", "not-subsumed"]
"""Of two codes A and B: `subsumes` where A is the broader one."""

LIMIT: Final = 1000
"""Codes that an expansion gives at most, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code is called: its display, its other names, and whether it is still in use."""

    coding: Coding
    names: tuple[str, ...] = ()
    version: str = ""
    inactive: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """A code of another system, and how it relates to the one asked about.

    `equivalence` in the words of FHIR R4, which say what the target is to the source: `equivalent`,
    `equal`, `wider`, `narrower`, `inexact`, `relatedto`, `specializes`, `subsumes`, `disjoint`.
    `concept_map` is the URL of the map that says so.
    """

    coding: Coding
    equivalence: str
    concept_map: str = ""


@dataclass(frozen=True, slots=True)
class Validation:
    """Whether a code is one of its system, or of a value set; None where the service can't tell."""

    valid: bool | None
    display: str = ""
    message: str = ""


class TerminologyService(Protocol):
    """A source of meanings: files (`LocalTerminology`) or a server (`TerminologyServer`)."""

    async def expand(self, value_set: str, *, text: str = "", limit: int = LIMIT) -> Found[Coding]:
        """The codes of a value set, those whose display holds `text`; cut off at `limit`.

        Raises:
            TerminologyError: The value set is not known, or the service failed.
        """
        ...

    async def lookup(self, coding: Coding) -> Meaning | None:
        """What a code means; None where it is not known."""
        ...

    async def translate(
        self, coding: Coding, *, to: str = "", concept_map: str = ""
    ) -> tuple[Translation, ...]:
        """What a code is in other systems, in `to` if given, by `concept_map` if given."""
        ...

    async def validate_code(self, coding: Coding, *, value_set: str = "") -> Validation:
        """Whether a code is one of its system, or a member of `value_set`."""
        ...

    async def subsumes(self, system: str, one: str, other: str) -> Subsumption | None:
        """How two codes of one system lie to each other; None where that is not known."""
        ...
