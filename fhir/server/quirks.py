"""What is known of a server that a client has to allow for, as data: quirks.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

_SAID: Final = ("publisher", "title", "name")
_NONE: Final[Mapping[str, tuple[str, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Quirks:
    """How to ask one server; the fields are those of quirks.toml."""

    name: str = ""
    patient: Literal["", "reference"] = ""
    fresh: bool = False
    search: Literal["post", "get"] = "post"
    ask_total: bool = False
    everything_count: int | None = None
    binary: str = ""
    most: Mapping[str, int] = field(default_factory=dict)
    alone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def _known() -> tuple[tuple[tuple[str, ...], Quirks], ...]:
    text = files(__package__).joinpath("quirks.toml").read_text(encoding="utf-8")
    return tuple(
        (tuple(told.pop("words")), replace(Quirks(), name=name, **_typed(told)))
        for name, told in tomllib.loads(text).items()
    )


def _typed(told: Mapping[str, Any]) -> dict[str, Any]:
    lists = {
        name: {kind: tuple(names) for kind, names in told[name].items()}
        for name in ("alone", "one_of")
        if name in told
    }
    return {**told, **lists}


def quirks_of(statement: Mapping[str, Any], base: str) -> Quirks:
    """The quirks of the server whose CapabilityStatement and base URL these are."""
    said = " ".join([base, *_words(statement)]).casefold()
    for words, quirks in _known():
        if any(word in said for word in words):
            return quirks
    return Quirks()


def _words(statement: Mapping[str, Any]) -> list[str]:
    software, implementation = statement.get("software"), statement.get("implementation")
    found = [statement.get(name) for name in _SAID]
    if isinstance(software, dict):
        found.append(software.get("name"))
    if isinstance(implementation, dict):
        found += [implementation.get("description"), implementation.get("url")]
    return [text for text in found if isinstance(text, str)]
