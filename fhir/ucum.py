"""Ratios of UCUM units by the pint registry, for units that `units` does not size itself."""

import re
from decimal import Decimal
from functools import cache
from typing import Any

import pint
from ucumvert import InvalidUcumError, PintUcumRegistry

_NOTE = re.compile(r"\{[^}]*\}")


@cache
def _registry() -> PintUcumRegistry:
    return PintUcumRegistry()


@cache
def ratio(start: str, goal: str) -> Decimal | None:
    """How many `goal` one `start` is (UCUM codes).

    None where they measure different things, or one is no UCUM code.
    """
    try:
        one, other = _quantity(start), _quantity(goal)
        size = float((one / other).to("dimensionless").magnitude)
    except (pint.errors.PintError, InvalidUcumError, ValueError, ZeroDivisionError):
        return None
    # Floats are good to fifteen digits; twelve give back the exact factors of decimal units.
    return Decimal(f"{size:.12g}")


def _quantity(unit: str) -> Any:
    return _registry().from_ucum(_NOTE.sub("", unit).rstrip("/"))
