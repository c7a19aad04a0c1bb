"""Follow-up that the chart itself ordered, that is overdue, and that nothing answers.

What is overdue is the omission rule's (`grounding.rules.unsaid_follow_up`, with its source). The
reason gives the day of the order, which the checker can derive again, not the day it was due. The
proposal is the same order again, in status `draft`: the record system still has to place it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chartside.draft import Action
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.grounding.proposing.proposed import (
    JSON,
    Proposed,
    concept,
    concepts,
    creating,
    references_in,
    subject,
)
from chartside.grounding.rules.finding import cite
from chartside.grounding.rules.unsaid_follow_up import overdue_orders
from chartside.grounding.rules.wording import on, outer

_COPIED: Final = ("category", "orderDetail", "reasonCode", "bodySite")


def overdue_follow_up(chart: Chart) -> Iterator[Proposed]:
    """One proposal for each overdue request, to order it again."""
    for order, _ in overdue_orders(chart):
        body = chart.raw(order.reference) or {}
        if body.get("resourceType") == "ServiceRequest":
            written = f", ordered{on(order.when)}," if order.when else ""
            reason = f"{outer(order.label)}{written} is overdue and still open."
            request = _request(chart, order, body)
            yield creating(Action.ORDER_FOLLOW_UP, request, reason, (cite(order),))


def _request(chart: Chart, order: Entry, body: Mapping[str, Any]) -> JSON:
    copied = {name: held for name in _COPIED if (held := concepts(body, name))}
    reasons = references_in(chart, body, "reasonReference")
    return {
        "resourceType": "ServiceRequest",
        "basedOn": [{"reference": order.reference}],
        "status": "draft",
        "intent": "order",
        "code": concept(body.get("code")) or {"text": order.label},
        "subject": subject(chart),
        **copied,
        **({"reasonReference": reasons} if reasons else {}),
    }
