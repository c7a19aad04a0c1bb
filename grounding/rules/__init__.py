"""What a chart disagrees with itself about, and what a draft leaves out. Knows no model.

One rule a file, its clinical source in the docstring. Rules give findings; they judge no
sentence.
"""

from chartside.grounding.rules.conflicts import CONFLICT_RULES, find_conflicts

__all__ = ["CONFLICT_RULES", "find_conflicts"]
