"""Sentences and spellings of all kinds of writers, held out from whoever writes rules.

Doctors, nurses, coders, language models and letters to patients. Rules are judged by them, so
nobody who writes rules reads them.
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
