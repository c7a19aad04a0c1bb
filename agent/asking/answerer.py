"""What every answerer is: it plans the calls for a question, and answers from what they led to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from chartside.agent.authors.author import Evidence
from chartside.agent.state import Call
from chartside.draft import Author as Identity
from chartside.draft import Statement
from chartside.fhir.chart import Chart


@dataclass(frozen=True)
class Asked:
    """A question at the moment of planning.

    `manifest` has how many live entries the chart holds of each kind; `tried` the calls of earlier
    rounds, each with how many rows it led to or why it could not be run. No row is here.
    """

    text: str
    chart: Chart
    manifest: Mapping[str, int]
    tried: tuple["Tried", ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """A call that was run: how many rows it found in all, or the error that it ended in."""

    call: Call
    rows: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The next calls; `enough` where nothing more is wanted, should they find anything."""

    calls: tuple[Call, ...] = ()
    enough: bool = False


@dataclass(frozen=True)
class Read:
    """A question at the moment of answering: what was read for it.

    `cut` where the budget left something unread; `earlier` what this answerer wrote before, judged.
    """

    text: str
    evidence: Evidence
    cut: bool = False
    earlier: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The sentences of an answer, none for an abstention; and what had to be left out of it."""

    statements: tuple[Statement, ...]
    left_out: tuple[str, ...] = ()


class Answerer(Protocol):
    """Answers questions. A sentence that cites what was not read is thrown away."""

    @property
    def identity(self) -> Identity:
        """Who answers: a name, and the model with its revision where there is one."""
        ...

    @property
    def prompts(self) -> Mapping[str, str]:
        """What it asks a model with: version and digest of each prompt by its id."""
        ...

    @property
    def rounds(self) -> int:
        """How often it may plan: once where what is found changes nothing of what is asked."""
        ...

    async def plan(self, asked: Asked) -> Plan:
        """The next calls; none when nothing more is to be read.

        Raises:
            NothingToSay: The question cannot be understood.
            ModelError: A model was asked, and nothing usable came back.
        """
        ...

    async def answer(self, read: Read) -> Answered:
        """The answer; without a sentence it is an abstention.

        Raises:
            ModelError: A model was asked, and nothing usable came back.
        """
        ...
