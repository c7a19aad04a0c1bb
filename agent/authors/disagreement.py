"""A conflict as a sentence of the document."""

from chartside.agent.authors.wording import finished, inner
from chartside.draft import Finding, Statement
from chartside.fhir.chart import Chart
from chartside.tools.names import name_of


def disagreement(chart: Chart, conflict: Finding) -> Statement:
    """What the rule found, with the names that a reader uses for what it rests on."""
    text = conflict.text
    for entry in (chart.get(c.reference) for c in conflict.citations):
        if entry is not None and entry.label and entry.label != name_of(entry):
            text = text.replace(entry.label, name_of(entry))
            text = text.replace(inner(entry.label), inner(name_of(entry)))
    return Statement(finished(text), conflict.citations)
