"""A whole draft checked: its sentences, and what stands beside them."""

from dataclasses import replace

from chartside.draft import Draft
from chartside.fhir.chart import Chart
from chartside.fhir.enclosure import with_sources
from chartside.grounding.check import check_sections
from chartside.grounding.hearing import conflicts_of
from chartside.grounding.reading.calendar import DateOrder
from chartside.grounding.rules import find_omissions, rules_for


def check_draft(draft: Draft, chart: Chart, *, date_order: DateOrder = "") -> Draft:
    """The draft with every sentence judged, and its omissions and conflicts listed.

    Nothing else is changed. What was dictated for the draft or enclosed with it is read beside
    the chart. Which
    omissions count depends on the kind of document. `date_order` as for `check`.
    """
    chart = with_sources(chart, draft)
    return replace(
        draft,
        sections=check_sections(draft.sections, chart, date_order=date_order),
        omissions=find_omissions(draft.sections, chart, rules_for(draft.kind)),
        conflicts=conflicts_of(chart),
    )
