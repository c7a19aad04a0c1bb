"""What a chart disagrees with itself about, and what a draft leaves out. Knows no model.

One rule a file, its clinical source in the docstring. Rules give findings; they judge no sentence.
"""

from chartside.grounding.rules.conflicts import CONFLICT_RULES, find_conflicts
from chartside.grounding.rules.omissions import (
    OMISSION_RULES,
    SAFETY,
    WHOLE_RECORD,
    find_omissions,
    rules_for,
)

__all__ = [
    "CONFLICT_RULES",
    "OMISSION_RULES",
    "SAFETY",
    "WHOLE_RECORD",
    "find_conflicts",
    "find_omissions",
    "rules_for",
]
