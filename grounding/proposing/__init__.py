"""Changes of the chart that the chart itself calls for, as proposals. Knows no model, and no write.

One rule a file, its clinical source in the docstring. A rule says only what the chart states; each
reason is a sentence with its sources, and the checker judges it like any other.
"""

from chartside.grounding.proposing.proposed import Proposed
from chartside.grounding.proposing.rules import PROPOSING_RULES, find_proposals

__all__ = ["PROPOSING_RULES", "Proposed", "find_proposals"]
