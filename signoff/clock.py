"""Time as sign-off writes it.

Aware, in UTC, with the signer's local time beside it where a person acted.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware.

Passed in, so that expiry can be tested.
"""


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, always as long, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local_text(moment: datetime) -> str:
    """The same moment on this machine's wall clock, with its offset (21 CFR 11.50)."""
    return moment.astimezone().isoformat(timespec="milliseconds")


def from_text(text: str) -> datetime:
    """The moment that `utc_text` or `local_text` wrote."""
    return datetime.fromisoformat(text)
