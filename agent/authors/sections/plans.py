"""What was asked for and is still open, what is aimed at, and the plans in force."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.wording import inner, listed, said, shortened
from chartside.draft import Statement
from chartside.fhir.clinical import goals, plain
from chartside.fhir.clinical import plans as in_force
from chartside.fhir.entry import Entry, Kind
from chartside.tools.names import name_of, result_name

GOALS: Final = 4
PLANS: Final = 3
LONGEST: Final = 120
_NAMELESS: Final = frozenset({"care plan", "self care", "self care interventions"})
"""Plans whose name says nothing."""


def plans(evidence: Evidence) -> list[Statement]:
    """Open requests, the newest first; then goals; then care plans."""
    chart = evidence.chart
    named = [e for e in in_force(chart) if plain(e.label) not in _NAMELESS]
    orders = [e for e in chart.of(Kind.ORDER) if e.live and e.status == "active"]
    return [
        *(said(_order(e), e) for e in newest_first(evidence.recent(orders))),
        *(said(_goal(e), e) for e in evidence.only(goals(chart))[:GOALS]),
        *(said(_plan(e), e) for e in newest_first(evidence.only(named))[:PLANS]),
    ]


def _order(entry: Entry) -> str:
    asked = f", ordered {entry.when.words}" if entry.when else ""
    reason = f" for {listed(inner(r) for r in entry.reasons)}" if entry.reasons else ""
    return f"{name_of(entry)}{asked}{reason}: the order is still active"


def _goal(entry: Entry) -> str:
    due = f", due {entry.end.words}" if entry.end else ""
    name = result_name(entry.label) if "[" in entry.label else entry.label
    return f"Goal: {shortened(inner(name), LONGEST)}{due}"


def _plan(entry: Entry) -> str:
    since = f", active since {entry.when.words}" if entry.when else ", active"
    return f"Care plan: {inner(entry.label)}{since}"
