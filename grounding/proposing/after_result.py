"""A current order that a result speaks against, as a proposal to stop it.

What is common to the rules of that kind: the last result of a test, from the last half year of the
story and of now, against active orders in force. The reason is the conflict rule's sentence, and
cites both. An order that is on hold is left as it is.
"""

from collections.abc import Iterator, Sequence

from chartside.draft import Action
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import Series, lab_series
from chartside.fhir.entry import Entry
from chartside.grounding.proposing.proposed import Proposed, is_active_order, stopping
from chartside.grounding.rules.duplicate_ingredient import taken
from chartside.grounding.rules.ingredients import ingredients
from chartside.grounding.rules.moment import HALF_YEAR, is_recent, since
from chartside.grounding.rules.result_against_order import LOW_DOSE_ASPIRIN, Limit, beyond
from chartside.grounding.rules.wording import inner, on, outer, value_of


def stopped_after(chart: Chart, limits: Sequence[Limit], why: str) -> Iterator[Proposed]:
    """One proposal for each order that the last result of a test speaks against.

    Args:
        chart: The open chart; of a patient who died nothing is proposed.
        limits: Bounds of tests, with the ingredients that do not go on beyond them.
        why: What is amiss with the result, as `too high`.
    """
    held = [e for e in taken(chart) if is_active_order(e)]
    if chart.patient.dead or not held:
        return
    for found in lab_series(chart):
        bound = next((i for i in limits if found.key in i.keys), None)
        if bound is not None and _lately(chart, found) and beyond(found, bound):
            for order in held:
                if (ingredients(order) - LOW_DOSE_ASPIRIN) & bound.ingredients:
                    yield _proposed(order, found.latest, why)


def _lately(chart: Chart, found: Series) -> bool:
    when = found.latest.when
    start = max(since(chart, HALF_YEAR), chart.as_of - HALF_YEAR)
    return is_recent(when, start, chart)


def _proposed(order: Entry, result: Entry, why: str) -> Proposed:
    reason = (
        f"{outer(result.label)} was {value_of(result)}{on(result.when)}, {why} for "
        f"{inner(order.label)}, which is current."
    )
    return stopping(Action.STOP_MEDICINE, order, reason, [order, result])
