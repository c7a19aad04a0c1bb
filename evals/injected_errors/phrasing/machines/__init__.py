"""Sentences and spellings of language models, hospitalists and nurses, and of portal messages.

Verbose or in fragments, American. Open to whoever writes rules; rules are developed on them.
"""

from collections.abc import Mapping
from typing import Final

from chartside.evals.injected_errors.phrasing.machines import (
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
