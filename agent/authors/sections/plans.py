"""What was asked for and is still open, what is aimed at, and the plans in force."""

import re
from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import YEAR, newest_first
from chartside.agent.authors.requests import overdue, pressing_first, requested
from chartside.agent.authors.wording import inner, said, shortened
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import goals, plain
from chartside.fhir.clinical import plans as in_force
from chartside.fhir.clinical.story import within
from chartside.fhir.entry import Component, Entry, Kind

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
_NUMBER = re.compile(r"\d")
_TELLING: Final = frozenset(
    {
        "proposed", "planned", "on-hold", "improving", "worsening", "no-change", "achieved",
        "sustaining", "not-achieved", "no-progress", "not-attainable",
    }
)  # fmt: skip
"""What a reader must know beside that a goal is pursued: FHIR R4 goal-status, goal-achievement."""
_EPISODE = re.compile(
    r"\b(?:antenatal|prenatal|postnatal|postpartum|pregnancy|inpatient|post-?operative|infection"
    r"|wound|burn|fracture|respiratory therapy)\b",
    re.IGNORECASE,
)
"""Plans for an episode, which systems seldom close: one of long ago is over."""


def plans(evidence: Evidence) -> list[Statement]:
    """Open requests, the longest overdue first; then goals; then plans, but of no past episode.

    After a death none is open.
    """
    chart = evidence.chart
    if chart.patient.dead:
        return []
    named = [e for e in in_force(chart) if _still_means_something(e, chart)]
    orders = [e for e in chart.of(Kind.ORDER) if e.live and e.status == "active"]
    late = overdue(chart)
    asked = pressing_first(chart, evidence.recent(orders), late)
    return [
        *(said(requested(chart, e, late), e) for e in asked),
        *(said(_goal(e), e) for e in evidence.only(goals(chart))[:GOALS]),
        *(said(_plan(e), e) for e in newest_first(evidence.only(named))[:PLANS]),
    ]


def _still_means_something(entry: Entry, chart: Chart) -> bool:
    if _EPISODE.search(entry.label) and not within(entry.when, YEAR, chart):
        return False
    return plain(entry.label) not in _NAMELESS


def _goal(entry: Entry) -> str:
    """What is aimed at, how far it has come, and when it is due.

    The target is said where the name of the goal has no number of its own.
    """
    due = f", due {entry.end.words}" if entry.end else ""
    label = entry.label.replace("mm[Hg]", "mmHg")
    name = _WHERE.sub("", _PROPERTY.sub("", label))
    aims = [] if _NUMBER.search(name) else [_aim(c) for c in entry.components if c.value]
    aim = f" ({', '.join(aims)})" if aims else ""
    said = [s for s in (entry.status, entry.interpretation) if s in _TELLING]
    stands = "".join(f", {s.replace('-', ' ')}" for s in said)
    return f"Goal: {shortened(inner(name), LONGEST)}{aim}{stands}{due}"


def _aim(target: Component) -> str:
    words = target.value.words if target.value else ""
    name = _WHERE.sub("", _PROPERTY.sub("", target.code.label))
    return f"{inner(name)} {words}".strip()


def _plan(entry: Entry) -> str:
    since = f", active since {entry.when.words}" if entry.when else ", active"
    return f"Care plan: {inner(entry.label)}{since}"
