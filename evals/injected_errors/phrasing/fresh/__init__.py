"""Sentences and spellings held out once: clipped SOAP notes, letters, handoffs, portal messages.

Written by somebody who had read no rule of the checker. Open to whoever writes rules, since the
totals they led to have been looked at.
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
