"""Files that authors write, read; each mistake is said with its line, and nothing of its text."""

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chartside.errors import UsageError
from chartside.evals.user_files.reading import text_of as user_text_of

LONGEST: Final = 50_000_000
"""Bytes of a file of cases."""

_LONGEST_LINE: Final = 1_000_000
_TOLD: Final = 10

_LOOKS: Final = {
    "id": "potassium-1, without spaces",
    "patient": "Patient/123",
    "reference": "Observation/123",
    "scorer": "grading.py:grade",
    "name": "anticoagulants, in small letters, digits and -",
}
"""What a key looks like where any text will not do."""


class Unreadable(ValueError):
    """A part of a file is not as it should be; the words say what should be there."""


def text_of(path: Path) -> str:
    """The text of a file that an author wrote; raises as `chartside.evals.user_files`."""
    return user_text_of(path, LONGEST)


def toml_of(path: Path, text: str) -> dict[str, Any]:
    """What a TOML file holds; numbers as they were written.

    Raises:
        UsageError: It is not TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as wrong:
        place = re.search(r"line (\d+), column (\d+)", str(wrong))
        where = f"line {place[1]}, column {place[2]}" if place else "its end"
        raise UsageError(f"{path} at {where}: not TOML") from None


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def object_of(line: str) -> dict[str, Any]:
    """The JSON object of a line.

    Raises:
        Unreadable: It holds none.
    """
    if len(line) > _LONGEST_LINE:
        raise Unreadable(f"longer than the {_LONGEST_LINE:,} characters of a case")
    try:
        held = json.loads(line, parse_float=Decimal, object_pairs_hook=_once)
    except json.JSONDecodeError as wrong:
        raise Unreadable(f"no JSON from column {wrong.colno} on: one object a line") from None
    except RecursionError:
        raise Unreadable("JSON too deep to be read") from None
    except Unreadable:
        raise
    except ValueError:  # a number of thousands of digits
        raise Unreadable("a number too long to be read") from None
    if not isinstance(held, dict):
        raise Unreadable('no JSON object: write {"id": …}')
    return held


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise Unreadable("a key stands there twice")
    return held


def mistakes(wrong: ValidationError, shape: type[BaseModel]) -> str:
    """What is not as it should be, in words for who wrote it."""
    told = wrong.errors(include_input=False, include_context=False, include_url=False)
    return "; ".join(dict.fromkeys(_mistake(one, shape) for one in told[:5]))


def _mistake(one: ErrorDetails, shape: type[BaseModel]) -> str:
    way = [str(step) for step in one["loc"] if not isinstance(step, int)]
    name = ".".join(way)
    match one["type"]:
        case "missing":
            return f"`{name}` is missing"
        case "extra_forbidden":
            keys = _keys(shape, way[:-1])
            near = get_close_matches(way[-1], keys, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(keys)}"
            return f"no key `{name}`: {hint}"
        case "string_pattern_mismatch" if way[-1:] and way[-1] in _LOOKS:
            return f"`{name}`: write it as {_LOOKS[way[-1]]}"
        case "value_error":
            said = one["msg"].removeprefix("Value error, ")
            return f"`{name}`: {said}" if name else said
        case _:
            said = one["msg"][:1].lower() + one["msg"][1:]
            return f"`{name}`: {said}" if name else said


def _keys(shape: type[BaseModel], way: Sequence[str]) -> list[str]:
    """The keys that may stand at a place; the parts of a file are models within models."""
    for step in way:
        inner = [
            kind
            for name, field in shape.model_fields.items()
            if step in {name, field.alias}
            for kind in _models(field.annotation)
        ]
        if not inner:
            return []
        shape = inner[0]
    return [field.alias or name for name, field in shape.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in a type such as `tuple[Model, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def refuse(path: Path, wrong: Sequence[tuple[str, str]]) -> None:
    """Nothing is run with cases that cannot be used: their author is at hand.

    Raises:
        UsageError: There are any; the first ten are said.
    """
    if not wrong:
        return
    told = [f"  {where}: {why}" for where, why in wrong[:_TOLD]]
    if len(wrong) > _TOLD:
        told.append(f"  and {len(wrong) - _TOLD:,} more")
    some = "1 case" if len(wrong) == 1 else f"{len(wrong):,} cases"
    raise UsageError("\n".join([f"{path.name}: {some} cannot be used:", *told]))
