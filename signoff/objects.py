"""The objects that a resource is made of, at whatever depth."""

from collections.abc import Iterator, Mapping
from typing import Any


def objects_within(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object within, and the whole; an object before what it holds."""
    if isinstance(value, Mapping):
        yield value
        for held in value.values():
            yield from objects_within(held)
    elif isinstance(value, list):
        for held in value:
            yield from objects_within(held)
