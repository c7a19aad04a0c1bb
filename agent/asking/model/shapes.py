"""What a model may plan and answer. Every string and array is bounded."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chartside.agent.authors.model.shapes import Sentence

MOST_CALLS = 8
"""Calls of one round."""
_Word = Annotated[str, Field(min_length=1, max_length=40)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class PlannedArgument(_Shape):
    """One argument of a tool, its value as text."""

    name: _Word
    value: Annotated[str, Field(max_length=200)]


class PlannedCall(_Shape):
    """One search."""

    tool: _Word
    arguments: Annotated[list[PlannedArgument], Field(max_length=10)]


class PlanGiven(_Shape):
    """The searches of one round; none when nothing more is to be read.

    `enough` where they answer the question if they find anything; unsaid, it is not.
    """

    calls: Annotated[list[PlannedCall], Field(max_length=MOST_CALLS)]
    enough: bool = False


class AnswerGiven(_Shape):
    """An answer, or an abstention."""

    abstain: bool
    sentences: Annotated[list[Sentence], Field(max_length=30)]
