"""Two active orders of one medicine by one route: the older was not stopped when the newer came.

Source: The Joint Commission NPSG.03.06.01 (medication reconciliation: duplications). Only
MedicationRequests that are active orders, written on different days. Not proposed: two that may
belong together or serve different ends: an as-needed one beside a regular one, a slow form beside a
quick one, an inpatient order beside one for home, doses of which one names another time of the day
or is a step of a taper, one that names no route beside an injection, a skin, eye or nose form, a
flush.
"""

import re
from collections.abc import Iterator
from typing import Final

from chartside.draft import Action
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import plain
from chartside.fhir.clinical.same_medicine import by_drug
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.proposing.proposed import (
    Proposed,
    is_active_order,
    is_needed,
    setting,
    stopping,
)
from chartside.grounding.rules.duplicate_ingredient import way
from chartside.grounding.rules.wording import on, outer

_LINE: Final = re.compile(r"\b(?:flush|lock|catheter patency)\b", re.IGNORECASE)
_SLOW: Final = re.compile(
    r"\b(?:extended|sustained|prolonged|modified|delayed|24 hr|12 hr|er|xr|sr|cr|la|mr|xl|dr)\b"
)
_TIMES: Final = re.compile(
    r"\b(?:morning|mane|noon|midday|lunch|afternoon|evening|supper|dinner|bedtime|night|nocte"
    r"|breakfast)\b"
)


def duplicate_order(chart: Chart) -> Iterator[Proposed]:
    """One proposal for each older order, to stop it; the newest stays."""
    for group in by_drug(e for e in chart.of(Kind.MEDICATION) if _is_order(e)).values():
        dated = sorted((e for e in group if e.when), key=lambda e: (e.when, e.reference))
        for older in dated:
            if newer := _took_its_place(older, dated):
                yield _proposed(older, newer)


def _is_order(entry: Entry) -> bool:
    return is_active_order(entry) and not _LINE.search(entry.label)


def _took_its_place(older: Entry, dated: list[Entry]) -> Entry | None:
    """The newest later order that nothing says is meant beside it; None where there is none."""
    return next(
        (n for n in reversed(dated) if _one_after_the_other(older, n) and _alike(older, n)), None
    )


def _one_after_the_other(older: Entry, newer: Entry) -> bool:
    """Whether the newer was certainly written on a later day."""
    return older.when is not None and newer.when is not None and older.when.high <= newer.when.low


def _alike(older: Entry, newer: Entry) -> bool:
    """Whether nothing says that both are meant."""
    return (
        way(older) == way(newer)
        and setting(older) == setting(newer)
        and is_needed(older) == is_needed(newer)
        and bool(_SLOW.search(plain(older.label))) == bool(_SLOW.search(plain(newer.label)))
        and _times(older) == _times(newer)
        and not any(e.dose and e.dose.tapering for e in (older, newer))
    )


def _times(entry: Entry) -> frozenset[str]:
    return frozenset(_TIMES.findall(plain(entry.dose.text))) if entry.dose else frozenset()


def _proposed(older: Entry, newer: Entry) -> Proposed:
    reason = (
        f"{outer(older.label)}, ordered{on(older.when)}, is still active beside the newer order of "
        f"{newer.label}{on(newer.when)}."
    )
    return stopping(Action.STOP_DUPLICATE, older, reason, [older, newer])
