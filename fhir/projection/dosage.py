"""How a medicine is taken: Dosage and Timing as a `Dose`."""

import re
from decimal import Decimal
from typing import Any

from chartside.fhir.entry import Dose, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.source import Json
from chartside.fhir.when import When

DAYS = {
    "s": Decimal(1) / 86400,
    "min": Decimal(1) / 1440,
    "h": Decimal(1) / 24,
    "d": Decimal(1),
    "wk": Decimal(7),
    "mo": Decimal("30.4375"),
    "a": Decimal("365.25"),
}
"""Days in a UCUM unit of time; month and year as UCUM defines them (mo_j, a_j)."""

UNITS_A_DAY = {"s": Decimal(86400), "min": Decimal(1440), "h": Decimal(24)} | {
    unit: 1 / length for unit, length in DAYS.items() if length >= 1
}
"""How many of a unit of time make a day, exact for the short ones."""

UNIT_WORDS = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "a": "year",
}

ABBREVIATED = {
    "QD": Decimal(1),
    "AM": Decimal(1),
    "PM": Decimal(1),
    "BED": Decimal(1),
    "BID": Decimal(2),
    "TID": Decimal(3),
    "QID": Decimal(4),
    "QOD": Decimal(1) / 2,
    "Q1H": Decimal(24),
    "Q2H": Decimal(12),
    "Q3H": Decimal(8),
    "Q4H": Decimal(6),
    "Q6H": Decimal(4),
    "Q8H": Decimal(3),
    "WK": Decimal(1) / 7,
    "MO": Decimal(1) / Decimal("30.4375"),
}
"""Times a day by HL7 v3 GTSAbbreviation, the value set of Timing.code."""

FORM = re.compile(r"\b(tablet|capsule|patch|suppository|lozenge|puff|drop)s?\b", re.IGNORECASE)
"""Dosage forms that a dose is counted in."""

TIMES = {1: "once", 2: "twice"}


def dose(instructions: Any, label: str = "") -> Dose | None:
    """The dose that a list of Dosage says; None where there is none.

    `label` is the medicine's, whose dosage form counts a dose without a unit: 1 of an "Oral Tablet"
    is one tablet. Steps that differ (a taper) have no one amount or frequency: `amount` and
    `per_day` are then None and the text says it all. Steps with one `sequence` number go on at
    the same time, others one after another (FHIR R4 Dosage.sequence).
    """
    steps = list(el.many(instructions))
    if not steps:
        return None
    if len(steps) > 1:
        steps.sort(key=_place)
    found = FORM.search(label)
    form = found[1].lower() if found else ""
    texts = [text for step in steps if (text := instruction(step, form))]
    together = len(steps) > 1 and _place(steps[0]) == _place(steps[-1]) != 0
    what = [(amount(step), frequency(step)) for step in steps]
    return Dose(
        text=("; and " if together else "; then ").join(dict.fromkeys(texts)),
        amount=_same([a for a, _ in what]),
        per_day=_same([f for _, f in what]),
        route=next((r for s in steps if (r := el.concept(s.get("route")).label)), ""),
        as_needed=any(as_needed(step) for step in steps),
        asked=next((a for s in steps if (a := needed_for(s))), ""),
        tapering=not together and _same(what) is None,
        at=_beside(steps),
        begins=begins(steps),
    )


def _beside(steps: list[Json]) -> str:
    """The time of the day and what is to be heeded, as the fields beside the text say it."""
    said = [w for s in steps for w in (_events(s), *el.labels(s.get("additionalInstruction"))) if w]
    return "; ".join(dict.fromkeys(said))


def _place(step: Json) -> int:
    """The number of a step; 0 where it has none."""
    number = step.get("sequence")
    return number if number.__class__ is int else 0


def _same(found: list[Any]) -> Any:
    return found[0] if all(f == found[0] for f in found) else None


def amount(step: Json) -> Value | None:
    """What is taken at one time."""
    for rate in el.many(step.get("doseAndRate")):
        if value := el.quantity(rate.get("doseQuantity")):
            return value
    return el.quantity(step.get("doseQuantity") or step.get("dose"))


def as_needed(step: Json) -> bool:
    """Whether the step is taken only when needed (R5 writes `asNeeded` and `asNeededFor`)."""
    said = step.get("asNeededBoolean") is True or step.get("asNeeded") is True
    return said or "asNeededCodeableConcept" in step or "asNeededFor" in step


def needed_for(step: Json) -> str:
    """What an as-needed step is for."""
    one = el.concept(step.get("asNeededCodeableConcept")).label
    return one or ", ".join(el.labels(step.get("asNeededFor")))


def frequency(step: Json) -> Decimal | None:
    """How many times a day, from the repeat or its abbreviation."""
    timing = step.get("timing") or {}
    repeat = timing.get("repeat") or {}
    times_a_day = UNITS_A_DAY.get(el.words(repeat.get("periodUnit")))
    period = el.number(repeat.get("period"))
    if times_a_day and period:
        times = el.number(repeat.get("frequency")) or Decimal(len(repeat.get("timeOfDay") or (1,)))
        return times * times_a_day / period
    for item in el.many((timing.get("code") or {}).get("coding")):
        if (known := ABBREVIATED.get(item.get("code"))) is not None:
            return known
    return None


def instruction(step: Json, form: str = "") -> str:
    """The source's own words; without any, what its fields say."""
    said = el.words(step.get("text")) or el.words(step.get("patientInstruction"))
    if said:
        return said
    value = amount(step)
    taken = _counted(value, form) if value else _between(step)
    parts = [taken, _rhythm(step), _events(step), el.concept(step.get("route")).label]
    if as_needed(step):
        reason = needed_for(step)
        parts.append(f"as needed for {reason}" if reason else "as needed")
    return " ".join(p for p in parts if p)


def _between(step: Json) -> str:
    """`1 to 2 TAB`, of a doseRange."""
    for rate in (*el.many(step.get("doseAndRate")), step):
        if held := rate.get("doseRange"):
            low, high = el.quantity(held.get("low")), el.quantity(held.get("high"))
            if low and high and low.number is not None:
                return f"{low.number:f} to {high.words}"
            return high.words if high else ""
    return ""


WHEN_WORDS = {
    "MORN": "in the morning", "NOON": "at noon", "AFT": "in the afternoon",
    "EVE": "in the evening", "NIGHT": "at night", "HS": "at bedtime", "WAKE": "on waking",
    "C": "with meals", "CM": "with breakfast", "CD": "with lunch", "CV": "with dinner",
    "AC": "before meals", "ACM": "before breakfast", "ACD": "before lunch", "ACV": "before dinner",
    "PC": "after meals", "PCM": "after breakfast", "PCD": "after lunch", "PCV": "after dinner",
}  # fmt: skip
"""FHIR R4 EventTiming and HL7 v3 TimingEvent, the value set of Timing.repeat.when."""


def _events(step: Json) -> str:
    codes = ((step.get("timing") or {}).get("repeat") or {}).get("when") or ()
    return " and ".join(w for c in codes if (w := WHEN_WORDS.get(el.words(c))))


def _counted(value: Value, form: str) -> str:
    """What is taken, a number without a unit counted in the dosage form, or in doses."""
    if value.unit or value.ucum or value.number is None:
        return value.words
    number = value.number.normalize()
    return f"{number:f} {form or 'dose'}{'' if number == 1 else 's'}"


def _rhythm(step: Json) -> str:
    timing = step.get("timing") or {}
    repeat = timing.get("repeat") or {}
    period, unit = (
        el.number(repeat.get("period")),
        UNIT_WORDS.get(el.words(repeat.get("periodUnit"))),
    )
    if not period or not unit:
        code = el.concept(timing.get("code"))
        return code.text or next((c.display or c.code for c in code.codings), "")
    times = el.number(repeat.get("frequency")) or Decimal(1)
    longest = el.number(repeat.get("periodMax"))
    most = f" to {longest:f}" if longest and longest != period else ""
    every = f"a {unit}" if period == 1 and not most else f"every {period:f}{most} {unit}s"
    if (period != 1 or most) and times == 1:
        return every
    return f"{TIMES.get(int(times), f'{times:f} times')} {every}"


def begins(steps: Any) -> When | None:
    """When the first dose is due; None where a step has no date of its own, for it may be now."""
    found = [_step_start(step.get("timing") or {}) for step in el.many(steps)]
    dated = [start for start in found if start]
    return min(dated) if dated and len(dated) == len(found) else None


def _step_start(timing: Json) -> When | None:
    repeat = timing.get("repeat") or {}
    if "boundsPeriod" in repeat:
        return el.moment(repeat["boundsPeriod"].get("start"))
    return min((w for t in el.many(timing.get("event")) if (w := el.moment(t))), default=None)
