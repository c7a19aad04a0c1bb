"""What a model may answer. Every string and array is bounded: a model that repeats itself ends."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LONGEST_SENTENCE = 400
"""Characters; the longest sentence that the extractive author makes has about 300."""

_Number = Annotated[int, Field(ge=1, le=100_000)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Sentence(_Shape):
    """One sentence, and the numbers of the entries that it rests on."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_SENTENCE)]
    sources: Annotated[list[_Number], Field(max_length=12)]


class Written(_Shape):
    """A section."""

    sentences: Annotated[list[Sentence], Field(max_length=60)]


class Replacement(_Shape):
    """What stands in the place of a failing sentence; no text takes it out."""

    number: _Number
    text: Annotated[str, Field(max_length=LONGEST_SENTENCE)]
    sources: Annotated[list[_Number], Field(max_length=12)]


class Revised(_Shape):
    """Replacements for the failing sentences of a section."""

    replacements: Annotated[list[Replacement], Field(max_length=60)]
