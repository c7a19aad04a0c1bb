"""What a search returned, and what was asked.

Empty is an answer, cut off is said, unreadable is counted.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A resource that could not be taken in: where it stood and why. Carries no chart data.

    `source` is the file or table; `line` the line in NDJSON or the position in a Bundle (both from
    1), None where neither applies; `reference` its `Type/id` where it has one.
    """

    source: str
    line: int | None
    reason: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Items, the query that was run, what was set aside, and whether it was cut off.

    `next` says how to go on; it is opaque.
    """

    items: tuple[T, ...]
    query: str
    set_aside: tuple[SetAside, ...] = field(default=())
    truncated: bool = False
    next: str | None = None
    total: int | None = None
