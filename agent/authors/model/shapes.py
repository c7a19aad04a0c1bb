"""What a model may answer. Every string and array is bounded: a model that repeats itself ends."""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from chartside.models.control_tokens import neutralise

LONGEST_SENTENCE = 400
"""Characters; the longest sentence that the extractive author makes has about 300."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Letters of Persian and of Indian scripts take their form from these."""


def legible(text: str) -> str:
    r"""The text as it reads: no control token, a space for what moves a cursor or turns letters.

    A sentence that is shown in another order than its letters stand in is read otherwise by the
    clinician than by the checker.

    >>> legible("K 3.1\u202e 5.9")
    'K 3.1  5.9'
    """
    seen = (" " if unicodedata.category(c) in _UNSEEN and c not in _JOINERS else c for c in text)
    return neutralise("".join(seen))


_Number = Annotated[int, Field(ge=1, le=100_000)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Sentence(_Shape):
    """One sentence, and the numbers of the entries that it rests on."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_SENTENCE), AfterValidator(legible)]
    sources: Annotated[list[_Number], Field(max_length=12)]


class Written(_Shape):
    """A section."""

    sentences: Annotated[list[Sentence], Field(max_length=60)]


class Replacement(_Shape):
    """What stands in the place of a failing sentence; no text takes it out."""

    number: _Number
    text: Annotated[str, Field(max_length=LONGEST_SENTENCE), AfterValidator(legible)]
    sources: Annotated[list[_Number], Field(max_length=12)]


class Revised(_Shape):
    """Replacements for the failing sentences of a section."""

    replacements: Annotated[list[Replacement], Field(max_length=60)]
