"""Vital signs and results of an adult that call for somebody at once.

Sources: a score of 3 in one parameter of NEWS2 (Royal College of Physicians, 2017), which asks for
an urgent review by itself; for high blood pressure 180/120 mmHg (ACC/AHA 2017, hypertensive
crisis); ejection fraction of 40 % or less, reduced (AHA/ACC/HFSA 2022, ESC 2021). Results: "The
communication of critical and unexpected pathology results" (Royal College of Pathologists, 2017)
for glucose from 450 mg/dL (25 mmol/L), digoxin from 2.5 ug/L and lithium from 1.5 mmol/L; glucose
below 54 mg/dL is hypoglycemia of level 2 (ADA 2024, section 6); INR above 4.5, where CHEST 2012
(9th edition, antithrombotic therapy) begins to act; lactate from 4 mmol/L (Surviving Sepsis
Campaign 2021). Not covered: children, and oxygen saturation on NEWS2's second scale (hypercapnic
failure).
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import measured
from chartside.fhir.clinical.ranges import CODES
from chartside.fhir.clinical.signs import sign_of
from chartside.fhir.entry import Entry, Value
from chartside.fhir.units import convert

LATELY: Final = timedelta(days=30)
"""Signs change by the hour; an old one is history."""
SLOWER: Final = {
    **dict.fromkeys(("85354-9", "8480-6", "8462-4"), timedelta(days=183)),
    "10230-1": timedelta(days=730),
}
"""Pressure of a chronic hypertension, and the ejection fraction, tell of longer."""
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
_EJECTION: Final = _limits("%", "40", "")
_SUGAR: Final = _limits("mg/dL", "53.9", "450")
_LACTATE: Final = _limits("mmol/L", "", "4")
ALARMS: Final = {
    "8480-6": _limits("mm[Hg]", "90", "180"),  # systolic pressure
    "8462-4": _limits("mm[Hg]", "", "120"),  # diastolic pressure
    "8867-4": _limits("/min", "40", "131"),  # heart rate
    "9279-1": _BREATHS,
    "2708-6": _OXYGEN,
    "59408-5": _OXYGEN,
    "8310-5": _WARMTH,
    "8331-1": _WARMTH,  # oral
    **dict.fromkeys(("10230-1", "8806-2", "8808-8", "8811-2", "18043-0"), _EJECTION),
    **dict.fromkeys(("Glucose, serum", "Glucose, blood", "Glucose, fasting"), _SUGAR),
    **dict.fromkeys(("Glucose, capillary", "Glucose, meter"), _SUGAR),
    **dict.fromkeys(("6301-6", "34714-6", "38875-1"), _limits("", "", "4.6")),  # INR
    **dict.fromkeys(("Lactate", "Lactate, blood", "Lactate, arterial"), _LACTATE),
    "Digoxin": _limits("ug/L", "", "2.5"),
    "Lithium": _limits("mmol/L", "", "1.5"),
}
"""By LOINC code, or by analyte."""
_WITHOUT: Final = frozenset({"", "1", "{INR}", "INR", "{ratio}", "ratio"})
"""How a ratio says that it has no unit."""


def alarms(chart: Chart, entry: Entry) -> bool:
    """Whether a sign or result, or a part of it, lies where somebody must look at once."""
    age = chart.patient.age(entry.when.date) if entry.when else None
    if age is None or age < ADULT:
        return False
    own = _alarming(measured(entry), entry.value) or _alarming(sign_of(entry.code), entry.value)
    return own or any(_alarming(sign_of(part.code), part.value) for part in entry.components)


def lasts(key: str) -> timedelta:
    """How long a sign goes on to say how the patient is."""
    return SLOWER.get(key, LATELY)


def _alarming(key: str, value: Value | None) -> bool:
    limits = ALARMS.get(key)
    if limits is None or value is None or value.number is None or value.comparator:
        return False
    number = _carried(key, value, limits.unit)
    if number is None:
        return False
    low = limits.low is not None and number <= limits.low
    return low or (limits.high is not None and number >= limits.high)


def _carried(key: str, value: Value, unit: str) -> Decimal | None:
    held = value.ucum or value.unit
    if not unit:
        return value.number if held in _WITHOUT else None
    if value.number is None:
        return None
    return convert(value.number, held, unit, analyte_loinc=CODES.get(key))
