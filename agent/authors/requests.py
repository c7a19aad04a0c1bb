"""Open requests in words, with when they were due, and the longest overdue first."""

from collections.abc import Iterable, Mapping
from typing import Final

from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.wording import because
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.open_orders import due, open_orders
from chartside.grounding.rules.unsaid_follow_up import overdue_orders
from chartside.tools.names import name_of

OVERDUE: Final = "overdue"
ANSWERED: Final = "answered"
Overdue = Mapping[str, str]
"""By reference, the requests that are overdue, and those that something after them answers."""


def overdue(chart: Chart) -> Overdue:
    """How the requests stand that should have been done by now, or may have been done already."""
    waiting = {e.reference for e in open_orders(chart)}
    asked = (e for e in chart.of(Kind.ORDER) if e.live and e.status == "active")
    answered = {e.reference: ANSWERED for e in asked if e.reference not in waiting}
    return answered | {order.reference: OVERDUE for order, _ in overdue_orders(chart)}


def requested(chart: Chart, entry: Entry, late: Overdue) -> str:
    """`CT chest, ordered 12 March 2024, due August 2024: overdue, the order is still active`."""
    asked = f", ordered {entry.when.words}" if entry.when else ""
    when = due(chart, entry)
    until = f", due {when.words}" if when and when != entry.when else ""
    said = f"{name_of(entry)}{asked}{because(entry)}{until}"
    how = late.get(entry.reference)
    if how == ANSWERED:
        return f"{said}: the order is still active, though a later entry may answer it"
    return f"{said}: {'overdue, ' if how == OVERDUE else ''}the order is still active"


def pressing_first(chart: Chart, orders: Iterable[Entry], late: Overdue) -> list[Entry]:
    """Overdue requests, the longest overdue first; then the others, the newest first."""
    held = tuple(orders)
    waiting = [e for e in held if late.get(e.reference) == OVERDUE]
    waiting.sort(key=lambda e: _since(chart, e))
    return [*waiting, *newest_first(tuple(e for e in held if e not in waiting))]


def _since(chart: Chart, entry: Entry) -> tuple[str, str]:
    when = due(chart, entry) or entry.when
    return (when.day if when else "", entry.reference)
