"""Numbers, and the cell of a result with what is glued to it."""

from decimal import Decimal

import pytest

from chartside.fhir.lab_reports.cells.numerals import Style, number, style_of
from chartside.fhir.lab_reports.cells.results_in_words import in_words
from chartside.fhir.lab_reports.cells.values import read_value
from chartside.fhir.lab_reports.report import Flag, State

COMMA = Style(",")
POINT = Style(".")
OPEN = Style()


@pytest.mark.parametrize(
    ("texts", "decimal", "thousands"),
    [
        (["Kalium", "4,2", "mmol/l", "3,5 - 5,1"], ",", ""),
        (["Potassium 4.2 mmol/L 3.5 - 5.1"], ".", ""),
        (["12.345", "7.800"], "", ""),
        (["1.234,5"], ",", "."),
        (["1,234.5", "0.3"], ".", ","),
        (["2.450.000"], ",", "."),
        (["0,123"], ",", ""),
        (["0.123"], ".", ""),
        (["1'250.5"], ".", "'"),
        (["12.03.2024 08.15", "12-03-2024"], "", ""),  # dates and times show nothing
        (["eGFR 62 mL/min/1.73 m2", "4,2", "5,0"], ",", ""),  # the body surface shows nothing
        (["4,2", "5,0", "3.1", "2.2"], "", ""),  # two styles in one document
        (["140", "136 - 145"], "", ""),
        (["4 850", "4 000 - 10 000"], "", " "),
        (["Natrium 140 136 - 145"], "", ""),
        ([], "", ""),
    ],
)
def test_the_document_decides_what_its_point_and_comma_mean(
    texts: list[str], decimal: str, thousands: str
) -> None:
    assert style_of(texts) == Style(decimal, thousands)


@pytest.mark.parametrize(
    ("printed", "style", "read"),
    [
        ("5", OPEN, "5"),
        ("5,1", OPEN, "5.1"),
        ("5.1", COMMA, "5.1"),  # one digit behind a sign is never a group
        ("12.345", OPEN, None),
        ("12.345", POINT, "12.345"),
        ("12.345", COMMA, "12345"),
        ("12,345", POINT, "12345"),
        ("1.015", COMMA, None),  # a density, or a thousand and fifteen
        ("1,015", COMMA, "1.015"),
        ("1.234,5", OPEN, "1234.5"),
        ("1,234.5", OPEN, "1234.5"),
        ("1.234.567", OPEN, "1234567"),
        ("1,50,000", OPEN, "150000"),
        ("150 000", OPEN, "150000"),
        ("150\N{NARROW NO-BREAK SPACE}000", OPEN, "150000"),
        ("140 136", OPEN, None),  # a number, or two results side by side
        ("1 850", Style(",", " "), "1850"),
        ("1\N{NO-BREAK SPACE}850", OPEN, "1850"),
        ("1'200", OPEN, "1200"),
        ("1\N{RIGHT SINGLE QUOTATION MARK}200", OPEN, "1200"),
        ("1234.567", OPEN, "1234.567"),
        ("0,123", OPEN, "0.123"),
        (".5", OPEN, "0.5"),
        ("-2,0", COMMA, "-2.0"),
        ("\N{MINUS SIGN}2.0", POINT, "-2.0"),
        ("+2.0", POINT, "2.0"),
        ("4.5E9", POINT, "4.5E9"),
        ("012", OPEN, None),
        ("5.", OPEN, None),
        ("5 1", OPEN, None),
        ("1.23.456", OPEN, None),
        ("12.345.67", OPEN, None),
        ("1,234.567,8", OPEN, None),
        ("5,1a", COMMA, None),
        ("NaN", OPEN, None),
        ("", OPEN, None),
        ("9" * 200, OPEN, None),
    ],
)
def test_a_number_that_may_be_two_is_left_unread(
    printed: str, style: Style, read: str | None
) -> None:
    assert number(printed, style) == (None if read is None else Decimal(read))


@pytest.mark.parametrize(
    ("printed", "value", "flag", "unit"),
    [
        ("5.1 H mmol/L", "5.1", "H", "mmol/L"),
        ("5.1 mmol/L H", "5.1", "H", "mmol/L"),
        ("5.1H", "5.1", "H", ""),
        ("H 7.2", "7.2", "H", ""),
        ("High 7.2", "7.2", "H", ""),
        ("H* 7.2", "7.2", "H", ""),
        ("**7.2", "7.2", "A", ""),
        ("* 7.2 *", "7.2", "A", ""),
        ("7.2 (H)", "7.2", "H", ""),
        ("10 (H) mg/dL", "10", "H", "mg/dL"),
        ("7.2 !!", "7.2", "AA", ""),
        ("7.2 \N{DOWNWARDS ARROW}", "7.2", "L", ""),
        ("\N{UPWARDS ARROW}\N{UPWARDS ARROW}7.2", "7.2", "HH", ""),
        ("7.2 -", "7.2", "L", ""),
        ("7.2 ++", "7.2", "HH", ""),
        ("+ 7.2", "7.2", "H", ""),
        ("+7.2", "7.2", None, ""),
        ("-7.2", "-7.2", None, ""),
        ("5 L", "5", "L", ""),
        ("5 l", "5", None, "l"),
        ("140mmol/L", "140", None, "mmol/L"),
        ("13.5 g/dl *", "13.5", "A", "g/dl"),
        ("4.5E9/L", "4.5", None, "E9/L"),
        ("4.5 x10^9/L", "4.5", None, "x10^9/L"),
        ("4.5 x 10E9/L L", "4.5", "L", "x 10E9/L"),
        ("98%", "98", None, "%"),
        ("2.3 INR", "2.3", None, "INR"),
        ("6.1 @", "6.1", None, ""),
    ],
)
def test_a_flag_and_a_unit_in_the_cell_of_the_value_are_told_apart(
    printed: str, value: str, flag: str | None, unit: str
) -> None:
    read = read_value(printed, POINT)
    assert read is not None
    assert (read.value, read.flag, read.unit) == (Decimal(value), flag and Flag(flag), unit)


@pytest.mark.parametrize(
    ("printed", "comparator", "value"),
    [
        ("<5", "<", "5"),
        ("< 0.01", "<", "0.01"),
        ("\N{LESS-THAN OR EQUAL TO}5", "<=", "5"),
        ("=<5", "<=", "5"),
        (">100", ">", "100"),
        (">= 60 mL/min/1.73m2", ">=", "60"),
        ("> or = 60", ">=", "60"),
        ("less than 5", "<", "5"),
        ("kleiner dan 5", "<", "5"),
        ("H >100", ">", "100"),
    ],
)
def test_a_value_beyond_what_is_measured_keeps_its_comparator(
    printed: str, comparator: str, value: str
) -> None:
    read = read_value(printed, POINT)
    assert read is not None
    assert (read.comparator, read.value) == (comparator, Decimal(value))


def test_a_minus_apart_from_its_number_is_low_only_where_the_document_flags_with_signs() -> None:
    low = read_value("- 2.0", POINT, signs=True)
    assert low is not None
    assert (low.value, low.flag) == (Decimal("2.0"), Flag.LOW)
    assert read_value("- 2.0", POINT) is None


@pytest.mark.parametrize(
    ("printed", "ranged", "unit"),
    [
        ("5.1 (3.5-5.0)", "(3.5-5.0)", ""),
        ("5.1 H (3.5-5.0)", "(3.5-5.0)", ""),
        ("5.1 [3.5-5.0] mmol/L", "[3.5-5.0]", "mmol/L"),
        ("5.1 mmol/L 3.5-5.0", "3.5-5.0", "mmol/L"),
        ("5.1 mmol/L H 3.5 - 5.0", "3.5 - 5.0", "mmol/L"),
    ],
)
def test_a_range_in_the_cell_of_the_value_is_kept(printed: str, ranged: str, unit: str) -> None:
    read = read_value(printed, POINT)
    assert read is not None
    assert (read.value, read.range_text, read.unit) == (Decimal("5.1"), ranged, unit)


def test_a_result_that_is_pending_keeps_the_range_beside_it() -> None:
    pending, worded = read_value("pending (0.9-1.2)", POINT), read_value("negative (<0.9)", POINT)
    assert pending is not None
    assert worded is not None
    assert (pending.state, pending.text, pending.range_text) == (
        State.PENDING, "pending", "(0.9-1.2)",
    )  # fmt: skip
    assert (worded.text, worded.range_text) == ("negative", "(<0.9)")


def test_a_corrected_value_says_that_it_is_one() -> None:
    for printed in ("6.1 corr.", "6.1 (corrected)", "6.1 mmol/L (gecorrigeerd)"):
        read = read_value(printed, POINT)
        assert read is not None
        assert (read.value, read.state) == (Decimal("6.1"), State.CORRECTED)


@pytest.mark.parametrize(
    "printed",
    ["5.1 5.2", "120/80", "12.03.2024", "08:15", "5.1 3.5-5.1", "5.1 foo", "ca. 5", "~5", "7.2-",
     "5 \N{PLUS-MINUS SIGN} 2", "05", "*", "H", "mmol/L", "-", "", "Jansen", "5.1 L L", "5.1 H L",
     "H 5.1 L", "5.1 mmol/L 5.2", "5.1 (see", "x" * 5000, "1" * 5000, "* " * 2000],
)  # fmt: skip
def test_a_cell_of_which_something_is_left_over_is_not_read(printed: str) -> None:
    assert read_value(printed, POINT) is None


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("negative", "negative"),
        ("NEG.", "negative"),
        ("negatief", "negative"),
        ("n\N{LATIN SMALL LETTER E WITH ACUTE}gatif", "negative"),
        ("nicht reaktiv", "negative"),
        ("Non-Reactive", "negative"),
        ("No reactivo", "negative"),
        ("Negative (0.12)", "negative"),
        ("positiv", "positive"),
        ("zwak positief", "positive"),
        ("Traces", "trace"),
        ("spoor", "trace"),
        ("Spuren", "trace"),
        ("trazas", "trace"),
        ("niet aantoonbaar", "not detected"),
        ("1:80", "titre"),
        ("<1:10", "titre"),
        ("+++", "amount"),
        ("2+", "amount"),
        ("(+)", "amount"),
        ("0-2", "count"),
        ("A Rh pos", "blood group"),
        ("0 pos", "blood group"),
        ("AB-", "blood group"),
        ("see comment", "see comment"),
        ("s. Kommentar", "see comment"),
        ("voir commentaire", "see comment"),
        ("strohgelb", None),
        ("Kalium", None),
        ("A", None),
        ("A1", None),
        ("B12", None),
        ("0", None),
        ("5.1", None),
        ("", None),
    ],
)
def test_a_result_in_words_says_one_thing_in_five_languages(printed: str, says: str | None) -> None:
    assert in_words(printed) == says


def test_words_and_a_unit_or_a_flag_are_told_apart() -> None:
    counted, starred = read_value("0-2 /HPF", POINT), read_value("*POSITIVE", POINT)
    assert counted is not None
    assert starred is not None
    assert (counted.text, counted.unit) == ("0-2", "/HPF")
    assert (starred.text, starred.flag) == ("POSITIVE", Flag.ABNORMAL)
