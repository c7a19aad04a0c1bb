"""JSON out of what a model wrote: exactly one object, with at most some words around it.

What is mended is only what stands outside of the object: a code fence, a sentence before or after.
Inside of it nothing is guessed, for a mended value would be one that the model did not write.
"""

import json
import re
from dataclasses import dataclass
from math import isinf
from typing import Any, Final

MOST_CHARACTERS: Final = 400_000
"""Of one answer."""
_FENCED: Final = re.compile(r"```[A-Za-z]*+\s*+(?P<inside>[^`]*+)```")
"""Nothing in it is tried twice, so that hostile text takes no longer to read than its length."""
_INSIDE_MORE: Final = re.compile(r'[\[{,"]\s*\Z|"\s*:\s*\Z')
"""How the words before an object end where it is only a part of more JSON."""
_LEAST_ECHO: Final = 12
"""Characters around an object by which an answer is known to repeat its prompt."""


class Unreadable(Exception):
    """An answer is not one JSON object; `problem` is a code. It never leaves this room."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Read:
    """An object, its text, and whether there was nothing else."""

    value: dict[str, Any]
    text: str
    exact: bool


def read_object(text: str, prompt: str = "") -> Read:
    """The one JSON object in an answer.

    Args:
        text: What the model wrote, without its thoughts.
        prompt: What it was asked; an answer that repeats it is not one, whatever JSON it holds.

    Raises:
        Unreadable: `empty`, `too-long`, `not-json`, `not-an-object`, `several-objects`, `echo`,
            `duplicate-key`, `not-a-number`, `too-deep`.
    """
    bare = text.strip()
    if not bare:
        raise Unreadable("empty")
    if len(bare) > MOST_CHARACTERS:
        raise Unreadable("too-long")
    try:
        return _checked(_decoded(bare), bare, exact=True)
    except json.JSONDecodeError:
        pass
    before, inside, after = _apart(bare)
    if any(len(w) >= _LEAST_ECHO and w in prompt for w in (before.strip(), after.strip())):
        raise Unreadable("echo")
    try:
        return _checked(_decoded(inside), inside, exact=False)
    except json.JSONDecodeError:
        raise Unreadable("not-json") from None


def _apart(text: str) -> tuple[str, str, str]:
    """What stands before the object, the object, and what stands after it."""
    fences = list(_FENCED.finditer(text))
    if len(fences) == 1 and fences[0]["inside"].startswith("{"):
        inside = fences[0]["inside"].strip()
        return text[: fences[0].start()], inside, text[fences[0].end() :]
    start = text.find("{")
    # Only the first brace is tried: in JSON that broke off, a later one opens but a part of it.
    if start < 0 or _INSIDE_MORE.search(text[:start]):
        raise Unreadable("not-json")
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError:
        raise Unreadable("not-json") from None
    except (RecursionError, ValueError):
        raise Unreadable("too-deep") from None
    if "{" in text[end:]:
        raise Unreadable("several-objects")
    return text[:start], text[start:end], text[end:]


def _checked(value: object, text: str, *, exact: bool) -> Read:
    if not isinstance(value, dict):
        raise Unreadable("not-an-object")
    return Read(value, text, exact)


def _decoded(text: str) -> object:
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError):  # a number of thousands of digits is the ValueError
        raise Unreadable("too-deep") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(found := dict(pairs)) < len(pairs):
        raise Unreadable("duplicate-key")
    return found


def _no_number(_: str) -> object:
    raise Unreadable("not-a-number")


def _finite(text: str) -> float:
    if isinf(number := float(text)):
        raise Unreadable("not-a-number")
    return number
