"""How a medicine's dose went: started, raised, lowered, held, stopped, taken up again.

Sources: HL7 FHIR R4 MedicationRequest (dosageInstruction, priorPrescription, status); the strength
is read from the label as RxNorm writes it. A dose that the record does not give is not guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical.absent import says_nothing
from chartside.fhir.clinical.medications import medication_history
from chartside.fhir.clinical.same_medicine import by_drug
from chartside.fhir.clinical.standing_of_medicines import ended_on, moment, starts, state_on
from chartside.fhir.entry import Entry, Kind, Value
from chartside.fhir.units import convert
from chartside.fhir.when import When

_STRENGTH: Final = re.compile(
    r"(?<![\w/.])(\d[\d,]*(?:\.\d+)?)\s*(mg|mcg|[u\u00b5\u03bc]g|g|unt|units?|meq)\b(?!\s*/)",
    re.IGNORECASE,
)
_UNITS: Final = {"mcg": "ug", "\u00b5g": "ug", "\u03bcg": "ug", "unt": "unit", "units": "unit"}
_COUNTED: Final = re.compile(
    r"^\{?(?:tab\w*|cap\w*|pill|dose|puff|patch|each|unit dose|dosing unit|1)?\}?$", re.IGNORECASE
)
_GRACE: Final = timedelta(days=31)
"""A month between the end of one order and the next is a late renewal, no stop; a choice."""
_LONGEST: Final = timedelta(days=366) + _GRACE
"""A prescription is good for a year at most in most places."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the course of a medicine.

    `kind` is `started`, `raised`, `lowered`, `changed` (it cannot be said whether up or down),
    `held`, `stopped`, `completed`, `restarted`, `ordered again` (more than a year after an order
    that is over, and nobody knows what was taken between), or `unknown` (the record does not say
    whether it is still taken). `when` is None where the record gives no date for it. `dose` is the
    instruction from then on, `daily` the amount a day where strength, amount and frequency are
    known; of several orders written on one day the sum. `reason` is why it was stopped or held.
    """

    kind: str
    when: When | None
    entry: Entry
    dose: str = ""
    daily: Value | None = None
    reason: str = ""


def dose_history(chart: Chart, entry: Entry) -> tuple[Change, ...]:
    """The course of the medicine that an order or statement is of, oldest first.

    A renewal of the same dose is no change. A statement made from an order (derivedFrom, basedOn)
    repeats it.
    """
    return _history(chart, medication_history(chart, entry))


def dose_histories(chart: Chart) -> tuple[tuple[Change, ...], ...]:
    """The course of every medicine that was ordered or stated, the oldest first."""
    live = [e for e in chart.of(Kind.MEDICATION) if e.live and not says_nothing(e)]
    return tuple(_history(chart, group) for group in by_drug(live).values())


def _history(chart: Chart, held: Iterable[Entry]) -> tuple[Change, ...]:
    held = list(held)
    known = {e.reference for e in held}
    orders = [
        e
        for e in held
        if e.reference.startswith("MedicationRequest/") or not known.intersection(e.links)
    ]
    batches: dict[str, list[Entry]] = {}
    for order in orders:
        batches.setdefault(order.when.day if order.when else "", []).append(order)
    return tuple(_course(chart, list(batches.values())))


def _course(chart: Chart, batches: list[list[Entry]]) -> Iterator[Change]:
    before: list[Entry] | None = None
    for batch in batches:
        last = batch[-1]
        ended = _ended(chart, before) if before else None
        if before is None:
            yield _change("started", batch)
        elif ended and last.when and last.when.low - ended.high > _GRACE:
            yield Change(_how(before[-1]), ended, before[-1], reason=before[-1].status_reason)
            yield _change("restarted", batch)
        elif kind := _difference(before, batch) or _again(before, batch, ended):
            yield _change(kind, batch)
        before = batch
    if before:
        yield from _as_it_stands(chart, before)


def _again(before: list[Entry], batch: list[Entry], ended: When | None) -> str:
    """Whether an order of the same dose is no plain renewal: the one before it was long over."""
    old, new = before[-1].when, batch[-1].when
    over = all(e.status in {"stopped", "completed", "ended", "cancelled"} for e in before)
    long = old is not None and new is not None and new.low - old.low > _LONGEST
    return "ordered again" if over and long and ended is None else ""


def _as_it_stands(chart: Chart, batch: list[Entry]) -> Iterator[Change]:
    states = {state_on(e, chart, moment(chart, None)) for e in batch}
    last = batch[-1]
    if "current" in states or "planned" in states:
        return
    state = next(s for s in ("on hold", "unknown", "stopped", "completed") if s in states)
    kind = "held" if state == "on hold" else state
    when = None if kind in {"held", "unknown"} else _ended(chart, batch)
    yield Change(kind, when, last, reason=last.status_reason)


def _change(kind: str, batch: list[Entry]) -> Change:
    texts = [e.dose.text for e in batch if e.dose and e.dose.text]
    last = batch[-1]
    return Change(kind, starts(last), last, "; and ".join(dict.fromkeys(texts)), _daily(batch))


def _ended(chart: Chart, batch: list[Entry]) -> When | None:
    """When the last order of a day ended; None where one of them does not say."""
    ends = [end for e in batch if (end := ended_on(e, chart))]
    return max(ends) if len(ends) == len(batch) else None


def _how(entry: Entry) -> str:
    return "stopped" if entry.status in {"stopped", "cancelled"} else "completed"


def _difference(before: list[Entry], after: list[Entry]) -> str:
    """`raised`, `lowered`, `changed`, or empty where the same is taken."""
    old, new = _daily(before), _daily(after)
    if old is None or new is None:
        if _said(before) == _said(after):
            return ""
        old, new = _alone(before, after)
    moved = _compared(old, new)
    if moved is None:
        return "changed"
    return "" if moved == 0 else "raised" if moved > 0 else "lowered"


def _said(batch: list[Entry]) -> set[tuple[object, ...]]:
    """What is known of the doses of a day: strength, amount, frequency; words where those fail."""
    return {
        (
            _strength(e),
            e.dose.amount if e.dose else None,
            e.dose.per_day if e.dose else None,
            e.dose.text if e.dose and not (e.dose.amount and e.dose.per_day) else "",
        )
        for e in batch
    }


def _alone(before: list[Entry], after: list[Entry]) -> tuple[Value | None, Value | None]:
    """The strengths, where they are all that differs."""
    if len(before) != 1 or len(after) != 1 or before[0].dose != after[0].dose:
        return None, None
    old, new = _strength(before[0]), _strength(after[0])
    return (Value(*old) if old else None, Value(*new) if new else None)


def _compared(old: Value | None, new: Value | None) -> Decimal | None:
    if old is None or new is None or old.number is None or new.number is None:
        return None
    carried = convert(old.number, old.unit, new.unit)
    return None if carried is None else new.number - carried


def _daily(batch: list[Entry]) -> Value | None:
    """Milligrams (or micrograms, units) a day; None where one part of it is not known."""
    total, unit = Decimal(0), ""
    for entry in batch:
        found = daily_dose(entry)
        if found is None or found.number is None:
            return None
        unit = unit or found.unit
        number = convert(found.number, found.unit, unit)
        if number is None:
            return None
        total += number
    return Value(total.normalize(), unit) if unit else None


def daily_dose(entry: Entry) -> Value | None:
    """How much of the drug an order gives in a day; None where the record does not say all of it.

    An as-needed dose has none. A count of tablets is multiplied by the strength in the label, of a
    medicine with one strength.
    """
    dose = entry.dose
    if dose is None or dose.as_needed or dose.per_day is None or dose.amount is None:
        return None
    number, unit = dose.amount.number, dose.amount.ucum or dose.amount.unit
    if number is None:
        return None
    if _COUNTED.match(unit):
        strength = _strength(entry)
        if strength is None:
            return None
        number, unit = number * strength[0], strength[1]
    return Value((number * dose.per_day).normalize(), _UNITS.get(unit.lower(), unit))


def _strength(entry: Entry) -> tuple[Decimal, str] | None:
    """The one strength in a label; None of a combination, a concentration, or without any."""
    found = _STRENGTH.findall(entry.label)
    if len(found) != 1 or " / " in entry.label:
        return None
    number, unit = found[0]
    return Decimal(number.replace(",", "")), _UNITS.get(unit.lower(), unit.lower())
