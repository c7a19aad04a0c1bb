"""Sentences and spellings of letters: consultants and GPs, to colleagues and to patients.

Of Commonwealth English, and of writers whose first language is Dutch, German, Hindi or Spanish.
Open to whoever writes rules; rules are developed on them.
"""

from collections.abc import Mapping
from typing import Final

from chartside.evals.injected_errors.phrasing.clinics import (
    absences,
    conditions,
    courses,
    documents,
    events,
    medicines,
    people,
    readings,
    spellings,
)

PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    **readings.PATTERNS,
    **courses.PATTERNS,
    **medicines.PATTERNS,
    **conditions.PATTERNS,
    **people.PATTERNS,
    **events.PATTERNS,
    **absences.PATTERNS,
    **documents.PATTERNS,
}
SPELLINGS: Final = spellings.SPELLINGS
