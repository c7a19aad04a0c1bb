"""Sentences and spellings of hospital doctors: clinic letters, ward rounds, summaries, handovers.

Of Britain, Ireland, Australia and India. Open to whoever writes rules; rules are developed on them.
"""

from collections.abc import Mapping
from typing import Final

from chartside.evals.injected_errors.phrasing.letters import (
    conditions,
    documents,
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
    **documents.PATTERNS,
}
SPELLINGS: Final = spellings.SPELLINGS
