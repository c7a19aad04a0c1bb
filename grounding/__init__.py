"""Claims in a sentence and their verdict against a chart; knows no agent, and no model by default.

A sentence is read as the clinician sees it and each thing it says is re-derived from the entries
that it cites. The rules that decide a verdict are in `judges/`, one a file with its source; what a
chart contradicts itself about and what a draft leaves out, in `rules/`.
"""

from chartside.grounding.check import check, check_sections, claims_in
from chartside.grounding.claims import Claim
from chartside.grounding.draft_check import check_draft
from chartside.grounding.opinion import ChatModel, Limits, with_opinions
from chartside.grounding.reading.calendar import DateOrder
from chartside.grounding.rules import find_conflicts, find_omissions

__all__ = [
    "ChatModel",
    "Claim",
    "DateOrder",
    "Limits",
    "check",
    "check_draft",
    "check_sections",
    "claims_in",
    "find_conflicts",
    "find_omissions",
    "with_opinions",
]
