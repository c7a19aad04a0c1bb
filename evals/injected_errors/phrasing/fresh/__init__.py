"""Sentences and spellings held out now: clipped SOAP notes, letters, handoffs, portal messages.

Written by somebody who has read no rule of the checker. Whoever writes rules reads neither these
files nor what they make, and whoever has read them writes no rules.
"""

from collections.abc import Mapping
from typing import Final

from chartside.evals.injected_errors.phrasing.fresh import (
    conditions,
    events,
    medicines,
    people,
    results,
    spellings,
)

PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    **results.PATTERNS,
    **medicines.PATTERNS,
    **conditions.PATTERNS,
    **people.PATTERNS,
    **events.PATTERNS,
}
SPELLINGS: Final = spellings.SPELLINGS
