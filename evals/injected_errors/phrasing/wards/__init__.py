"""Sentences and spellings of hospital staff in the United States, terse and dense.

Emergency physicians and hospitalists, nurses, intensive care, pharmacists, physiotherapists, and
dictated speech. Open to whoever writes rules; rules are developed on them.
"""

from collections.abc import Mapping
from typing import Final

from chartside.evals.injected_errors.phrasing.wards import (
    conditions,
    courses,
    denials,
    documents,
    events,
    medicines,
    people,
    results,
    spellings,
)

PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    **results.PATTERNS,
    **courses.PATTERNS,
    **medicines.PATTERNS,
    **conditions.PATTERNS,
    **people.PATTERNS,
    **events.PATTERNS,
    **denials.PATTERNS,
    **documents.PATTERNS,
}
SPELLINGS: Final = spellings.SPELLINGS
