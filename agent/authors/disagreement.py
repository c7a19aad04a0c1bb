"""A conflict as a sentence of the document."""

from typing import Final

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.wording import finished, inner
from chartside.draft import Finding, Severity, Statement
from chartside.fhir.chart import Chart
from chartside.tools.names import name_of

GRAVEST: Final = 2


def grave_conflicts(evidence: Evidence) -> tuple[Finding, ...]:
    """The conflicts that are key points: two of high severity, of a patient who lives."""
    if evidence.chart.patient.dead:
        return ()
    return tuple(c for c in evidence.conflicts if c.severity is Severity.HIGH)[:GRAVEST]


def disagreement(chart: Chart, conflict: Finding) -> Statement:
    """What the rule found, with the names that a reader uses for what it rests on."""
    text = conflict.text
    for entry in (chart.get(c.reference) for c in conflict.citations):
        if entry is not None and entry.label and entry.label != name_of(entry):
            text = text.replace(entry.label, name_of(entry))
            text = text.replace(inner(entry.label), inner(name_of(entry)))
    return Statement(finished(text), conflict.citations)
