"""What rules give: findings with their sources, in the order in which a clinician reads them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from chartside.draft import Citation, Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document
from chartside.fhir.entry import Entry

GRAVER: Final = {
    Severity.HIGH: 0,
    Severity.MODERATE: 1,
    Severity.LOW: 2,
    Severity.NONE: 3,
}
_LONGEST_QUOTE: Final = 240


def cite(entry: Entry) -> Citation:
    """The entry in the version that was read."""
    return Citation(entry.reference, entry.version)


def cite_all(entries: Iterable[Entry]) -> tuple[Citation, ...]:
    """Each entry once, in the order given."""
    return tuple(dict.fromkeys(cite(e) for e in entries))


def cite_passage(chart: Chart, document: Document, start: int, end: int) -> Citation:
    """The passage of a document that a finding rests on, with its offsets."""
    held = chart.get(document.reference)
    return Citation(
        document.reference,
        held.version if held else None,
        quote=document.text[start:end],
        start=start,
        end=end,
    )


def quoted(passage: str) -> str:
    """A passage for a reader: on one line, in quotation marks, cut where it is long."""
    words = " ".join(passage.split())
    if len(words) > _LONGEST_QUOTE:
        words = words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " \N{HORIZONTAL ELLIPSIS}"
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def ordered(findings: Iterable[Finding], chart: Chart) -> tuple[Finding, ...]:
    """The gravest first, then the newest; the same order whatever the order of the rules."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda f: (GRAVER[f.severity], _age(f, chart), f.rule, f.text),
        )
    )


def _age(finding: Finding, chart: Chart) -> timedelta:
    """How long before the chart's "now" the newest of the sources is from."""
    entries = [e for c in finding.citations if (e := chart.get(c.reference))]
    times = [w.low for e in entries if (w := e.when or e.recorded)]
    return chart.as_of - max(times) if times else timedelta.max
