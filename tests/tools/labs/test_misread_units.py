"""Units that were misread: one letter from a unit of the analyte, or no suggestion at all."""

import pytest

from chartside.tools.labs.misread_units import may_be


@pytest.mark.parametrize(
    ("text", "name", "language", "unit"),
    [
        ("mmoI/L", "Kalium", "nl", "mmol/L"),
        ("ulU/mL", "TSH", "en", "uIU/mL"),
        ("g/dI", "H\xe4moglobin", "de", "g/dL"),
        ("\xb5g/1", "Ferritine", "nl", "\xb5g/L"),
        ("mm/n", "ESR", "en", "mm/h"),
    ],
)
def test_a_unit_that_is_a_letter_from_one_of_the_analyte_is_named(
    text: str, name: str, language: str, unit: str
) -> None:
    assert may_be(text, name, language) == unit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mg/dL", "Creatinine"),  # a unit of it
        ("mg/oL", "Zorbin"),  # nobody knows what it is measured in
        ("Final", "Sodium"),  # a word
        ("H", "Sodium"),  # a flag
        ("rnrnol/L", "Sodium"),  # too far from any
        ("mmol/t", "Potassium"),  # a litre or a day: urine is measured in both
        ("m" * 4000, "Sodium"),
        ("", "Sodium"),
    ],
)
def test_nothing_is_named_where_it_is_not_clear(text: str, name: str) -> None:
    assert may_be(text, name, "en") == ""
