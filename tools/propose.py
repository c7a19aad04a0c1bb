"""Changes of the chart that the chart itself calls for: proposals, and no write."""

from chartside.fhir.chart import Chart
from chartside.fhir.found import Found
from chartside.grounding.proposing import Proposed, find_proposals
from chartside.tools.tool import asked, tool


@tool
async def propose(chart: Chart) -> Found[Proposed]:
    """Changes the open chart calls for: duplicates to stop, follow-up to order, problems to add.

    Nothing is written: each is a proposal with its reason and sources, for a person to decide. Only
    the chart is known here, not what was decided on: one that a person rejected before comes again.
    """
    found, unfit = find_proposals(chart)
    aside = (*chart.set_aside, *unfit)
    return Found(items=found, query=asked("propose"), set_aside=aside, total=len(found))
