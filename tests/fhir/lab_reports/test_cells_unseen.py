"""Cells that were written down before the rules were, and not looked at while writing them."""

from decimal import Decimal

import pytest

from chartside.fhir.lab_reports.cells.flags import read_flag
from chartside.fhir.lab_reports.cells.labels import Label, Role, column_role, label_of
from chartside.fhir.lab_reports.cells.moments import read_moment
from chartside.fhir.lab_reports.cells.numerals import Style, number
from chartside.fhir.lab_reports.cells.ranges import read_range
from chartside.fhir.lab_reports.cells.states import read_state
from chartside.fhir.lab_reports.cells.unit_cells import read_unit
from chartside.fhir.lab_reports.cells.values import read_value
from chartside.fhir.lab_reports.report import Flag, State

COMMA = Style(",", "")
POINT = Style(".", "")
OPEN = Style("", "")


@pytest.mark.parametrize(
    ("printed", "style", "read"),
    [
        ("0,84", COMMA, "0.84"),
        ("11.4", OPEN, "11.4"),
        ("2.450.000", COMMA, "2450000"),
        ("2,450,000", POINT, "2450000"),
        ("98'000", OPEN, "98000"),
        ("1 850", Style(",", " "), "1850"),
        ("0,750", OPEN, "0.750"),
        ("6,420", OPEN, None),
        ("6,420", POINT, "6420"),
        ("6,420", COMMA, "6.420"),
        ("2,10,000", POINT, "210000"),
        ("12.5.3", OPEN, None),
        ("14/9", POINT, None),
        ("\N{MINUS SIGN}3,2", COMMA, "-3.2"),
        ("0034", POINT, None),
    ],
)
def test_a_number_is_read_only_where_it_can_mean_one_thing(
    printed: str, style: Style, read: str | None
) -> None:
    assert number(printed, style) == (None if read is None else Decimal(read))


@pytest.mark.parametrize(
    ("printed", "style", "low", "high", "exclusive"),
    [
        ("136 \N{EN DASH} 145", COMMA, "136", "145", ""),
        ("0,27 - 4,20 mU/l", COMMA, "0.27", "4.20", ""),
        ("( 0.6 - 1.3 )", POINT, "0.6", "1.3", ""),
        ("4,4 à 11,0", COMMA, "4.4", "11.0", ""),
        ("70 a 110", COMMA, "70", "110", ""),
        ("20 tot 50", COMMA, "20", "50", ""),
        ("3,9 bis 5,8", COMMA, "3.9", "5.8", ""),
        ("< 0,50 mg/l FEU", COMMA, None, "0.50", "high"),
        ("> or = 90", POINT, "90", None, ""),
        ("Less than 150", POINT, None, "150", "high"),
        ("Inférieur à 1,50", COMMA, None, "1.50", "high"),
        ("mayor de 40", COMMA, "40", None, "low"),
        ("Ref: 8.5-10.5", POINT, "8.5", "10.5", ""),
        ("-3,0 - +3,0", COMMA, "-3.0", "3.0", ""),
        ("4 500 - 11 000", COMMA, "4500", "11000", ""),
        (">= 0,8 - < 1,2", COMMA, "0.8", "1.2", "high"),
        ("4,500-11,000", POINT, "4500", "11000", ""),
        ("entre 0,8 y 1,2", COMMA, "0.8", "1.2", ""),
    ],
)
def test_a_range_is_read_in_the_forms_of_five_languages(
    printed: str, style: Style, low: str | None, high: str | None, exclusive: str
) -> None:
    (only,) = read_range(printed, style)
    assert only.low == (None if low is None else Decimal(low))
    assert only.high == (None if high is None else Decimal(high))
    assert (only.low_excluded, only.high_excluded) == (exclusive == "low", exclusive == "high")
    assert only.applies_to == ""


@pytest.mark.parametrize(
    ("printed", "style", "read"),
    [
        ("Männer: 8,6-10,2 Frauen: 7,4-9,8",
         COMMA, [("Männer", "8.6", "10.2"), ("Frauen", "7.4", "9.8")]),
        ("13.2-16.6 (Male); 11.6-15.0 (Female)",
         POINT, [("Male", "13.2", "16.6"), ("Female", "11.6", "15.0")]),
        ("Hombres < 40 Mujeres < 50", COMMA, [("Hombres", None, "40"), ("Mujeres", None, "50")]),
        ("<50 jaar: <1,5; >=50 jaar: <2,0",
         COMMA, [("<50 jaar", None, "1.5"), (">=50 jaar", None, "2.0")]),
        ("Adults 20-40 yrs: 2.1 - 8.5", POINT, [("Adults 20-40 yrs", "2.1", "8.5")]),
        ("nuchter 4,0 - 6,0", COMMA, [("nuchter", "4.0", "6.0")]),
        ("Deficient: <20 Insufficient: 20-29 Sufficient: 30-100",
         POINT, [("Deficient", None, "20"), ("Insufficient", "20", "29"),
                 ("Sufficient", "30", "100")]),
    ],
)  # fmt: skip
def test_a_range_for_some_keeps_for_whom_it_is(
    printed: str, style: Style, read: list[tuple[str, str | None, str | None]]
) -> None:
    shown = [
        (
            b.applies_to,
            None if b.low is None else str(b.low),
            None if b.high is None else str(b.high),
        )
        for b in read_range(printed, style)
    ]
    assert shown == read


@pytest.mark.parametrize(
    "printed",
    ["14-05-2023", "08:30 - 09:15", "12.345 - 15.678", "9 - 3", "040-2345678", "COVID-19", "A1-B2",
     "3 - 5 - 7", "page 1 of 2", ""],
)  # fmt: skip
def test_what_is_no_range_is_not_read_as_one(printed: str) -> None:
    assert read_range(printed, OPEN) == ()


@pytest.mark.parametrize(
    ("printed", "style", "value", "comparator", "flag", "unit"),
    [
        ("*6,9", COMMA, "6.9", "", Flag.ABNORMAL, ""),
        ("6.9 HH", POINT, "6.9", "", Flag.CRITICALLY_HIGH, ""),
        ("142 mmol/l", COMMA, "142", "", None, "mmol/l"),
        ("> 90 mL/min/1.73m2", POINT, "90", ">", None, "mL/min/1.73m2"),
        ("<0,01", COMMA, "0.01", "<", None, ""),
        ("↓ 3,1 mmol/L", COMMA, "3.1", "", Flag.LOW, "mmol/L"),
        ("4.2 x10^9/L L", POINT, "4.2", "", Flag.LOW, "x10^9/L"),
        ("12,5%", COMMA, "12.5", "", None, "%"),
        ("7,8 +", COMMA, "7.8", "", Flag.HIGH, ""),
        ("kleiner dan 5", COMMA, "5", "<", None, ""),
        ("-1,5", COMMA, "-1.5", "", None, ""),
    ],
)  # fmt: skip
def test_a_value_is_read_with_what_is_glued_to_it(
    printed: str, style: Style, value: str, comparator: str, flag: Flag | None, unit: str
) -> None:
    read = read_value(printed, style)
    assert read is not None
    assert (read.value, read.comparator, read.flag, read.unit) == (
        Decimal(value), comparator, flag, unit,
    )  # fmt: skip


@pytest.mark.parametrize(
    "printed",
    ["Negatief", "nicht reaktiv", "Positivo", "Spuren", "1:320", "++", "O Rh neg", "Zie opmerking",
     "Not detected", "0-2", "absence", "A positief"],
)  # fmt: skip
def test_a_result_in_words_is_kept_as_printed(printed: str) -> None:
    read = read_value(printed, COMMA)
    assert read is not None
    assert (read.value, read.text) == (None, printed)


@pytest.mark.parametrize(
    "printed", ["12.345 mg/dl", "5.1 foo", "- 2,0", "12-03-2024", "Jansen", "", "5 6 7"]
)
def test_what_cannot_be_read_is_no_value(printed: str) -> None:
    assert read_value(printed, OPEN) is None


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("10E12/l", "10*12/L"),
        ("Tsd./\N{MICRO SIGN}l", "10*3/uL"),
        ("10³/mm³", "10*3/uL"),
        ("millones/mm3", "10*6/uL"),
        ("\N{MICRO SIGN}g/24h", "ug/d"),
        ("mmol/24 u", "mmol/d"),
        ("mm/u", "mm/h"),
        ("mm/1h", "mm/h"),
        ("seg", "s"),
        ("\N{MICRO SIGN}kat/l", "ukat/L"),
        ("kIE/l", "kU/L"),
        ("mg/mmol creat", "mg/mmol"),
        ("per gezichtsveld", "/{field}"),
        ("‰", "[ppth]"),
        ("INR", "{INR}"),
        ("Sodium", None),
        ("Mg", None),
        ("K", None),
        ("5", None),
        ("3.5-5.1", None),
    ],
)
def test_a_unit_is_read_and_a_word_is_none(printed: str, code: str | None) -> None:
    assert read_unit(printed) == code


@pytest.mark.parametrize(
    ("printed", "flag"),
    [
        ("H", Flag.HIGH),
        ("[L]", Flag.LOW),
        ("verhoogd", Flag.HIGH),
        ("erniedrigt", Flag.LOW),
        ("Crit. High", Flag.CRITICALLY_HIGH),
        ("--", Flag.CRITICALLY_LOW),
        ("▼", Flag.LOW),
        ("*L", Flag.LOW),
        ("Abnormal", Flag.ABNORMAL),
        ("Haut", Flag.HIGH),
        ("mmol", None),
        ("", None),
    ],
)
def test_a_flag_is_read_as_hl7_codes_it(printed: str, flag: Flag | None) -> None:
    assert read_flag(printed) == flag


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("Nog niet bekend", State.PENDING),
        ("wird nachgereicht", State.PENDING),
        ("Résultat à suivre", State.PENDING),
        ("muestra hemolizada", State.CANCELLED),
        ("QNS", State.CANCELLED),
        ("te weinig materiaal", State.CANCELLED),
        ("Corrected result", State.CORRECTED),
        ("voorlopig", State.PRELIMINARY),
        ("5.1", None),
        ("negative", None),
    ],
)
def test_a_state_is_read_from_its_words(printed: str, state: State | None) -> None:
    assert read_state(printed) == state


@pytest.mark.parametrize(
    ("printed", "language", "order", "read"),
    [
        ("07-11-2023 14:05", "nl", "", "2023-11-07T14:05:00"),
        ("07/11/2023", "en", "", None),
        ("07/11/2023", "en", "MDY", "2023-07-11"),
        ("27/11/2023", "en", "", "2023-11-27"),
        ("7. November 2023, 9.30 Uhr", "de", "", "2023-11-07T09:30:00"),
        ("le 7 février 2023 à 7h05", "fr", "", "2023-02-07T07:05:00"),
        ("7 de diciembre de 2023", "es", "", "2023-12-07"),
        ("Nov 7, 2023 12:30 PM", "en", "", "2023-11-07T12:30:00"),
        ("07-nov-2023", "", "", "2023-11-07"),
        ("31.02.2023", "de", "", None),
        ("7.4", "de", "", None),
        ("07.11.23", "de", "", "2023-11-07"),
    ],
)
def test_a_date_is_read_only_where_its_order_is_known(
    printed: str, language: str, order: str, read: str | None
) -> None:
    moment = read_moment(printed, language, order)
    assert (moment and moment.text) == read


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("Bepaling", Role.NAME),
        ("Parameter", Role.NAME),
        ("Examen", Role.NAME),
        ("Your Value", Role.RESULT),
        ("Valeur", Role.RESULT),
        ("Messwert", Role.RESULT),
        ("Eenh.", Role.UNIT),
        ("Unités", Role.UNIT),
        ("Referentie-interval", Role.RANGE),
        ("Ref. Range", Role.RANGE),
        ("Normalwerte", Role.RANGE),
        ("Valores de referencia", Role.RANGE),
        ("Vorwerte", Role.PREVIOUS),
        ("Antériorité", Role.PREVIOUS),
        ("Méthode", Role.METHOD),
        ("Abn", Role.FLAG),
        ("Kalium", None),
        ("5.1", None),
    ],
)
def test_the_head_of_a_column_says_what_stands_below(printed: str, role: Role | None) -> None:
    assert column_role(printed) == role


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("Geb. datum:", Label.BORN),
        ("DOB", Label.BORN),
        ("Date de naissance :", Label.BORN),
        ("Patiëntnaam", Label.PATIENT),
        ("Apellidos y nombre", Label.PATIENT),
        ("Geschlecht", Label.SEX),
        ("Afgenomen op", Label.COLLECTED),
        ("Date/Time Collected", Label.COLLECTED),
        ("Eingang", Label.RECEIVED),
        ("Befunddatum", Label.REPORTED),
        ("Fecha de informe", Label.REPORTED),
        ("N° de dossier", Label.REQUEST),
        ("Accession No.", Label.REQUEST),
        ("MRN", Label.IDENTIFIER),
        ("BSN", Label.IDENTIFIER),
        ("Seite", Label.PAGE),
        ("Natrium", None),
    ],
)
def test_a_label_of_the_head_is_known_in_five_languages(printed: str, label: Label | None) -> None:
    assert label_of(printed) == label
