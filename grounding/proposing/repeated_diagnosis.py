"""A diagnosis that several visits recorded and the problem list does not have.

Only where the source keeps a problem list apart from the diagnoses of visits. At least two
encounters, the first and the last at least 30 days apart, the last within two years. Source:
Klabunde et al., J Clin Epidemiol 2000;53:1258 (a diagnosis counts when it is coded twice, more than
30 days apart, so that what was only to be ruled out does not). Not proposed: a suspicion, a
disproved or ended diagnosis, one that the list has or had in any state, a circumstance, what its
name calls acute, and anything for the dead.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chartside.draft import Action
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import plain
from chartside.fhir.clinical.problems import (
    has_ended,
    is_disease,
    is_provisional,
    keeps_a_list,
)
from chartside.fhir.clinical.same import gathered, known_from, same_thing
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import When
from chartside.grounding.proposing.proposed import JSON, Proposed, concept, creating, subject
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.moment import YEAR, since
from chartside.grounding.rules.wording import on, outer

APART: Final = timedelta(days=30)
LATELY: Final = 2 * YEAR
_LISTED: Final = "problem-list-item"
_TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem/"


def repeated_diagnosis(chart: Chart) -> Iterator[Proposed]:
    """One proposal for each diagnosis, to put it on the problem list as active."""
    if chart.patient.dead or not keeps_a_list(chart):
        return
    held = [e for e in chart.of(Kind.PROBLEM) if is_disease(e)]
    refuted = [e for e in chart.of(Kind.PROBLEM) if e.verification == "refuted"]
    for group in gathered(held):
        if any(same_thing(e, r) for e in group for r in refuted) or not _stands(group, chart):
            continue
        first, last = _visits(group)
        apart = last.low - first.low
        if apart >= APART and last.high >= since(chart, LATELY):
            yield _proposed(chart, group, first, last)


def _stands(group: tuple[Entry, ...], chart: Chart) -> bool:
    """Whether every record is an open diagnosis of a visit, and there are visits enough."""
    told = {e.encounter or e.reference for e in group if known_from(e)}
    return (
        len(told) > 1
        and not any(has_ended(e, chart) for e in group)
        and all("encounter-diagnosis" in e.category for e in group)
        and not any(_LISTED in e.category or is_provisional(e) for e in group)
        and "acute" not in plain(group[-1].label).split()
    )


def _visits(group: tuple[Entry, ...]) -> tuple[When, When]:
    """When it was first and last recorded: the day it was written down, else its onset."""
    days = sorted(w for e in group if (w := e.recorded or e.when))
    return days[0], days[-1]


def _proposed(chart: Chart, group: tuple[Entry, ...], first: When, last: When) -> Proposed:
    newest = max(group, key=lambda e: (e.recorded or e.when or last).low)
    reason = (
        f"{outer(newest.label)} was recorded{on(first)} and again{on(last)}, and is not on the "
        "problem list"
    )
    return creating(
        Action.ADD_PROBLEM, _condition(chart, group, newest), f"{reason}.", cite_all(group)
    )


def _condition(chart: Chart, group: tuple[Entry, ...], newest: Entry) -> JSON:
    """A problem list item that says what the diagnoses say and nothing more."""
    code = concept((chart.raw(newest.reference) or {}).get("code")) or {"text": newest.label}
    sure = newest.verification == "confirmed"
    verified = {"verificationStatus": _coded("condition-ver-status", "confirmed")} if sure else {}
    onsets = [str((chart.raw(e.reference) or {}).get("onsetDateTime") or "") for e in group]
    onset = min((o for o in onsets if o), default="")
    return {
        "resourceType": "Condition",
        "clinicalStatus": _coded("condition-clinical", "active"),
        **verified,
        "category": [_coded("condition-category", _LISTED)],
        "code": code,
        "subject": subject(chart),
        **({"onsetDateTime": onset} if onset else {}),
        "evidence": [{"detail": [{"reference": e.reference} for e in group]}],
    }


def _coded(system: str, code: str) -> JSON:
    return {"coding": [{"system": f"{_TERMINOLOGY}{system}", "code": code}]}
