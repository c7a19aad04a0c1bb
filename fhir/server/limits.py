"""How much of a server is read for one question."""

from dataclasses import dataclass
from typing import Final

from chartside.fhir.network.limits import LIMITS, Limits
from chartside.fhir.network.retries import RETRIES, Retries


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Of one call, each inclusive."""

    web: Limits = LIMITS
    """Of one answer."""
    retries: Retries = RETRIES
    """When a server is busy."""
    pages: int = 500
    """Pages of one search."""
    page: int = 500
    """Matches that are asked for at once, where a search names no number: servers take this many,
    or give fewer."""
    matches: int = 100_000
    """Matches of one search."""
    attachment: int = 32 * 2**20
    """Bytes of one attachment."""


SERVER_LIMITS: Final = ServerLimits()
