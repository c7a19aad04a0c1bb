"""A stay in hospital: why, what was done, which medicines the patient left with."""

import re

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.over import is_over
from chartside.agent.authors.passing import is_passing
from chartside.agent.authors.sections.changes import changed, event
from chartside.agent.authors.sections.medicines import taken
from chartside.agent.authors.visits import met
from chartside.agent.authors.wording import said
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, dose_history, past_problems
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import When
from chartside.tools.encounters import is_grave
from chartside.tools.medications import MedicationRow
from chartside.tools.names import name_of
from chartside.tools.tool import Row

_CARE = re.compile(
    r"\b(?:documentation|reconciliation|assessment|screening|history|education|counsel|notification"
    r"|certificat|patient transfer|admission to|discharge|plan of care|evaluation of)\b",
    re.IGNORECASE,
)
"""Acts of care that a record counts as procedures and that say nothing of the course."""


def stay(evidence: Evidence) -> list[Statement]:
    """The stay itself: from when to when, why and where."""
    held = {e.reference: e for _, e in changed(evidence, "event") if _is_stay(e)}
    return [said(met(e), e) for e in held.values()][-1:]


def _is_stay(entry: Entry) -> bool:
    return entry.kind is Kind.ENCOUNTER and is_grave(entry)


def stay_course(evidence: Evidence) -> list[Statement]:
    """What was done and seen, the oldest first."""
    held = [e for _, e in changed(evidence, "event") if e.kind is not Kind.ENCOUNTER]
    return [event(evidence, e) for e in reversed(held) if not _CARE.search(e.label)]


def medicines_then(evidence: Evidence) -> list[Statement]:
    """Medicines in force when the stay had ended; of one that goes on, today's.

    What was given in the stay and ended with it is none.
    """
    found: dict[str, Entry] = {}
    for row in evidence.rows:
        entry = evidence.chart.get(row.references[0]) if isinstance(row, MedicationRow) else None
        if entry is not None and not _ended_with(evidence, entry) and _is_sure(row):
            found.setdefault(entry.reference, entry)
    return [said(taken(e), e) for e in found.values()]


def _is_sure(row: Row) -> bool:
    return isinstance(row, MedicationRow) and row.standing != "uncertain"


def _ended_with(evidence: Evidence, entry: Entry) -> bool:
    """Whether it was over on the last day of the stay, by its end or by its last step."""
    until = evidence.until
    if until is None:
        return False
    if entry.end is not None:
        return entry.end.day <= until.day
    steps = dose_history(evidence.chart, entry)
    over = [s.when for s in steps if s.kind in {"stopped", "completed"} and s.entry is entry]
    return any(when is not None and when.day <= until.day for when in over)


def problems_then(evidence: Evidence) -> list[Statement]:
    """Problems that were there before the stay and went on after it, passing ones left out."""
    chart = evidence.chart
    gone_on = (e for e in past_problems(chart) if e.end and _is_after(evidence, e.end))
    return [
        said(f"{name_of(e)}, since {e.when.words}", e)
        for e in evidence.only((*active_problems(chart), *gone_on))
        if e.when and _is_before(evidence, e.when) and not _passes(chart, e)
    ]


def _is_before(evidence: Evidence, when: When) -> bool:
    return evidence.begun is None or when.day < evidence.begun.day


def _is_after(evidence: Evidence, when: When) -> bool:
    return evidence.until is not None and when.day > evidence.until.day


def _passes(chart: Chart, entry: Entry) -> bool:
    return is_passing(entry.label) or is_over(chart, entry)
