"""What of the evidence belongs to a section of a document about one thing, or about what is new."""

from collections.abc import Iterable
from typing import Final

from chartside.agent.context import Context
from chartside.agent.evidence import OF_CHANGES
from chartside.agent.scope import Scope
from chartside.draft import Finding
from chartside.fhir.chart import Chart
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
    return [r for r in references if wanted is _EVERYTHING or r in wanted]


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


def _wanted(
    context: Context, chart: Chart, scope: Scope, section: SectionSpec
) -> frozenset[str] | None:
    if not scope.focus or section.whole == "always":
        return _EVERYTHING
    return context.narrowed(chart, scope.focus)
