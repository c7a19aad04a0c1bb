"""Panels: a report or a grouping result, and the results that are its members.

Sources: FHIR R4 Observation, "Grouping observations" (hasMember for a panel, component for parts
that have no life of their own, derivedFrom for what a result was computed from);
DiagnosticReport.result; US Core Diagnostic Report for Laboratory Results Reporting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import is_abnormal, superseded
from chartside.fhir.clinical.same import gathered
from chartside.fhir.clinical.standing import has_result, standing
from chartside.fhir.entry import Entry, Kind

RESULTS: Final = (Kind.LAB, Kind.VITAL, Kind.OBSERVATION, Kind.SURVEY)


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel as it was reported.

    `entry` is the DiagnosticReport or the grouping Observation; `members` the results in the order
    of the source, those of a panel inside it among them; `replaced` members that a more final
    result has since taken the place of; `missing` how many members this chart does not hold.
    """

    entry: Entry
    members: tuple[Entry, ...]
    replaced: tuple[Entry, ...]
    missing: int

    @property
    def abnormal(self) -> tuple[Entry, ...]:
        """The members that their laboratory, or the range beside them, calls abnormal."""
        return tuple(e for e in self.members if is_abnormal(e))


def panels(chart: Chart) -> tuple[Panel, ...]:
    """Laboratory reports and grouping results with their members, oldest first.

    A preliminary report gives way to the final one of the same test and moment; a report and the
    grouping Observation that it lists are one panel, shown by the report.
    """
    reports = [e for e in chart.of(Kind.REPORT) if e.live and e.members]
    heads = [e for group in gathered(reports) for e in standing(group)]
    listed = {ref for e in heads for ref in e.members}
    heads += [e for e in chart.of(*RESULTS) if e.live and e.members and e.reference not in listed]
    gone = {e.reference for e in superseded(chart.of(*RESULTS))}
    order = {e.reference: n for n, e in enumerate(chart.entries)}
    heads.sort(key=lambda e: order[e.reference])
    return tuple(_panel(chart, e, gone) for e in heads)


def derived_from(chart: Chart, entry: Entry) -> tuple[Entry, ...]:
    """The results that a result was computed from (derivedFrom): LDL from the other lipids."""
    from_them = [r for r in entry.links if r.startswith("Observation/") and r not in entry.members]
    return tuple(e for ref in from_them if (e := chart.get(ref)) is not None)


def _panel(chart: Chart, head: Entry, gone: set[str]) -> Panel:
    references = list(_leaves(chart, head, {head.reference}))
    found = [e for ref in references if (e := chart.get(ref)) is not None]
    return Panel(
        entry=head,
        members=tuple(e for e in found if e.live and e.reference not in gone),
        replaced=tuple(e for e in found if e.live and e.reference in gone),
        missing=len(references) - len(found),
    )


def _leaves(chart: Chart, head: Entry, seen: set[str]) -> Iterator[str]:
    """Members, those of inner panels in their place; a panel that contains itself ends there."""
    for ref in head.members:
        if ref in seen:
            continue
        seen.add(ref)
        inner = chart.get(ref)
        if inner is None or not inner.members or has_result(inner):
            yield ref
        if inner is not None:
            yield from _leaves(chart, inner, seen)
