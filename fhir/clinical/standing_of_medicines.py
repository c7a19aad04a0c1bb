"""How an order or statement of a medicine stands on a day, and what nobody can know of it.

Sources: HL7 FHIR R4 medicationrequest-status and medication-statement-status, R5 the same;
FHIR R4 medicationrequest-category (an inpatient order is for doses in the hospital);
MedicationDispense.daysSupply. What a record does not date stays `unknown`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.when import When

CURRENT: Final = frozenset({"active", "on-hold", "recorded"})
"""`on-hold` is still the patient's medicine, and whoever shows it says that it is held.

`recorded` is R5's only live status.
"""
_OVER: Final = {
    "stopped": "stopped",
    "cancelled": "stopped",
    "not-taken": "stopped",
    "completed": "completed",
    "ended": "completed",
}
_STAY: Final = frozenset({"IMP", "ACUTE", "NONAC", "OBSENC", "EMER", "SS"})
"""Encounter classes of a stay: HL7 v3 ActEncounterCode."""


@dataclass(frozen=True, slots=True)
class At:
    """The day asked about, half open; `now` where it is the chart's own."""

    low: datetime
    high: datetime
    now: bool


def moment(chart: Chart, on: When | None) -> At:
    """The moment of a question: a day, a month, a year, or the chart's "now"."""
    if on is None:
        return At(chart.as_of, chart.as_of, now=True)
    return At(on.low, on.high, now=False)


def is_current(entry: Entry, chart: Chart) -> bool:
    """Whether an order or statement is in force: live, active or on hold, begun and not ended.

    One dated after the chart's "now" is not in force yet, whatever its status says. Stopped,
    cancelled, completed, draft and entered-in-error ones are not. An order whose dosage bounds, or
    validity, ended before the chart's "now" has run out, whatever its status says: systems seldom
    close orders that simply lapse.
    """
    ended = entry.end is not None and entry.end.high <= chart.as_of
    return entry.live and entry.status in CURRENT and not ended and not _ahead(entry, chart)


def _ahead(entry: Entry, chart: Chart) -> bool:
    """Whether it begins on a day after the chart's "now"; later the same day is not ahead."""
    start = starts(entry)
    if start is None:
        return False
    return start.low.astimezone(chart.as_of.tzinfo).date() > chart.as_of.date()


def starts(entry: Entry) -> When | None:
    """When it is to be taken from: an order of today may begin next month (Timing.bounds[x])."""
    due = entry.dose.begins if entry.dose else None
    if due is None or (entry.when is not None and due.low < entry.when.high):
        return entry.when
    return due


def begun(entry: Entry, at: At) -> bool:
    """Whether it may have begun by then; what is not dated counts as begun."""
    start = starts(entry)
    return start is None or at.now or start.low < at.high


def state_on(entry: Entry, chart: Chart, at: At, evidence: tuple[Entry, ...] = ()) -> str:
    """`current`, `on hold`, `stopped`, `completed`, `planned`, or `unknown`.

    An order is completed when all of it has been dispensed, and taken as long as that lasts.

    Args:
        entry: An order or statement that had begun.
        chart: The chart it is in.
        at: When.
        evidence: Dispenses and doses given on it: they show that it was taken then.
    """
    if (not at.now or entry.status == "completed") and supplied(evidence, at):
        return "current"
    end = ended_on(entry, chart)
    if end is not None:
        ended = end.high <= (chart.as_of if at.now else at.low)
        if ended:
            return _OVER.get(entry.status, "completed")
        if not at.now and end.low >= at.high and entry.when is not None:
            return "current"
    if at.now:
        planned = entry.status in CURRENT and _ahead(entry, chart)
        return "planned" if planned else _by_status(entry)
    return _back_then(entry, end)


def _by_status(entry: Entry) -> str:
    if entry.status == "on-hold":
        return "on hold"
    if entry.status in CURRENT:
        return "current"
    return {"intended": "planned", "draft": "planned"}.get(
        entry.status, _OVER.get(entry.status, "unknown")
    )


def _back_then(entry: Entry, end: When | None) -> str:
    """A status says how things stand now.

    An order that is active now was active since it was written, as far as anyone recorded. When one
    that is held or over now was taken last, only a date can tell.
    """
    if entry.when is None:
        return "unknown"
    if entry.status in CURRENT and entry.status != "on-hold":
        return "current" if end is None or end.precision in {"day", "time"} else "unknown"
    if end is not None and end.precision in {"day", "time"}:
        return "current"  # the day asked about is the day of its end
    return {"intended": "planned", "draft": "planned"}.get(entry.status, "unknown")


def ended_on(entry: Entry, chart: Chart) -> When | None:
    """When an order ended: as it says, or with the stay it was for; None where nothing tells."""
    return entry.end or _stay_ended(entry, chart)


def _stay_ended(entry: Entry, chart: Chart) -> When | None:
    """When the stay ended that a closed inpatient order was for; it has no other end."""
    if "inpatient" not in entry.category or entry.status not in _OVER:
        return None
    stay = chart.get(entry.encounter) if entry.encounter else None
    return stay.end if stay is not None and stay.category in _STAY else None


def supplied(evidence: tuple[Entry, ...], at: At) -> bool:
    """Whether a supply lasts over the moment, or one before and one after show that it went on.

    Handed over before and again after a day: taken on that day, unless the supply between had run
    out by more than its own length.
    """
    held = [e for e in evidence if e.live and e.when is not None]
    for entry in held:
        if entry.when and entry.end and entry.when.low < at.high and entry.end.high > at.low:
            return True
    before = [e.when for e in held if e.when and e.when.low < at.high]
    after = [e.when for e in held if e.when and e.when.high > at.low]
    return bool(before and after) and min(after).low - max(before).low <= _GAP


_GAP: Final = timedelta(days=120)
"""A supply of ninety days, the usual longest, and a month's grace; no standard sets it."""
