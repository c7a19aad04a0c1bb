"""Usual adult ranges, for results that came without a range of their own.

They are not the laboratory's: whoever shows a result as abnormal by them says "by the usual adult
range". Covered: common analytes of adults, vital signs, the ejection fraction. Not covered:
children, pregnancy, therapeutic targets.

Sources: American Board of Internal Medicine, Laboratory Test Reference Ranges (January 2024);
HbA1c: ABIM and ADA Standards of Care 2024, section 2; glucose at any time of day: hypoglycemia
below 70 mg/dL (ADA 2024, section 6) and 140 two hours after 75 g (ADA, section 2), because whether
the patient fasted is unknown; eGFR below 60: KDIGO 2012; NT-proBNP above 125: ESC 2021, heart
failure; left ventricular ejection fraction below 50 %: AHA/ACC/HFSA 2022 and ESC 2021; HIV RNA from
200 copies/mL: DHHS, Guidelines for the Use of Antiretroviral Agents; breathing and temperature: the
band that scores nothing in NEWS2 (Royal College of Physicians, 2017); blood pressure at or above
140/90: ESH 2023 and ISH 2020; body mass index: WHO Technical Report 894; lipids: NCEP ATP III,
desirable values.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from chartside.fhir.analytes import ANALYTES
from chartside.fhir.chart import Chart
from chartside.fhir.clinical.results import is_abnormal, measured, outside
from chartside.fhir.clinical.signs import sign_of
from chartside.fhir.entry import Component, Entry, Range, Value
from chartside.fhir.units import convert

ADULT: Final = 18
CODES: Final = {a.name: min(a.codes) for a in ANALYTES}
"""A LOINC code of each analyte, so that mass and moles are carried over."""


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual adult range, both ends inclusive, in `unit`; `sex` where it holds for one only."""

    keys: frozenset[str]
    unit: str
    low: Decimal | None
    high: Decimal | None
    sex: str = ""


def _usual(keys: str, unit: str, low: str, high: str, sex: str = "") -> Usual:
    names = frozenset(k.strip() for k in keys.split("|"))
    return Usual(names, unit, Decimal(low) if low else None, Decimal(high) if high else None, sex)


USUAL: Final = (
    _usual("Sodium, serum|Sodium, blood", "mmol/L", "136", "145"),
    _usual("Potassium, serum|Potassium, blood", "mmol/L", "3.5", "5.0"),
    _usual("Chloride, serum|Chloride, blood", "mmol/L", "98", "106"),
    _usual("Bicarbonate, serum|Carbon dioxide, total, serum", "mmol/L", "23", "28"),
    _usual("Urea nitrogen, serum|Urea nitrogen, blood", "mg/dL", "8", "20"),
    _usual("Creatinine, serum|Creatinine, blood", "mg/dL", "0.7", "1.3", "male"),
    _usual("Creatinine, serum|Creatinine, blood", "mg/dL", "0.5", "1.1", "female"),
    _usual("Glucose, fasting", "mg/dL", "70", "99"),
    _usual("Glucose, serum|Glucose, blood|Glucose, capillary|Glucose, meter", "mg/dL", "70", "139"),
    _usual("Lactate", "mmol/L", "0.6", "1.8"),
    _usual("Calcium, serum|Calcium, blood", "mg/dL", "8.6", "10.2"),
    _usual("Magnesium", "mg/dL", "1.6", "2.6"),
    _usual("Phosphate (as phosphorus)", "mg/dL", "3.0", "4.5"),
    _usual("Bilirubin, total|Bilirubin, total, blood", "mg/dL", "0.3", "1.2"),
    _usual("Urate", "mg/dL", "2.5", "8.0"),
    _usual("Hemoglobin", "g/dL", "14", "18", "male"),
    _usual("Hemoglobin", "g/dL", "12", "16", "female"),
    _usual("Hemoglobin A1c", "%", "4.0", "5.6"),
    _usual("Cholesterol", "mg/dL", "", "199"),
    _usual(
        "LDL cholesterol|LDL cholesterol, calculated|LDL cholesterol, direct", "mg/dL", "", "129"
    ),
    _usual("HDL cholesterol", "mg/dL", "40", ""),
    _usual("Triglycerides", "mg/dL", "", "149"),
    _usual("1751-7", "g/dL", "3.5", "5.5"),  # albumin
    _usual("1742-6", "U/L", "10", "40"),  # alanine aminotransferase
    _usual("1920-8", "U/L", "10", "40"),  # aspartate aminotransferase
    _usual("6768-6", "U/L", "30", "120"),  # alkaline phosphatase
    _usual("6690-2|26464-8", "10*3/uL", "4", "11"),  # leukocytes
    _usual("777-3|26515-7", "10*3/uL", "150", "450"),  # platelets
    _usual("3016-3|11579-0|11580-8", "mU/L", "0.5", "4.0"),  # thyrotropin
    _usual("33914-3|48642-3|62238-1|69405-9|77147-7|98979-8", "mL/min/{1.73_m2}", "60", ""),  # eGFR
    # A source that leaves the body surface out of the unit has it in the code.
    _usual("33914-3|48642-3|62238-1|69405-9|77147-7|98979-8", "mL/min", "60", ""),
    _usual("30934-4|42637-9", "pg/mL", "", "99"),  # BNP
    _usual("33762-6|83107-3|83108-1", "pg/mL", "", "125"),  # NT-proBNP
    _usual("20447-9|25836-8|21008-8", "{copies}/mL", "", "199"),  # HIV RNA
    _usual("10230-1|8806-2|8808-8|8811-2|18043-0", "%", "50", ""),  # LV ejection fraction
    _usual("2708-6|59408-5", "%", "95", ""),  # oxygen saturation
    _usual("39156-5", "kg/m2", "18.5", "29.9"),  # body mass index: underweight, obesity
    _usual("8480-6", "mm[Hg]", "90", "139"),  # systolic blood pressure
    _usual("8462-4", "mm[Hg]", "60", "89"),  # diastolic blood pressure
    _usual("8867-4", "/min", "60", "100"),  # heart rate at rest
    _usual("9279-1", "/min", "12", "20"),  # breaths
    _usual("8310-5|8331-1", "Cel", "36.1", "38.0"),  # body temperature
)

_KEYS: Final = frozenset(key for usual in USUAL for key in usual.keys)


def outside_usual(chart: Chart, entry: Entry) -> str:
    """`high` or `low` by the usual adult range; empty where the source judged, or none applies.

    It applies to results of a patient known to be at least eighteen on the day, and of the sex the
    range is for; a result that came with an interpretation or a range is judged by that alone
    (`is_abnormal`).
    """
    own = entry.interpretation or (entry.value and entry.value.range) or is_abnormal(entry)
    if own or not _adult(chart, entry):
        return ""
    parts = [Component(entry.code, entry.value), *entry.components]
    judged = (
        _judged(_key(entry) if n == 0 else sign_of(p.code), p.value, chart.patient.sex)
        for n, p in enumerate(parts)
    )
    return next((found for found in judged if found), "")


def in_usual(chart: Chart, entry: Entry) -> Value | None:
    """The result carried into the unit of its usual adult range, with that range beside it.

    None where no usual range applies to the test, the patient's age or sex.
    """
    return _usually(_key(entry), entry.value, chart.patient.sex) if _adult(chart, entry) else None


def _adult(chart: Chart, entry: Entry) -> bool:
    day: date | None = entry.when.date if entry.when else None
    age = chart.patient.age(day) if day else None
    return age is not None and age >= ADULT


def _key(entry: Entry) -> str:
    """The analyte, or the sign that a name of its own makes out."""
    key = measured(entry)
    return key if key in _KEYS else sign_of(entry.code) or key


def _judged(key: str, value: Value | None, sex: str) -> str:
    return outside(_usually(key, value, sex))


def _usually(key: str, value: Value | None, sex: str) -> Value | None:
    if value is None or value.number is None:
        return None
    for usual in USUAL:
        if key in usual.keys and usual.sex in {"", sex}:
            number = convert(
                value.number, value.ucum or value.unit, usual.unit, analyte_loinc=CODES.get(key)
            )
            if number is not None:
                bounds = Range(usual.low, usual.high)
                return Value(number, usual.unit, comparator=value.comparator, range=bounds)
    return None
