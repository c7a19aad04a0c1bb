"""Draft orders held against the chart, as cards.

Rules are those of `chartside.grounding`, on medicines and on requests that expose to an allergen;
nothing is judged here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.grounding import find_conflicts
from chartside.grounding.proposing.duplicate_order import duplicate_order
from chartside.grounding.rules.finding import ordered
from chartside.sidebar.cds.cards import Card, Indicator, Link, Topic
from chartside.sidebar.cds.draft_orders import DraftOrders
from chartside.sidebar.cds.drafted import as_drafted, beside_draft
from chartside.sidebar.cds.gaps import gaps, gaps_of_results, said_alone
from chartside.sidebar.cds.telling import Telling

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
    first: Mapping[str, str],
    links: tuple[Link, ...] = (),
    incomplete: tuple[str, ...] = (),
    *,
    in_part: bool = False,
) -> tuple[Card, ...]:
    """The notices on draft orders, the gravest first, and one where some could not be checked.

    Args:
        chart: What came with the call, with all the draft orders in it.
        orders: The draft orders.
        first: Those of them that have just been selected: notices on them come before others.
        links: Put on each card.
        incomplete: What was not looked at in full.
        in_part: Whether allergies or medicines are among it: that is said on a card of its own.
    """
    own = _without_drafts(chart, orders.names)
    lacking = gaps(own)
    incomplete = (*incomplete, *lacking, *gaps_of_results(own))
    chart = _without_revised(chart, orders.names)
    telling = Telling(
        chart,
        Topic.ORDER,
        MOST,
        links,
        _READ_AS,
        incomplete,
        orders.names,
    )
    found = [f for f in _findings(chart, orders.names) if _is_about(f, orders.names)]
    found.sort(key=lambda f: not _is_about(f, first))
    told = telling.cards(found)
    unread = orders.unreadable + sum(_is_nameless(chart, ours) for ours in orders.names)
    alone = incomplete if in_part or lacking or not told else ()
    return (*told, *_unchecked(unread, alone, links))


def _findings(chart: Chart, drafts: Mapping[str, str]) -> tuple[Finding, ...]:
    found = (*find_conflicts(chart), *_repeated(chart, drafts))
    return tuple(as_drafted(f, chart, drafts) for f in ordered(found, chart))


def _repeated(chart: Chart, drafts: Mapping[str, str]) -> Iterator[Finding]:
    """An order and a draft of one medicine; two orders of the chart are not told of here."""
    for one in duplicate_order(chart):
        older, newer = (chart.get(c.reference) for c in one.reason.citations)
        if older and newer and not drafts.keys().isdisjoint({older.reference, newer.reference}):
            text = beside_draft(older, newer, chart, drafts)
            yield Finding(DUPLICATE, text, Severity.MODERATE, one.reason.citations)


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


def _unchecked(count: int, incomplete: tuple[str, ...], links: tuple[Link, ...]) -> Iterator[Card]:
    """What nobody should take for checked."""
    if count:
        summary = f"{count} draft order{'' if count == 1 else 's'} could not be checked"
        why = "What is ordered, or for which patient, could not be read."
        yield Card(summary, Indicator.INFO, Topic.ORDER, why, links, rules=("unchecked",))
    if incomplete:
        yield said_alone(incomplete, Topic.ORDER, links)
