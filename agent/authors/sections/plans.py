"""What was asked for and is still open, what is aimed at, and the plans in force."""

import re
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import YEAR, newest_first
from chartside.agent.authors.requests import requested
from chartside.agent.authors.wording import inner, said, shortened
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import goals, plain
from chartside.fhir.clinical import plans as in_force
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Entry, Kind

GOALS: Final = 4
PLANS: Final = 3
LONGEST: Final = 120
_NAMELESS: Final = frozenset({"care plan", "self care", "self care interventions"})
"""Plans whose name says nothing."""
_PROPERTY = re.compile(r"\s*\[[^\]]*\]")
_WHERE = re.compile(
    r"(?:[ .]total)?\s+in (?:blood|serum or plasma|serum|plasma)\b|/hemoglobin\.total",
    re.IGNORECASE,
)
"""Goals that name a test by its LOINC name, as `Hemoglobin A1c total in Blood < 7.0`."""
_EPISODE = re.compile(
    r"\b(?:antenatal|prenatal|postnatal|postpartum|pregnancy|inpatient|post-?operative|infection"
    r"|wound|burn|fracture|respiratory therapy)\b",
    re.IGNORECASE,
)
"""Plans for an episode, which systems seldom close: one of long ago is over."""


def plans(evidence: Evidence) -> list[Statement]:
    """Open requests, the newest first; then goals; then care plans, but of no past episode.

    After a death none is open.
    """
    chart = evidence.chart
    if chart.patient.dead:
        return []
    named = [e for e in in_force(chart) if _still_means_something(e, chart)]
    orders = [e for e in chart.of(Kind.ORDER) if e.live and e.status == "active"]
    return [
        *(said(requested(e), e) for e in newest_first(evidence.recent(orders))),
        *(said(_goal(e), e) for e in evidence.only(goals(chart))[:GOALS]),
        *(said(_plan(e), e) for e in newest_first(evidence.only(named))[:PLANS]),
    ]


def _still_means_something(entry: Entry, chart: Chart) -> bool:
    if _EPISODE.search(entry.label) and not within(entry.when, YEAR, chart):
        return False
    return plain(entry.label) not in _NAMELESS


def _goal(entry: Entry) -> str:
    due = f", due {entry.end.words}" if entry.end else ""
    label = entry.label.replace("mm[Hg]", "mmHg")
    name = _WHERE.sub("", _PROPERTY.sub("", label))
    return f"Goal: {shortened(inner(name), LONGEST)}{due}"


def _plan(entry: Entry) -> str:
    since = f", active since {entry.when.words}" if entry.when else ", active"
    return f"Care plan: {inner(entry.label)}{since}"
