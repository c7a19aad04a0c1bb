"""Every rule over a chart, and its proposals numbered, with their reasons judged."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from chartside.draft import Verdict
from chartside.fhir.chart import Chart
from chartside.grounding.check import check
from chartside.grounding.proposing.duplicate_order import duplicate_order
from chartside.grounding.proposing.overdue_follow_up import overdue_follow_up
from chartside.grounding.proposing.proposed import Proposed
from chartside.grounding.proposing.repeated_diagnosis import repeated_diagnosis

PROPOSING_RULES: Final[tuple[Callable[[Chart], Iterator[Proposed]], ...]] = (
    duplicate_order,
    overdue_follow_up,
    repeated_diagnosis,
)


def find_proposals(chart: Chart) -> tuple[Proposed, ...]:
    """What the chart calls for, `p1` with the reason `s1` first; nothing is written.

    A proposal whose reason the checker contradicts is not made.
    """
    judged = (
        replace(found, reason=check(found.reason, chart))
        for rule in PROPOSING_RULES
        for found in rule(chart)
    )
    kept = [p for p in judged if p.reason.verdict is not Verdict.CONTRADICTED]
    return tuple(
        Proposed(replace(p.proposal, id=f"p{n}", statement=f"s{n}"), replace(p.reason, id=f"s{n}"))
        for n, p in enumerate(kept, 1)
    )
