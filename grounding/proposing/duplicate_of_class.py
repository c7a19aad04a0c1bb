"""Two active orders of a class of which one is enough: the older was not stopped.

Which classes, and their sources: the conflict rule (`grounding.rules.duplicate_class`). Proposed is
to stop the older, where the two were certainly written on different days; which of the two is meant
is the clinician's to say, and the action is one that only who prescribes may accept. Not proposed:
an as-needed one beside a regular one, and orders of different settings.
"""

from collections.abc import Iterator

from chartside.draft import Action
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.grounding.proposing.proposed import (
    Proposed,
    is_active_order,
    is_needed,
    setting,
    stopping,
)
from chartside.grounding.rules.duplicate_class import duplicate_class
from chartside.grounding.rules.wording import on, outer


def duplicate_of_class(chart: Chart) -> Iterator[Proposed]:
    """One proposal for each older order of a class, to stop it; the newest stays."""
    if chart.patient.dead:
        return
    for found in duplicate_class(chart):
        cited = [e for c in found.citations if (e := chart.get(c.reference)) is not None]
        orders = [e for e in cited if e.when and is_active_order(e)]
        orders.sort(key=lambda e: (e.when, e.reference))
        for older in orders[:-1]:
            if _stands_for(older, newer := orders[-1]):
                yield _proposed(older, newer, found.text.rpartition(": ")[2])


def _stands_for(older: Entry, newer: Entry) -> bool:
    """Whether the newer was certainly written later, and nothing says that both are meant."""
    return (
        older.when is not None
        and newer.when is not None
        and older.when.high <= newer.when.low
        and is_needed(older) == is_needed(newer)
        and setting(older) == setting(newer)
    )


def _proposed(older: Entry, newer: Entry, kind: str) -> Proposed:
    reason = (
        f"{outer(older.label)}, ordered{on(older.when)}, is still active beside the newer order of "
        f"{newer.label}{on(newer.when)}: {kind}."
    )
    return stopping(Action.STOP_MEDICINE, older, reason, [older, newer])
