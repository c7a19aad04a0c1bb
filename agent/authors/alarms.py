"""Vital signs of an adult that call for somebody at once.

Source: a score of 3 in one parameter of NEWS2 (Royal College of Physicians, 2017), which asks for
an urgent review by itself; for high blood pressure 180/120 mmHg (ACC/AHA 2017, hypertensive
crisis). Not covered: children, and oxygen saturation on NEWS2's second scale (hypercapnic failure).
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.codes import LOINC
from chartside.fhir.entry import Component, Entry
from chartside.fhir.units import convert

LATELY: Final = timedelta(days=30)
"""Signs change by the hour; an old one is history."""
ADULT: Final = 18


@dataclass(frozen=True, slots=True)
class Limits:
    """At or below `low`, at or above `high`, in `unit`, a sign alarms."""

    unit: str
    low: Decimal | None
    high: Decimal | None


def _limits(unit: str, low: str, high: str) -> Limits:
    return Limits(unit, Decimal(low) if low else None, Decimal(high) if high else None)


_BREATHS = _limits("/min", "8", "25")
_OXYGEN = _limits("%", "91", "")
_WARMTH = _limits("Cel", "35.0", "")
ALARMS: Final = {
    "8480-6": _limits("mm[Hg]", "90", "180"),  # systolic pressure
    "8462-4": _limits("mm[Hg]", "", "120"),  # diastolic pressure
    "8867-4": _limits("/min", "40", "131"),  # heart rate
    "9279-1": _BREATHS,
    "2708-6": _OXYGEN,
    "59408-5": _OXYGEN,
    "8310-5": _WARMTH,
    "8331-1": _WARMTH,  # oral
}
"""By LOINC code."""


def alarms(chart: Chart, entry: Entry) -> bool:
    """Whether a vital sign, or a part of it, lies where somebody must look at once."""
    age = chart.patient.age(entry.when.date) if entry.when else None
    if age is None or age < ADULT:
        return False
    parts = (Component(entry.code, entry.value), *entry.components)
    return any(_alarming(part) for part in parts)


def _alarming(part: Component) -> bool:
    codes = (c.code for c in part.code.codings if c.system == LOINC)
    limits = next((ALARMS[c] for c in codes if c in ALARMS), None)
    value = part.value
    if limits is None or value is None or value.number is None or value.comparator:
        return False
    number = convert(value.number, value.ucum or value.unit, limits.unit)
    if number is None:
        return False
    low = limits.low is not None and number <= limits.low
    return low or (limits.high is not None and number >= limits.high)
