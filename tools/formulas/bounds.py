"""What a formula takes: a value outside is refused, not extrapolated."""

from decimal import Decimal
from typing import Literal

from chartside.errors import OutOfRange

Sex = Literal["female", "male"]
"""As a laboratory uses it for reference ranges; in a chart the administrative gender."""


def hold(name: str, value: Decimal | int, low: str, high: str, unit: str = "") -> None:
    """Let a value pass that lies from `low` to `high`, both included.

    Raises:
        OutOfRange: It does not; the message names the input and the range, not the value.
    """
    if not Decimal(low) <= value <= Decimal(high):
        raise OutOfRange(name, low, high, unit)
