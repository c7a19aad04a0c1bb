"""Spellings of units, and numbers carried from one to another."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.analytes import ANALYTES
from chartside.fhir.spelling import spelled
from chartside.fhir.units import convert, same_unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mg/dL", "mg/dl"),
        ("mmHg", "mm[Hg]"),
        ("beats/min", "/min"),
        ("{beats}/min", "bpm"),
        ("K/uL", "10*3/uL"),
        ("K/uL", "x10^9/L"),
        ("10*3/uL", "10*9/L"),
        ("10^3/\N{MICRO SIGN}L", "10*3/uL"),
        ("M/uL", "10*12/L"),
        ("thou/mm3", "10*3/uL"),
        ("U/L", "IU/L"),
        ("mIU/L", "uIU/mL"),
        ("[IU]/L", "IU/l"),
        ("mcg/dL", "ug/dL"),
        ("\N{GREEK SMALL LETTER MU}mol/L", "umol/L"),
        ("mL/min/{1.73_m2}", "mL/min/1.73m\N{SUPERSCRIPT TWO}"),
        ("%", "percent"),
        ("lbs", "[lb_av]"),
        ("mm/hr", "mm/h"),
        ("cells/uL", "/uL"),
        ("ug/mL", "mg/L"),
        # Held back while the rules were written:
        ("ng/mL", "\N{MICRO SIGN}g/L"),
        ("MG/DL", "mg/dL"),
        ("mEq/L", "meq/L"),
        ("10e9/L", "G/L"),
        ("x10E3/uL", "thou/uL"),
        ("breaths/minute", "/min"),
        ("kg/m\N{SUPERSCRIPT TWO}", "kg/m2"),
        ("10 ^ 9 / L", "10*9/L"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_unit_are_the_same(one: str, other: str) -> None:
    assert same_unit(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mg/dL", "mmol/L"),
        ("mL/min", "mL/min/{1.73_m2}"),
        ("g/L", "G/L"),
        ("mg/L", "mg/dL"),
        ("mmol/L", "meq/L"),
        ("%", "mmol/mol"),
        ("", "%"),
        ("ng/mL", "mg/mL"),
        ("U/L", "/L"),
        ("m/s", "mm/s"),
    ],
)
def test_units_that_look_alike_are_told_apart(one: str, other: str) -> None:
    assert not same_unit(one, other)


@pytest.mark.parametrize(
    ("number", "start", "goal", "expected"),
    [
        ("1", "g/L", "mg/dL", "100"),
        ("7.5", "10*3/uL", "10*9/L", "7.5"),
        ("180", "[lb_av]", "kg", "81.646627"),
        ("70", "in", "cm", "177.8"),
        ("98.6", "degF", "Cel", "37"),
        ("37", "\N{DEGREE SIGN}C", "\N{DEGREE SIGN}F", "98.6"),
        ("1", "ukat/L", "U/L", "60"),
        ("120", "mmHg", "kPa", "15.99864"),
        ("60", "mL/min", "L/h", "3.6"),
        ("300", "ug/mg", "mg/g", "300"),
        ("0.45", "L/L", "%", "45"),
        ("2", "/100 WBC", "%", "2"),
        ("18", "mo", "a", "1.5"),
        ("24", "[degRe]", "Cel", "30"),
        ("290", "mosm/kg", "osm/kg", "0.29"),
    ],
)
def test_a_number_is_carried_into_another_unit_of_its_kind(
    number: str, start: str, goal: str, expected: str
) -> None:
    found = convert(Decimal(number), start, goal)
    assert found is not None
    assert round(found, 6) == Decimal(expected)


@pytest.mark.parametrize(
    ("number", "start", "goal", "loinc", "expected"),
    [
        ("5.5", "mmol/L", "mg/dL", "2345-7", "99"),
        ("1.0", "mg/dL", "umol/L", "2160-0", "88"),
        ("5.0", "mmol/L", "mg/dL", "2093-3", "193"),
        ("1.7", "mmol/L", "mg/dL", "2571-8", "151"),
        ("14", "mg/dL", "mmol/L", "3094-0", "5"),
        ("17.1", "umol/L", "mg/dL", "1975-2", "1"),
        ("2.50", "mmol/L", "mg/dL", "17861-6", "10"),
        ("360", "umol/L", "mg/dL", "3084-1", "6"),
        ("30", "ng/mL", "nmol/L", "1989-3", "75"),
        ("9.3", "mmol/L", "g/dL", "718-7", "15"),
        ("140", "mmol/L", "meq/L", "2951-2", "140"),
        ("2.5", "mmol/L", "meq/L", "17861-6", "5"),
        ("300", "mg/g", "mg/mmol", "9318-7", "34"),
        ("3.4", "mg/mmol", "ug/mg", "32294-1", "30"),
    ],
)
def test_mass_and_moles_meet_in_the_factors_that_clinicians_know(
    number: str, start: str, goal: str, loinc: str, expected: str
) -> None:
    found = convert(Decimal(number), start, goal, analyte_loinc=loinc)
    assert found is not None
    assert round(found) == Decimal(expected)


@pytest.mark.parametrize(("percent", "ifcc"), [("5.0", 31), ("6.5", 48), ("7.0", 53), ("9.0", 75)])
def test_hba1c_follows_the_master_equation(percent: str, ifcc: int) -> None:
    found = convert(Decimal(percent), "%", "mmol/mol", analyte_loinc="4548-4")
    assert found is not None
    assert round(found) == ifcc


@pytest.mark.parametrize("unit", ["g", "mg", "kg", "mmol"])
def test_an_amount_is_no_concentration(unit: str) -> None:
    assert convert(Decimal(1), unit, "mg/dL", analyte_loinc="2160-0") is None
    assert convert(Decimal(1), "mg/dL", unit, analyte_loinc="2160-0") is None


def test_moles_are_not_guessed_without_the_analyte() -> None:
    assert convert(Decimal(5), "mmol/L", "mg/dL") is None
    assert convert(Decimal(5), "mmol/L", "mg/dL", analyte_loinc="0000-0") is None


def test_a_percentage_is_not_read_as_hba1c_of_something_else() -> None:
    assert convert(Decimal(7), "%", "mmol/mol") is None


def test_nonsense_units_convert_to_nothing() -> None:
    assert convert(Decimal(1), "furlong-ish", "mg/dL") is None


@given(st.text(max_size=20))
def test_any_spelling_is_read_without_failing_and_settles_at_once(unit: str) -> None:
    assert isinstance(spelled(unit), str)
    assert same_unit(unit, unit)


@given(
    st.sampled_from([a for a in ANALYTES if a.molar_mass]),
    st.decimals(min_value="0.001", max_value="9999", places=3),
)
def test_a_number_carried_there_and_back_is_the_number(analyte: object, number: Decimal) -> None:
    loinc = min(getattr(analyte, "codes"))  # noqa: B009 - hypothesis types the sample as object
    there = convert(number, "mg/dL", "mmol/L", analyte_loinc=loinc)
    assert there is not None
    back = convert(there, "mmol/L", "mg/dL", analyte_loinc=loinc)
    assert back is not None
    assert round(back, 9) == number


def test_no_code_names_two_analytes() -> None:
    codes = [code for a in ANALYTES for code in a.codes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("other", ["[IU]/mL", "[iU]/mL", "IU/mL", "[CFU]/mL", "AU/mL"])
def test_an_arbitrary_unit_is_no_international_unit(other: str) -> None:
    assert convert(Decimal(1), "[arb'U]/mL", other) is None
    assert convert(Decimal(1), other, "[arb'U]/L") is None
    assert not same_unit("[arb'U]/mL", other)
    assert convert(Decimal(1), "[arb'U]/mL", "[arb'U]/L") == 1000
    assert same_unit("[arb'U]/mL", "U/mL")  # as it is printed


def test_a_percentage_is_hundredths_of_one_and_not_of_a_bare_number() -> None:
    assert convert(Decimal(45), "%", "1") == Decimal("0.45")
    assert convert(Decimal("0.45"), "1", "%") == 45
    assert convert(Decimal(45), "%", "") is None
    assert convert(Decimal("0.07"), "1", "mmol/mol", analyte_loinc="4548-4") is None
