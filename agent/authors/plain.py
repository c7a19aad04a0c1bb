"""The plainest true sentence about an entry, for when a better one did not pass the check."""

from chartside.agent.authors.wording import on, said, value_words
from chartside.draft import Statement
from chartside.fhir.chart import Chart
from chartside.tools.names import name_of


def plainer(chart: Chart, statement: Statement) -> Statement:
    """Name, value and date of the one entry that the sentence rests on.

    A sentence on several entries stays: what it says is their relation.
    """
    if len(statement.citations) != 1:
        return statement
    entry = chart.get(statement.citations[0].reference)
    if entry is None or not entry.live:
        return statement
    value = f" {value_words(entry.value)}" if entry.value and not entry.value.text else ""
    return said(f"{name_of(entry)}{value}{on(entry.when)}", entry)
