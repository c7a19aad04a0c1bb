"""Units as laboratories of several countries print them."""

from pathlib import Path

import pytest

from chartside.fhir.spelling import spelled
from chartside.fhir.ucum import is_valid
from chartside.fhir.units import same_unit

TABLE = Path(__file__).with_name("printed_units.txt").read_text(encoding="utf-8")
ROWS = [
    (code.strip(), printed.strip())
    for code, bar, rest in (line.partition("|") for line in TABLE.splitlines())
    if bar
    for printed in rest.split("\N{MIDDLE DOT}")
]


@pytest.mark.parametrize(("code", "printed"), ROWS)
def test_what_a_report_prints_is_read_as_one_ucum_code(code: str, printed: str) -> None:
    assert same_unit(printed, code)
    assert is_valid(spelled(printed))
    assert spelled(spelled(printed)) == spelled(printed)


@pytest.mark.parametrize("printed", ["ratio", "{ratio}", "Ratio", "INR", "{INR}", "index", "1", ""])
def test_a_ratio_has_no_unit(printed: str) -> None:
    assert spelled(printed) == ""


@pytest.mark.parametrize(
    "printed",
    [
        "mil/uL",  # thousand in Spanish and Portuguese, million in English
        "mil/mm3",
        "M/L",  # million or molar
        "billion/L",  # 10*9 in English, 10*12 in German
        "Bio/l",
        "gr/dL",  # gram or grain
        "MM/L",  # millimolar or a thousand thousand
        "EU/mL",  # endotoxin, ELISA or Ehrlich
        "AU/mL",
        "S/CO",
        "tabs",
    ],
)
def test_what_may_mean_two_things_is_not_guessed(printed: str) -> None:
    for known in ("10*3/uL", "10*6/uL", "10*9/L", "10*12/L", "10*6/L", "mmol/L", "mol/L", "g/dL",
                  "mg/dL", "U/mL", "", "1"):  # fmt: skip
        assert not same_unit(printed, known)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("log copies/mL", "copies/mL"),
        ("{Log_copies}/mL", "/mL"),
        ("log IU/mL", "log copies/mL"),
        ("log copies/mL", "log copies/L"),
        ("mg/L FEU", "mg/L"),
        ("mg/L FEU", "mg/L DDU"),
        ("{M.o.M}", "{STDV}"),
        ("{Ehrlich'U}/dL", "/dL"),
        ("mg/{Volume}", "mg"),
        ("mg/{Volume}", "mg/{specimen}"),
        ("/[HPF]", "/[LPF]"),
        ("g/L", "G/L"),
        ("5 MU", "5 mU"),
        ("MU", "mU"),
        ("100/uL", "/uL"),
        ("cP", "/mL"),
        ("IU/mL", "copies/mL"),
        ("INR", "%"),
    ],
)
def test_units_that_print_alike_and_mean_another_quantity_stay_apart(one: str, other: str) -> None:
    assert not same_unit(one, other)


def test_a_hundred_is_a_hundred() -> None:
    assert same_unit("100/L", "10*2/L")


@pytest.mark.parametrize("unit", ["mg/dL" * 100_000, "(" * 100_000, "{" * 100_000, "10" * 100_000])
def test_a_page_of_text_is_no_unit_and_costs_nothing(unit: str) -> None:
    assert spelled(unit) == unit
    assert not same_unit(unit, "mg/dL")
