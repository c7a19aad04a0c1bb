"""What of the evidence belongs to a section of a document about one thing, or about what is new."""

from collections.abc import Iterable
from typing import Final

from chartside.agent.context import Context
from chartside.agent.evidence import OF_CHANGES
from chartside.agent.scope import Scope
from chartside.draft import Citation, Finding
from chartside.fhir.chart import Chart
from chartside.fhir.when import When, parse_when
from chartside.prompts.kinds import SectionSpec

_EVERYTHING: Final = None


def belonging(
    context: Context, chart: Chart, scope: Scope, section: SectionSpec, references: Iterable[str]
) -> list[str]:
    """Those of the references that a section may rest on: all of them, but under a focus.

    Raises:
        NothingToSay: Nothing in the chart is named as the focus.
    """
    wanted = _wanted(context, chart, scope, section)
    return [r for r in references if wanted is _EVERYTHING or r in wanted or r in chart.beside]


def concerning(
    context: Context, chart: Chart, scope: Scope, section: SectionSpec, read: Iterable[str]
) -> tuple[Finding, ...]:
    """The chart's disagreements that a section may tell of.

    Under a focus those about what belongs to it; where only what is new is told, those about
    something new.
    """
    wanted = _wanted(context, chart, scope, section)
    if not OF_CHANGES.isdisjoint(section.evidence):
        wanted = frozenset(read)
    return tuple(
        c
        for c in context.disagreements(chart)
        if wanted is _EVERYTHING or any(x.reference in wanted for x in c.citations)
    )


def of_its_time(chart: Chart, scope: Scope, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that could be known when what the document tells of had ended.

    A discharge of a stay two years ago lists no medicine of today; that what came after is left
    out is said (`Scope.left_out`).
    """
    until = parse_when(scope.until) if scope.until else None
    if until is None:
        return tuple(findings)
    return tuple(f for f in findings if not any(_after(chart, c, until) for c in f.citations))


def _after(chart: Chart, cited: Citation, until: When) -> bool:
    entry = chart.get(cited.reference)
    known = (entry.recorded or entry.when) if entry else None
    return known is not None and known.low >= until.high


def _wanted(
    context: Context, chart: Chart, scope: Scope, section: SectionSpec
) -> frozenset[str] | None:
    if not scope.focus or section.whole == "always":
        return _EVERYTHING
    return context.narrowed(chart, scope.focus)
