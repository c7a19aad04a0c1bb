"""Reference ranges, and whom they are for."""

from decimal import Decimal

import pytest

from chartside.fhir.lab_reports.cells.groups import applies, group_of
from chartside.fhir.lab_reports.cells.numerals import Style
from chartside.fhir.lab_reports.cells.ranges import looks_like_range, read_range

COMMA = Style(",")
POINT = Style(".")
DASH = "\N{EN DASH}"
YEAR = 365


@pytest.mark.parametrize(
    ("printed", "style", "low", "high"),
    [
        ("3,5 - 5,1", COMMA, "3.5", "5.1"),
        (f"3.5{DASH}5.1", POINT, "3.5", "5.1"),
        ("[3,5-5,1]", COMMA, "3.5", "5.1"),
        ("(3.5 to 5.1)", POINT, "3.5", "5.1"),
        ("3,5 bis 5,1", COMMA, "3.5", "5.1"),
        ("3,5 tot 5,1", COMMA, "3.5", "5.1"),
        ("3,5 \N{LATIN SMALL LETTER A WITH GRAVE} 5,1", COMMA, "3.5", "5.1"),
        ("3,5 a 5,1", COMMA, "3.5", "5.1"),
        ("entre 3,5 et 5,1", COMMA, "3.5", "5.1"),
        ("between 3.5 and 5.1", POINT, "3.5", "5.1"),
        ("de 3,5 \N{LATIN SMALL LETTER A WITH GRAVE} 5,1", COMMA, "3.5", "5.1"),
        ("desde 3,5 hasta 5,1", COMMA, "3.5", "5.1"),
        ("3,5...5,1", COMMA, "3.5", "5.1"),
        ("0 - 0,5", COMMA, "0", "0.5"),
        ("-2 - 2", POINT, "-2", "2"),
        (f"-2.0 {DASH} +2.0", POINT, "-2.0", "2.0"),
        ("1.005-1.030", POINT, "1.005", "1.030"),
        ("150 000 - 400 000", COMMA, "150000", "400000"),
        ("4.000-10.000", COMMA, "4000", "10000"),
        ("3.5 - 5.1 mmol/L", POINT, "3.5", "5.1"),
        ("3.5 mmol/L - 5.1 mmol/L", POINT, "3.5", "5.1"),
        ("4.0-10.0 x 10^9/L", POINT, "4.0", "10.0"),
        ("11,5 - 13,5 sec.", COMMA, "11.5", "13.5"),
        ("(3-5) mmol/L", POINT, "3", "5"),
        ("Ref. range: 3.5-5.1", POINT, "3.5", "5.1"),
        ("Normal: 3.5-5.1", POINT, "3.5", "5.1"),
        ("N: 3,5 - 5,1", COMMA, "3.5", "5.1"),
        ("3,5 - 5,1 *", COMMA, "3.5", "5.1"),
        (">3.5 - <5.1", POINT, "3.5", "5.1"),
    ],
)
def test_two_bounds_are_read_however_they_are_joined(
    printed: str, style: Style, low: str, high: str
) -> None:
    (only,) = read_range(printed, style)
    assert (only.low, only.high, only.applies_to) == (Decimal(low), Decimal(high), "")


@pytest.mark.parametrize(
    ("printed", "low", "high", "excluded"),
    [
        ("< 5", None, "5", True),
        ("<5,0", None, "5.0", True),
        ("\N{LESS-THAN OR EQUAL TO}5", None, "5", False),
        ("< of = 5", None, "5", False),
        (">=60", "60", None, False),
        ("> 60", "60", None, True),
        ("> 60 ml/min/1,73m2", "60", None, True),
        ("up to 5", None, "5", False),
        ("bis 5", None, "5", False),
        ("tot 5", None, "5", False),
        ("jusqu'\N{LATIN SMALL LETTER A WITH GRAVE} 5", None, "5", False),
        ("hasta 5", None, "5", False),
        ("max. 5", None, "5", False),
        ("min. 60", "60", None, False),
        ("ab 60", "60", None, False),
        ("vanaf 60", "60", None, False),
        ("moins de 5", None, "5", True),
        ("kleiner als 5", None, "5", True),
        ("menor de 5", None, "5", True),
        ("5 or less", None, "5", False),
        ("60 ou plus", "60", None, False),
        (
            "sup\N{LATIN SMALL LETTER E WITH ACUTE}rieur ou "
            "\N{LATIN SMALL LETTER E WITH ACUTE}gal \N{LATIN SMALL LETTER A WITH GRAVE} 60",
            "60",
            None,
            False,
        ),
        ("menor o igual que 5", None, "5", False),
        ("groter dan of gelijk aan 60", "60", None, False),
        ("kleiner oder gleich 5", None, "5", False),
        ("< \N{LATIN SMALL LETTER A WITH GRAVE} 5,0", None, "5.0", True),
    ],
)
def test_one_bound_is_in_or_out_as_its_sign_says(
    printed: str, low: str | None, high: str | None, excluded: bool
) -> None:
    (only,) = read_range(printed, COMMA)
    assert only.low == (None if low is None else Decimal(low))
    assert only.high == (None if high is None else Decimal(high))
    assert (only.low_excluded or only.high_excluded) == excluded


@pytest.mark.parametrize(
    ("printed", "labels", "lows"),
    [
        ("m: 13.5-17.5 f: 12.0-15.5", ["m", "f"], ["13.5", "12.0"]),
        ("M 13.5-17.5 / V 12.0-16.0", ["M", "V"], ["13.5", "12.0"]),
        ("13-17 (M) 12-16 (F)", ["M", "F"], ["13", "12"]),
        ("Men: 3.5 - 5.1 g/dL, Women: 3.0-4.5 g/dL", ["Men", "Women"], ["3.5", "3.0"]),
        ("0-5 y: 3-5; 6-12 y: 4-6; > 12 y: 5-7", ["0-5 y", "6-12 y", "> 12 y"], ["3", "4", "5"]),
        ("6 m - 2 y: 3-5", ["6 m - 2 y"], ["3"]),
        ("under 40: 3-5", ["under 40"], ["3"]),
        ("12 jaar - 18 jaar: 3 - 5", ["12 jaar - 18 jaar"], ["3"]),
        ("70-99 mg/dL (fasting)", ["fasting"], ["70"]),
        ("trimester 1: 0.1 - 2.5", ["trimester 1"], ["0.1"]),
        ("2 - 3 : Twijfelachtig", ["Twijfelachtig"], ["2"]),
        ("Kinder < 1 Jahr: 3-5", ["Kinder < 1 Jahr"], ["3"]),
        (
            "4.0-6.5; Adults >=18years 3.0-5.7; Prediabetes (at risk) 5.7-6.4",
            ["", "Adults >=18years", "Prediabetes (at risk)"],
            ["4.0", "3.0", "5.7"],
        ),
        ("Normal: 1-150 Borderline: 150-199", ["", "Borderline"], ["1", "150"]),
        ("8h: 171-536; 16h: 64-340", ["8h", "16h"], ["171", "64"]),
    ],
)
def test_each_range_of_a_cell_keeps_its_own_label(
    printed: str, labels: list[str], lows: list[str]
) -> None:
    read = read_range(printed, POINT)
    assert [b.applies_to for b in read] == labels
    assert [str(b.low) for b in read] == lows


@pytest.mark.parametrize("printed", ["negative", "Negativ", "None seen", "< 1:40"])
def test_a_range_in_words_is_kept_without_bounds(printed: str) -> None:
    (only,) = read_range(printed, POINT)
    assert (only.low, only.high, only.text) == (None, None, printed)


@pytest.mark.parametrize(
    "printed",
    ["3.5-5.1 H", "3.5 - 5.1 / 3.6 - 5.0", "5.1 - 3.5", "12-03-2024", "12/03/2024", "3 - 5 - 7",
     "< 5 - 10", "3.5-5.1 4.2", "10:30 - 11:15", "020-1234567", "5", "5.1 mmol/L", "F 3-5 4-6 M",
     "- ", "", "-5", "page 1 of 2", "3-5 mg/dL - 7 g/L", "children < 1 moon: 3-5", "3-5; 4-6",
     "3-" * 500, "(" * 180, "< " * 90,
     "1 " * 99, "a" * 5000],
)  # fmt: skip
def test_what_is_no_single_range_is_left_unread(printed: str) -> None:
    assert read_range(printed, POINT) == ()


def test_a_range_whose_numbers_may_be_two_is_left_unread() -> None:
    assert read_range("4.000 - 10.000", Style()) == ()
    assert looks_like_range("4.000 - 10.000")


def test_an_unknown_unit_beside_a_range_is_no_group_of_patients() -> None:
    (only,) = read_range("3.80 - 5.80 mil/uL", POINT)
    assert (only.applies_to, only.unit) == ("", "mil/uL")


def test_a_flag_that_ran_into_a_range_is_no_minus() -> None:
    assert read_range("- 3.5 - 5.1", POINT) == ()


def test_a_bound_is_never_turned_round() -> None:
    assert read_range("17 - 13", POINT) == ()


@pytest.mark.parametrize(
    ("label", "beside", "language", "sex"),
    [
        ("M", ["F"], "", "male"),
        ("M", ["V"], "nl", "male"),
        ("V", ["M"], "nl", "female"),
        ("V", ["M"], "es", "male"),
        ("M", ["V"], "es", "female"),
        ("M", ["H"], "", "female"),
        ("H", ["F"], "", "male"),
        ("W", ["M"], "de", "female"),
        ("Hombres", ["Mujeres"], "es", "male"),
        ("weibl.", ["m\N{LATIN SMALL LETTER A WITH DIAERESIS}nnl."], "de", "female"),
        ("\N{FEMALE SIGN}", [], "", "female"),
        ("M", ["V"], "", ""),
        ("H", [], "", ""),
        ("fasting", [], "", ""),
    ],
)
def test_a_letter_names_a_sex_only_where_it_can_name_one(
    label: str, beside: list[str], language: str, sex: str
) -> None:
    assert group_of(label, tuple(beside), language).sex == sex


@pytest.mark.parametrize(
    ("label", "sex", "age", "fits"),
    [
        ("", "", None, True),
        ("men", "male", None, True),
        ("men", "female", None, False),
        ("men", "", None, None),
        ("18 - 60 y", "", 60 * YEAR + 200, True),
        ("18 - 60 y", "", 61 * YEAR + 200, False),
        ("18 - 60 y", "", None, None),
        ("> 50 jaar", "female", 40 * YEAR, False),
        ("vrouwen > 50 jaar", "female", 60 * YEAR, True),
        ("vrouwen > 50 jaar", "male", 60 * YEAR, False),
        ("<= 14 d", "", 14, True),
        ("6 m - 2 y", "", 100, False),
        ("Adults", "", 10 * YEAR, False),
        ("fasting", "male", 40 * YEAR, None),
        ("men, fasting", "female", None, False),
        ("under 40", "", 30 * YEAR, None),
    ],
)
def test_a_range_is_for_a_patient_only_where_sex_and_age_are_known_to_fit(
    label: str, sex: str, age: int | None, fits: bool | None
) -> None:
    assert applies(label, sex, age) is fits
