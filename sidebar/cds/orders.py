"""Draft orders held against the chart, as cards.

Rules are those of `chartside.grounding`, on medicines and on requests that expose to an allergen;
nothing is judged here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.grounding import find_conflicts
from chartside.grounding.proposing.duplicate_order import duplicate_order
from chartside.grounding.rules.finding import ordered
from chartside.sidebar.cds.cards import Card, Indicator, Link, Topic
from chartside.sidebar.cds.draft_orders import DraftOrders
from chartside.sidebar.cds.gaps import gaps
from chartside.sidebar.cds.telling import Telling
from chartside.sidebar.cds.wording import detail, not_looked_at

MOST: Final = 8
"""Grave findings with a card each."""
DUPLICATE: Final = "duplicate-order"
_READ_AS: Final = (
    "The draft orders were read as if they were signed. That no other notice is shown is no "
    "all-clear."
)


def order_notices(
    chart: Chart,
    orders: DraftOrders,
    looked_at: Mapping[str, str],
    links: tuple[Link, ...] = (),
    incomplete: tuple[str, ...] = (),
    *,
    in_part: bool = False,
) -> tuple[Card, ...]:
    """The notices on draft orders, the gravest first, and one where some could not be checked.

    Args:
        chart: What came with the call, with all the draft orders in it.
        orders: The draft orders.
        looked_at: Those that the notices are about (`DraftOrders.names`, or a part of it).
        links: Put on each card.
        incomplete: What was not looked at in full.
        in_part: Whether allergies or medicines are among it: that is said on a card of its own.
    """
    own = _without_drafts(chart, orders.names)
    if found_gaps := gaps(own):
        incomplete, in_part = (*incomplete, *found_gaps), True
    chart = _without_revised(chart, orders.names)
    telling = Telling(
        chart,
        Topic.ORDER,
        MOST,
        "notices on these draft orders",
        links,
        _READ_AS,
        incomplete,
        orders.names,
    )
    found = [f for f in _findings(chart) if _is_about(f, looked_at)]
    unread = orders.unreadable + sum(_is_nameless(chart, ours) for ours in looked_at)
    return (*telling.cards(found), *_unchecked(unread, incomplete if in_part else (), links))


def _findings(chart: Chart) -> tuple[Finding, ...]:
    repeated = (
        Finding(DUPLICATE, one.reason.text, Severity.MODERATE, one.reason.citations)
        for one in duplicate_order(chart)
    )
    return ordered((*find_conflicts(chart), *repeated), chart)


def _is_about(finding: Finding, drafts: Iterable[str]) -> bool:
    held = set(drafts)
    return any(c.reference in held for c in finding.citations)


def _without_revised(chart: Chart, names: Mapping[str, str]) -> Chart:
    """Without the orders of the chart that a draft is a new version of: it takes their place."""
    revised = set(names.values())
    kept = tuple(e for e in chart.entries if e.reference not in revised)
    return chart if len(kept) == len(chart.entries) else replace(chart, entries=kept)


def _without_drafts(chart: Chart, names: Mapping[str, str]) -> Chart:
    """What the chart held before; drafts that cannot be read are counted by themselves."""
    return replace(
        chart,
        entries=tuple(e for e in chart.entries if e.reference not in names),
        set_aside=tuple(s for s in chart.set_aside if s.reference not in names),
    )


def _is_nameless(chart: Chart, ours: str) -> bool:
    entry = chart.get(ours)
    return entry is None or not entry.label


def _unchecked(count: int, incomplete: tuple[str, ...], links: tuple[Link, ...]) -> list[Card]:
    """What nobody should take for checked."""
    if not count and not incomplete:
        return []
    many = "1 draft order" if count == 1 else f"{count} draft orders"
    if count:
        summary = f"{many} could not be checked"
        why = "What is ordered, or for which patient, could not be read."
    else:
        summary = "The draft orders were checked against a part of the chart"
        why = ""
    said = detail((why, not_looked_at(incomplete)))
    return [Card(summary, Indicator.INFO, Topic.ORDER, said, links, rules=("unchecked",))]
