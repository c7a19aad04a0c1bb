"""What images and specimens showed, in the words of their reports."""

from chartside.agent.authors.author import Evidence
from chartside.agent.authors.moment import newest_first
from chartside.agent.authors.trends import judged, stated
from chartside.agent.authors.wording import finished, on, quoting, shortened
from chartside.draft import Statement
from chartside.fhir.clinical import Series, measured, plain
from chartside.fhir.clinical import imaging as examinations
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.reading.quotation import quoted
from chartside.tools.names import name_of


def imaging(evidence: Evidence) -> list[Statement]:
    """Examinations and reports with a conclusion, the newest of each name, the newest first.

    The fourteenth mammogram says more than the thirteen before it.
    """
    chart = evidence.chart
    reports = [e for e in chart.of(Kind.REPORT) if e.live and e.value and not e.components]
    held = newest_first(evidence.recent((*examinations(chart), *reports)))
    last: dict[str, Entry] = {}
    for entry in held:
        last.setdefault(plain(f"{entry.label} {entry.site}"), entry)
    return [_stated(evidence, e) for e in last.values()]


def _stated(evidence: Evidence, entry: Entry) -> Statement:
    if entry.value is not None and entry.value.number is not None:
        return stated(judged(evidence.chart, _alone(entry)))
    status = " (preliminary)" if entry.status in {"preliminary", "partial", "registered"} else ""
    said = f"{name_of(entry)}{status}{on(entry.when)}"
    conclusion = entry.value.words if entry.value else ""
    passage = shortened(conclusion)
    if not passage:
        return Statement(finished(said), (quoting(evidence.chart, entry, said),))
    cited = quoting(evidence.chart, entry, passage)
    return Statement(finished(f"{said}: {quoted(passage)}"), (cited,))


def _alone(entry: Entry) -> Series:
    """A measurement without those before it, which the reports that were read may not hold."""
    return Series(measured(entry), entry.label, (entry,))
