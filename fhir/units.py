"""Units of measure: how they are spelled."""

from functools import cache


@cache
def spelled(unit: str) -> str:
    """One spelling for a unit that is written in many ways."""
    return unit.strip().lower()
