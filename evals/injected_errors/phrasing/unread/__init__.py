"""Sentences and spellings held out now: doctors, nurses, coders, models, letters to patients.

Written by somebody who has read no rule of the checker. Whoever writes rules reads neither these
files nor what they make, and whoever has read them writes no rules.
"""

from collections.abc import Mapping
from typing import Final

from chartside.evals.injected_errors.phrasing.unread import (
    absences,
    conditions,
    courses,
    documents,
    events,
    medicines,
    onsets,
    people,
    results,
    spellings,
    trends,
)

PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    **results.PATTERNS,
    **trends.PATTERNS,
    **medicines.PATTERNS,
    **courses.PATTERNS,
    **conditions.PATTERNS,
    **onsets.PATTERNS,
    **people.PATTERNS,
    **events.PATTERNS,
    **absences.PATTERNS,
    **documents.PATTERNS,
}
SPELLINGS: Final = spellings.SPELLINGS
