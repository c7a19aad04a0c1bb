"""Open requests in words, with when they were due, and the longest overdue first."""

from collections.abc import Iterable, Mapping

from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.wording import because
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.grounding.rules.open_orders import due
from chartside.grounding.rules.unsaid_follow_up import overdue_orders
from chartside.tools.names import name_of

Overdue = Mapping[str, str]
"""By reference, the overdue requests of a chart."""


def overdue(chart: Chart) -> Overdue:
    """What was asked for, should have been done by now, and nothing answers."""
    return {order.reference: how for order, how in overdue_orders(chart)}


def requested(chart: Chart, entry: Entry, late: Overdue) -> str:
    """`CT chest, ordered 12 March 2024, due August 2024: overdue, the order is still active`."""
    asked = f", ordered {entry.when.words}" if entry.when else ""
    when = due(chart, entry)
    until = f", due {when.words}" if when and when != entry.when else ""
    stands = "overdue, " if entry.reference in late else ""
    return f"{name_of(entry)}{asked}{because(entry)}{until}: {stands}the order is still active"


def pressing_first(chart: Chart, orders: Iterable[Entry], late: Overdue) -> list[Entry]:
    """Overdue requests, the longest overdue first; then the others, the newest first."""
    held = tuple(orders)
    waiting = [e for e in held if e.reference in late]
    waiting.sort(key=lambda e: _since(chart, e))
    return [*waiting, *newest_first(tuple(e for e in held if e.reference not in late))]


def _since(chart: Chart, entry: Entry) -> tuple[str, str]:
    when = due(chart, entry) or entry.when
    return (when.day if when else "", entry.reference)
