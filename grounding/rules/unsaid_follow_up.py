"""Follow-up that the chart itself ordered, that is overdue, and that a draft does not mention.

An active request that nothing answers (`open_orders`), past the date it was due and two weeks of
grace; without a date, a year after it was written (requests expire after a year in most systems).
A goal past its due date that is not achieved is named too, at low severity. Nothing is overdue
for the dead, and a request that ran out more than three years before the end of the record's
story is taken for forgotten by the system, not by the clinician. Source: AHRQ, "Improving Your
Office Testing Process" (2013): open orders are tracked until a result is there.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import goals
from chartside.fhir.entry import Entry
from chartside.grounding.rules.finding import cite
from chartside.grounding.rules.moment import YEAR, since
from chartside.grounding.rules.open_orders import due, is_past, open_orders
from chartside.grounding.rules.said import Said
from chartside.grounding.rules.wording import outer

RULE: Final = "unsaid-overdue-follow-up"

GRACE: Final = timedelta(days=14)
FORGOTTEN: Final = 3 * YEAR
_REACHED: Final = frozenset({"achieved", "sustaining", "not-attainable"})

_ASKED = re.compile(
    r"\b(?:over)?due\b|\bopen\b|request|order|referr|schedul|pending|outstanding|await|plan"
    r"|repeat|not (?:yet )?(?:been )?(?:done|performed|taken place|filled)|missed|to do|follow",
    re.IGNORECASE,
)
"""An earlier scan that is reported is no mention of the scan that is due."""


def unsaid_follow_up(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each overdue request or goal."""
    if chart.patient.dead:
        return
    start = since(chart, FORGOTTEN)
    asked = said.only(_ASKED)
    for order, how in overdue_orders(chart):
        if not said.cites([order]) and not asked.has_words(order.label):
            text = f"{outer(order.label)}, {how}, is open and not mentioned"
            yield Finding(RULE, text, Severity.MODERATE, (cite(order),))
    for goal in goals(chart):
        end = goal.end
        if end is None or goal.interpretation in _REACHED or not is_past(end, GRACE, chart.as_of):
            continue
        if end.high >= start and not said.cites([goal]) and not said.has_words(goal.label):
            text = f"The goal {goal.label}, due {end.words}, is not reached and not mentioned"
            yield Finding(RULE, text, Severity.LOW, (cite(goal),))


def overdue_orders(chart: Chart) -> Iterator[tuple[Entry, str]]:
    """Each overdue request, with `due in August 2024` or when it was ordered; none of the dead."""
    if chart.patient.dead:
        return
    start = since(chart, FORGOTTEN)
    for order in open_orders(chart):
        if how := _overdue(chart, order, start):
            yield order, how


def _overdue(chart: Chart, order: Entry, start: datetime) -> str:
    """`due in August 2024`, or when it was ordered; empty where it is not overdue."""
    when = due(chart, order)
    if when is not None:
        late = is_past(when, GRACE, chart.as_of) and when.high >= start
        return f"due {when.words}" if late else ""
    if order.when is None or order.when.high < start:
        return ""
    return f"ordered {order.when.words}" if is_past(order.when, YEAR, chart.as_of) else ""
