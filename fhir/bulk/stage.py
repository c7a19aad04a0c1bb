"""How far an export is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """The server prepares, while `files` is 0; then files are read.

    `said` is what the server says of its preparing, cut short and without line ends: a stranger's
    words.
    """

    said: str = ""
    done: int = 0
    files: int = 0
    resources: int = 0


Progress = Callable[[Stage], None]


def said_by(header: str) -> str:
    """The words of an X-Progress header as they may be shown (the specification: up to 100)."""
    return "".join(c if c.isprintable() else " " for c in header[:_LONGEST]).strip()
