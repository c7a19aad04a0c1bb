"""Requests that the chart made and nothing in it fulfils."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import plain
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.when import When, parse_when

_DOING: Final = (
    Kind.LAB, Kind.VITAL, Kind.OBSERVATION, Kind.PROCEDURE, Kind.IMAGING, Kind.REPORT,
    Kind.ENCOUNTER, Kind.IMMUNIZATION, Kind.DOCUMENT,
)  # fmt: skip
_UNDONE: Final = frozenset({"planned", "preparation", "proposed", "draft", "registered", "booked"})
_EMPTY: Final = frozenset(
    plain(
        "a and at both by consult consultation evaluation for from in into left of on or "
        "referral refer repeat request right screening service test the to with without "
        "contrast views view levels level serum plasma blood panel study studies follow "
        "up check monitoring "
    ).split()
)
"""Words of an order that do not say what is to be done."""
EARLY: Final = timedelta(days=1)


def open_orders(chart: Chart) -> tuple[Entry, ...]:
    """Active ServiceRequests, oldest first, that neither a link nor a like event answers.

    An order is answered by an entry that is based on it, or by one of its name, or of its code, at
    or after the time the order was written.
    """
    orders = [e for e in chart.of(Kind.ORDER) if e.live and e.status in {"active", "on-hold"}]
    if not orders:
        return ()
    done = [e for e in chart.of(*_DOING) if e.live and e.status not in _UNDONE]
    linked = {ref for e in done for ref in e.links}
    return tuple(o for o in orders if o.reference not in linked and not _answered(o, done))


def _answered(order: Entry, done: Iterable[Entry]) -> bool:
    since = (order.when.low - EARLY) if order.when else None
    asked = subject(order)
    return any(
        e.code.shares(order.code) or _one_thing(asked, e)
        for e in done
        if since is None or (e.when is not None and e.when.low >= since)
    )


def subject(order: Entry) -> frozenset[str]:
    """The words that say what is asked for: `Repeat potassium` is about potassium."""
    return words_of(order.label)


def words_of(label: str) -> frozenset[str]:
    """The telling words of a label."""
    return frozenset(w for w in plain(label).split() if w not in _EMPTY and not w.isdigit())


def _one_thing(asked: frozenset[str], event: Entry) -> bool:
    """Whether the event's name says all that was asked for; of a result its first word is enough.

    A result without a value answers nothing.
    """
    if not asked:
        return False
    if event.kind is Kind.LAB:
        first = next(iter(plain(event.label).split()), "")
        return first in asked and bool(event.value and event.value.number is not None)
    return event.kind is not Kind.DOCUMENT and asked <= words_of(event.label)


def due(chart: Chart, order: Entry) -> When | None:
    """When the order says that it is to be done; None where it gives no date."""
    body = chart.raw(order.reference) or {}
    period = body.get("occurrencePeriod")
    said = body.get("occurrenceDateTime") or (
        (period.get("end") or period.get("start")) if isinstance(period, dict) else None
    )
    return parse_when(said) if isinstance(said, str) else None


def is_past(when: When, grace: timedelta, now: datetime) -> bool:
    """Whether the whole of a time, and the grace after it, lies before now."""
    return when.high + grace < now
