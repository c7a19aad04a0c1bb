"""Units as people write them: every spelling of amount, line and volume, and the wrong ones."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.units import same_unit
from chartside.grounding import check
from chartside.grounding.reading.quantities import quantities_in

SCALES = {"": [""], "m": ["m"], "u": ["u", "\u00b5", "mc"], "n": ["n"], "p": ["p"]}
SCALE_WORDS = {"": "", "m": "milli", "u": "micro", "n": "nano", "p": "pico"}
SHORT = {
    "mol": ["mol", "mols"],
    "g": ["g", "gm", "gms"],
    "eq": ["eq", "Eq", "EQ"],
    "U": ["U", "u", "IU"],
}
LONG = {
    "mol": ["mole", "moles", "mol"],
    "g": ["gram", "grams", "gramme", "grammes"],
    "eq": ["equivalents", "equivalent"],
    "U": ["units", "international units"],
}
BELOW = {
    "L": ["L", "l", "litre", "liter"],
    "dL": ["dL", "dl", "decilitre", "deciliter", "100 mL", "100ml", "100 cc"],
    "mL": ["mL", "ml", "millilitre", "milliliter", "cc", "cm3"],
    "uL": ["uL", "\u00b5L", "mcL", "microlitre", "mm3", "mm^3", "mm³", "cmm", "cu mm", "cubic mm"],
    "mol": ["mol", "mole"],
    "kg": ["kg", "kilogram"],
}
LINES = ["/", " / ", " per ", "-per-", " in a ", " a "]


def _amounts(scale: str, base: str) -> list[str]:
    short = [s + b for s in SCALES[scale] for b in SHORT[base]]
    joins = ("", "-", " ") if scale else ("",)
    return short + [SCALE_WORDS[scale] + j + b for j in joins for b in LONG[base]]


def _written(scale: str, base: str, below: str) -> Iterator[str]:
    for amount in _amounts(scale, base):
        for under in BELOW[below]:
            yield from (f"{amount}{line}{under}" for line in LINES)


def _unit_read(words: str) -> str:
    """The unit that a number takes from the words behind it; empty where some of them are left."""
    read = quantities_in(f"It was 5 {words}, they said.", [])
    whole = len(read) == 1 and read[0].text == f"5 {words}"
    return read[0].unit if whole else ""


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("base", SHORT)
@pytest.mark.parametrize("scale", SCALES)
def test_an_amount_per_something_is_one_unit_however_it_is_written(
    scale: str, base: str, below: str
) -> None:
    if scale == "p" and base == "U":
        pytest.skip("nobody counts in a millionth of a microunit")
    right = f"{scale}{base}/{below}"
    odd = [w for w in _written(scale, base, below) if not same_unit(_unit_read(w), right)]
    assert odd == []


@pytest.mark.parametrize(
    ("unit", "forms"),
    [
        ("mg/dL", ["mg%", "mg %", "mg per cent", "mgm/dL", "mgs/dL", "mgm%"]),
        ("g/dL", ["g%", "gm%", "gm %", "gms%", "gms %", "g/100 ml", "g per 100 mL"]),
        ("mm[Hg]", ["mmHg", "mm Hg", "mm of Hg", "mm of mercury", "millimetres of mercury"]),
        ("mm[Hg]", ["mm[Hg]", "mm mercury", "millimeters mercury", "mm HG", "mms Hg"]),
        ("mm/h", ["mm/h", "mm/hr", "mm per hour", "mm in one hour", "mm in 1 hour", "mm an hour"]),
        ("mm/h", ["mm in the first hour", "mm/1st hr", "mm 1st hour", "mm at one hour", "mm/1h"]),
        ("/min", ["bpm", "BPM", "/min", "per minute", "a minute", "beats a minute", "b/min"]),
        ("/min", ["beats per minute", "beats/min", "beats in a minute", "beats every minute"]),
        ("/min", ["breaths per minute", "breaths a minute", "rpm", "per min", "resps/min"]),
        ("%", ["%", "percent", "per cent", "pct"]),
        ("kg", ["kg", "kgs", "kilos", "kilo", "kilograms", "kilogrammes", "KG", "Kg"]),
        ("kg/m2", ["kg/m2", "kg/m^2", "kg/m²", "kg per square metre", "kg per m2", "kg/sq m"]),
        ("kg/m2", ["kilograms per square meter", "kg/sqm", "kg/m**2"]),
        ("mL/min/{1.73_m2}", ["mL/min/1.73 m2", "ml/min/1.73m²", "mL/min per 1.73 m2"]),
        ("mL/min/{1.73_m2}", ["ml/minute/1.73 m^2", "mls/min/1.73m2", "mL/min/1.73 sq m"]),
        ("mL/min/{1.73_m2}", ["mL per minute per 1.73 square metres", "ml/min/1.73"]),
        ("10*9/L", ["x10^9/L", "\u00d710⁹/L", "10*9/L", "x 10(9)/L", "10^9 per litre", "x10E9/L"]),
        ("10*9/L", ["G/L", "billion/L", "billion per litre", "giga/L", "x 10^9 per L", "10e9/l"]),
        ("10*3/uL", ["K/uL", "k/\u00b5L", "K/mm3", "thousand/uL", "thousand per microlitre"]),
        ("10*3/uL", ["thousand per cubic millimetre", "10^3/\u00b5L", "x10^3/mm3", "thou/cmm"]),
        (
            "10*3/uL",
            ["thousand per mm3", "x10(3)/uL", "10³/\u00b5L", "thousand cells per microliter"],
        ),
        ("10*12/L", ["T/L", "x10^12/L", "10*12/L", "\u00d710¹²/L", "10^12 per litre"]),
        ("10*6/uL", ["M/uL", "million/uL", "million per mm3", "x10^6/uL", "mill/mm3"]),
        ("/uL", ["/uL", "/mm3", "per mm3", "per microlitre", "cells/uL", "cells per mm3"]),
        ("mmol/L", ["mmol L-1", "mmol.L-1", "mmol·L⁻¹", "mmol/l", "mmol/Liter", "mMol/L"]),
        ("g/dL", ["g dL-1", "g.dL-1", "G/DL", "gm/dl", "gms per dl"]),
        ("ukat/L", ["\u00b5kat/L", "microkatals per litre", "ukat/l"]),
        ("[stone_av]", ["stone", "stones"]),
        ("cm", ["cm", "cms", "centimetres", "centimeters", "centimetre"]),
        ("m", ["m", "metres", "meters", "metre"]),
    ],
)
def test_customary_units_are_read_as_the_units_that_they_stand_for(
    unit: str, forms: list[str]
) -> None:
    assert [f for f in forms if not same_unit(_unit_read(f), unit)] == []


@pytest.mark.parametrize(
    "words",
    [
        "in a row",
        "a day later",
        "in an hour",
        "per visit",
        "a piece",
        "patients per ward",
        "in one go",
    ],
)
def test_words_behind_a_number_that_are_no_unit_are_left_to_be_read(words: str) -> None:
    assert [q.unit for q in quantities_in(f"It was 5 {words}.", [])] == [""]


LABS = {
    "urea": ("Urea", "3094-0", 34, "mg/dL"),
    "hemoglobin": ("Hemoglobin", "718-7", 12.9, "g/dL"),
    "esr": ("Erythrocyte sedimentation rate", "30341-2", 33, "mm/h"),
    "pulse": ("Heart rate", "8867-4", 86, "/min"),
    "platelets": ("Platelets", "777-3", 225, "10*9/L"),
    "sodium": ("Sodium", "2951-2", 138, "mmol/L"),
    "weight": ("Body weight", "29463-7", 88.9, "kg"),
    "height": ("Body height", "8302-2", 170, "cm"),
    "wbc": ("White blood cells", "6690-2", 7.9, "10*3/uL"),
    "ast": ("Aspartate aminotransferase", "1920-8", 30, "U/L"),
}


@pytest.fixture(scope="module")
def chart() -> Chart:
    bodies = [
        {
            "resourceType": "Observation",
            "id": name,
            "subject": {"reference": "Patient/1"},
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": {"text": text, "coding": [{"system": "http://loinc.org", "code": loinc}]},
            "effectiveDateTime": "2025-12-20",
            "valueQuantity": {"value": value, "unit": unit},
        }
        for name, (text, loinc, value, unit) in LABS.items()
    ]
    patient = {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960-01-01"}
    rows = [
        Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode())
        for b in (patient, *bodies)
    ]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _verdict(chart: Chart, name: str, words: str) -> Verdict:
    text = f"{LABS[name][0]} {words} on 20 December 2025."
    return check(Statement(text, (Citation(f"Observation/{name}"),)), chart).verdict


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("urea", "34 mg%"), ("urea", "34 mg per 100 ml"), ("urea", "0.34 grams per litre"),
        ("urea", "340 mg per litre"), ("hemoglobin", "12.9 gm%"), ("hemoglobin", "129 g/L"),
        ("hemoglobin", "12.9 grams per 100 ml"), ("hemoglobin", "12.9 gm/dL"),
        ("esr", "33 mm in one hour"), ("esr", "33 mm/1st hr"), ("pulse", "86 BPM"),
        ("pulse", "86 beats a minute"), ("pulse", "86/min"), ("platelets", "225 G/L"),
        ("platelets", "225,000 per mm3"), ("platelets", "225K"), ("platelets", "225,000/uL"),
        ("platelets", "225 thousand"), ("platelets", "225,000"), ("platelets", "0.225 million/uL"),
        ("wbc", "7.9K"), ("wbc", "7,900 cells per mm3"), ("wbc", "7900"), ("wbc", "7.9 x10^9/L"),
        ("sodium", "138 mEq per litre"), ("sodium", "138 mmol L-1"), ("weight", "196 pounds"),
        ("weight", "196 lbs"), ("weight", "14 stone"), ("weight", "88.9 kilos"),
        ("weight", "14 stone 0 lb"), ("weight", "13 st 14 lb"), ("height", "5 ft 7 in"),
        ("height", "5'7\""), ("height", "5 feet 7 inches"), ("height", "1.70 m"),
        ("height", "67 inches"), ("ast", "30 units per litre"), ("ast", "30 international units/L"),
    ],
)  # fmt: skip
def test_a_right_value_is_borne_out_in_any_unit_that_people_use(
    chart: Chart, name: str, words: str
) -> None:
    assert _verdict(chart, name, words) is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("urea", "34 gm%"), ("urea", "34 mg per litre"), ("urea", "35 mg%"), ("urea", "34 mmol/L"),
        ("hemoglobin", "12.9 mg%"), ("hemoglobin", "129 gm%"), ("hemoglobin", "12.9 g per litre"),
        ("esr", "33 cm in one hour"), ("esr", "38 mm in one hour"), ("pulse", "68 BPM"),
        ("platelets", "225 T/L"), ("platelets", "225 per mm3"),
        ("platelets", "22.5K"), ("platelets", "252,000"), ("platelets", "225 million"),
        ("platelets", "2,250,000/uL"), ("wbc", "79K"), ("wbc", "79,000 cells per mm3"),
        ("sodium", "138 mg per litre"), ("weight", "88.9 pounds"), ("weight", "14 kilos"),
        ("weight", "15 stone"), ("weight", "12 st 14 lb"), ("height", "5 ft 9 in"),
        ("height", "6'7\""), ("height", "170 inches"), ("ast", "30 units per 100 ml"),
    ],
)  # fmt: skip
def test_a_wrong_number_or_unit_is_found_in_any_spelling(
    chart: Chart, name: str, words: str
) -> None:
    assert _verdict(chart, name, words) in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
