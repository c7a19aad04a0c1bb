"""Cases of a user's material that a suite cannot use, counted by why and said in its report.

    Task(..., metadata=set_aside({"rows without a question": 3}))

Inspect keeps the metadata of a task in its log, from where the report has it.
"""

from collections.abc import Mapping
from typing import Any, Final

_KEY: Final = "set_aside"


def set_aside(why: Mapping[str, int]) -> dict[str, Any]:
    """The metadata of a task of which so many cases were set aside; the words go into a sentence.

    >>> set_aside({"rows without a question": 3, "rows of nobody": 0})
    {'set_aside': {'rows without a question': 3}}
    """
    return {_KEY: {words: number for words, number in why.items() if number}}


def set_aside_in(metadata: Mapping[str, Any] | None) -> dict[str, int]:
    """What the metadata of a task says was set aside."""
    held = (metadata or {}).get(_KEY) or {}
    return {str(words): int(number) for words, number in held.items()}
