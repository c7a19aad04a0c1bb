"""A number is the same number in figures of any locale, in words and as a fraction."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from chartside.draft import Statement, Verdict
from chartside.grounding.reading.sentence import read

Judge = Callable[..., Statement]
K = "Observation/potassium-2026-11-03"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12,500", "12500"),
        ("12'500", "12500"),
        ("12\u2019500", "12500"),
        ("12\u202f500", "12500"),
        ("250 000/uL", "250000"),
        ("1,234.5", "1234.5"),
        ("7,2 %", "7.2"),
        ("7,25 mmol/L", "7.25"),
        ("0,125 mg", "0.125"),
        ("7.2 per cent", "7.2"),
        ("\u00bd tablet", "0.5"),
        ("1\u00bd tablets", "1.5"),
        ("seventy-two", "72"),
        ("seventy two", "72"),
        ("nineteen", "19"),
        ("a hundred", "100"),
        ("one hundred and twenty", "120"),
        ("two hundred fifty-six", "256"),
        ("one thousand two hundred", "1200"),
        ("twelve thousand five hundred", "12500"),
        ("five point nine", "5.9"),
        ("six point oh five", "6.05"),
        ("a dozen", "12"),
    ],
)
def test_a_number_is_read_however_it_is_written(said: str, number: str):
    (quantity,) = read(f"It was {said}.").quantities
    assert quantity.number == Decimal(number)
    assert quantity.other is None


@pytest.mark.parametrize(
    "said", ["134/76", "134 / 76", "134 over 76", "one thirty-four over seventy-six"]
)
def test_a_pressure_is_two_numbers(said: str):
    (quantity,) = read(f"It was {said} mmHg.").quantities
    assert (quantity.number, quantity.other, quantity.joined) == (134, 76, "/")


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("> 5.5", ">"), (">5.5", ">"), ("over 5.5", ">"), ("at least 5.5", ">="),
        ("\u2265 5.5", ">="), ("5.5 or more", ">="), ("5.5 mmol/L or higher", ">="),
        ("5.5 or above", ">="),
        ("5.5 or less", "<="), ("5.5 or lower", "<="), ("under 5.5", "<"),
        ("no more than 5.5", "<="),
    ],
)  # fmt: skip
def test_what_stands_on_either_side_of_a_number_is_its_sign(said: str, sign: str):
    (quantity,) = read(f"It was {said}.").quantities
    assert quantity.sign == sign


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Potassium 5,9 mmol/L on 3 November 2026.", Verdict.SUPPORTED),
        ("Potassium 5,8 mmol/L on 3 November 2026.", Verdict.CONTRADICTED),
        ("Potassium was five point nine on 3 November 2026.", Verdict.SUPPORTED),
        ("Potassium was five point eight on 3 November 2026.", Verdict.CONTRADICTED),
        ("Potassium was 5.5 or more on 3 November 2026.", Verdict.SUPPORTED),
        ("Potassium was 6.5 or more on 3 November 2026.", Verdict.CONTRADICTED),
        ("Potassium was 5.5 or less on 3 November 2026.", Verdict.CONTRADICTED),
        ("The last 2026 value of potassium was 5.9 mmol/L.", Verdict.SUPPORTED),
        ("The last 2025 value of potassium was 5.9 mmol/L.", Verdict.CONTRADICTED),
    ],
)
def test_a_number_in_another_form_is_judged_as_the_number(
    text: str, verdict: Verdict, judge: Judge
):
    assert judge(text, K).verdict is verdict


@pytest.mark.parametrize("text", ["2 Mg values", "3 C reactive protein results", "two K readings"])
def test_an_element_behind_a_count_is_no_unit(text: str):
    (quantity,) = read(f"In 2026 there were {text}.").quantities
    assert quantity.unit == ""
