"""Cases out of rows: each id once, and what is no case set aside and counted by why."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from chartside.errors import UsageError


class Named(Protocol):
    """A case that has an id."""

    @property
    def id(self) -> str:
        """What tells it from the others."""
        ...


T = TypeVar("T", bound=Named)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """The cases that a user's material holds, and how much of it was set aside, by why."""

    cases: tuple[T, ...]
    aside: Mapping[str, int] = field(default_factory=dict)


class NoCase(ValueError):
    """A row that is no case; the message says why, in words that follow a count."""


def gathered(
    rows: Iterable[tuple[str, R]],
    understood: Callable[[str, R], T],
    named: str,
    what: str = "case that can be used",
) -> Held[T]:
    """The cases of rows; `understood` takes what a row is called, and the row.

    Raises:
        UsageError: None of them is one; `named` is what they were looked for in.
    """
    found: dict[str, T] = {}
    aside: Counter[str] = Counter()
    for name, row in rows:
        try:
            case = understood(name, row)
        except NoCase as why:
            aside[str(why)] += 1
            continue
        if found.setdefault(case.id, case) is not case:
            aside["rows with an id that another has"] += 1
    if not found:
        told = "; ".join(f"{number} {words}" for words, number in aside.items()) or "it is empty"
        raise UsageError(f"{named} holds no {what}: {told}")
    return Held(tuple(found.values()), dict(aside))
