"""How much a server may send, and for how long."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one answer, each inclusive. Redirects are never followed, whatever the limits."""

    answer: int = 64 * 2**20
    """Bytes, after unpacking."""
    connect: float = 10.0
    """Seconds until there is a connection."""
    still: float = 30.0
    """Seconds without a byte."""
    seconds: float = 120.0
    """Seconds in all, from the first step to the last byte."""


LIMITS: Final = Limits()
