"""Every rule over a chart: its proposals numbered and judged, what cannot be one told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from chartside.draft import Verdict
from chartside.fhir.chart import Chart
from chartside.fhir.found import SetAside
from chartside.fhir.validation import problems
from chartside.grounding.check import check
from chartside.grounding.proposing.duplicate_of_class import duplicate_of_class
from chartside.grounding.proposing.duplicate_order import duplicate_order
from chartside.grounding.proposing.high_potassium import high_potassium
from chartside.grounding.proposing.low_filtration import low_filtration
from chartside.grounding.proposing.overdue_follow_up import overdue_follow_up
from chartside.grounding.proposing.proposed import Proposed
from chartside.grounding.proposing.repeated_diagnosis import repeated_diagnosis

PROPOSING_RULES: Final[tuple[Callable[[Chart], Iterator[Proposed]], ...]] = (
    high_potassium,
    low_filtration,
    duplicate_order,
    duplicate_of_class,
    overdue_follow_up,
    repeated_diagnosis,
)


def find_proposals(chart: Chart) -> tuple[tuple[Proposed, ...], tuple[SetAside, ...]]:
    """What the chart calls for, `p1` with the reason `s1` first; nothing is written.

    A proposal is set aside, with the entry it was to come from, where the checker contradicts its
    reason, or where the entry holds what would not be valid R4. An order is proposed to be stopped
    once, for the first reason: the rules stand in the order of their weight.
    """
    kept: list[Proposed] = []
    aside: list[SetAside] = []
    targets: set[str] = set()
    for found in (found for rule in PROPOSING_RULES for found in rule(chart)):
        if (target := found.proposal.target) in targets:
            continue
        judged = replace(found, reason=check(found.reason, chart))
        if why := _unfit(judged):
            aside.append(SetAside("proposals", None, why, judged.references[0]))
        else:
            targets.update({target} - {""})
            kept.append(_numbered(judged, len(kept) + 1))
    return tuple(kept), tuple(aside)


def _unfit(found: Proposed) -> str:
    if found.reason.verdict is Verdict.CONTRADICTED:
        return "the reason of its proposal is contradicted by the chart"
    if problems(found.proposal.resource, "R4"):
        return "its proposal would not be valid FHIR R4"
    return ""


def _numbered(found: Proposed, number: int) -> Proposed:
    proposal = replace(found.proposal, id=f"p{number}", statement=f"s{number}")
    return Proposed(proposal, replace(found.reason, id=f"s{number}"))
