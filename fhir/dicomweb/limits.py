"""How much an archive may send, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one call, each inclusive."""

    still: float = 30.0
    """Seconds without a byte."""
    seconds: float = 3600.0
    """Seconds for all files of one call."""
    search: float = 120.0
    """Seconds for all pages of one search."""
    answer: int = 8 * 2**20
    """Bytes of one page of a search."""
    page: int = 200
    """Matches that are asked for at once."""
    matches: int = 10_000
    """Studies, series or instances of one search."""
    file: int = 2 * 2**30
    """Bytes of one file. A breast tomosynthesis that is not compressed has 1 GB."""
    whole: int = 8 * 2**30
    """Bytes of all files of one call."""
    files: int = 10_000
    """Files of one call."""
