"""Units, flags, states, dates and labels as laboratories of five languages print them."""

import pytest

from chartside.fhir.lab_reports.cells.flags import read_flag, signs_are_flags
from chartside.fhir.lab_reports.cells.labels import (
    Label,
    Role,
    column_role,
    label_of,
    language_of,
    names_panel,
    specimen_of,
    split_label,
)
from chartside.fhir.lab_reports.cells.moments import order_of, read_moment
from chartside.fhir.lab_reports.cells.states import begins_comment, read_state
from chartside.fhir.lab_reports.cells.unit_cells import looks_like_unit, read_unit
from chartside.fhir.lab_reports.report import Flag, State

MICRO = "\N{MICRO SIGN}"


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("10*9/L", "10*9/L|x10E9/L|10\u2079/l|Giga/L|G/l|Gpt/l|x 10^9/l|10**9/L|Mrd/l"),
        ("10*12/L", "T/L|10^12/L|T\u00e9ra/L|x10\u00b9\u00b2/L"),
        ("10*6/uL", f"mill./mm\u00b3|M/mm3|Mio/{MICRO}l|millones/mm3|10^6/mm3"),
        ("10*3/uL", f"10^3/{MICRO}L|K/uL|Tsd./{MICRO}l|miles/{MICRO}L|10\u00b3/{MICRO}l"),
        ("/nL", "/nL"),
        ("mg/dL", "mg/dl|mg%|mg/100ml"),
        ("umol/L", f"{MICRO}mol/l|\u03bcmol/l|umol/L|UMOL/L|mcmol/l"),
        ("U/L", "U/l|IU/L|UI/L|E/l"),
        ("U/mL", "IE/ml|E/ml|UI/ml"),
        ("mU/L", "mUI/L|mIU/l|mE/l"),
        ("meq/L", "mEq/L|mval/l"),
        ("mL/min/{1.73_m2}", "ml/min/1,73m\u00b2|mL/min/1.73 m2|ml/min/1.73m^2"),
        ("s", "sec|Sek.|s|seg."),
        ("mm/h", "mm/h|mm/1e u|mm/hr|mm/1. Std."),
        ("g/d", "g/24 h|g/24u|g/24 uur|g/d"),
        ("ng/mL{FEU}", "ng/ml FEU"),
        ("[ppth]", "\u2030"),
        ("{INR}", "INR"),
        ("{ratio}", "ratio|Quotient"),
        ("{titer}", "titer|Titre"),
        ("kPa", "kPa|KPA"),
        ("%", "%|(%)|% *"),
    ],
)
def test_a_unit_is_one_code_however_it_is_printed(code: str, printed: str) -> None:
    assert {read_unit(one) for one in printed.split("|")} == {code}


@pytest.mark.parametrize(
    "printed",
    ["Kalium", "Mg", "Cl", "K", "Na", "PT", "H", "L", "Hb", "5", "3-5", "Test", f"mil/{MICRO}L",
     "M/L", "gr/dL", "negative", "", "/", "CO2", "mg/dL mmol/L", "m" * 500,
     "1/1", "1 / 1", "1/100", "/1"],
)  # fmt: skip
def test_a_name_a_flag_or_a_doubtful_unit_is_no_unit(printed: str) -> None:
    assert read_unit(printed) is None
    assert not looks_like_unit(printed)


@pytest.mark.parametrize("printed", ["INR", "ratio", "pH", "MG", "s", "h", "g", "min"])
def test_what_is_a_name_too_is_a_unit_only_in_its_column(printed: str) -> None:
    assert read_unit(printed) is not None
    assert not looks_like_unit(printed)


@pytest.mark.parametrize(
    ("flag", "printed"),
    [
        (Flag.HIGH, "H|(h)|H*|*H|High|Hoog|hoch|\u00e9lev\u00e9|alto|+|\u2191|\u25b2|[H]|H!|hi"),
        (Flag.LOW, "L|(L)|Low|Laag|niedrig|bas|bajo|-|\u2193|\u25bc"),
        (Flag.CRITICALLY_HIGH, "HH|++|\u2191\u2191|Critical high|stark erh\u00f6ht"),
        (Flag.CRITICALLY_LOW, "LL|--|Panic low"),
        (Flag.ABNORMAL, "*|**|!|A|abn|Abn.|Abnormal|afwijkend|(*)"),
        (Flag.CRITICAL, "AA|!!|crit.|Critical"),
        (Flag.NORMAL, "N|normal|WNL"),
        (None, "h|l|5|mmol|HL|Kalium|<>||" + "*" * 500),
    ],
)
def test_a_flag_is_what_the_laboratory_printed(flag: Flag | None, printed: str) -> None:
    assert {read_flag(one) for one in printed.split("|")} == {flag}


def test_a_letter_is_a_flag_by_the_language_of_the_report() -> None:
    assert (read_flag("B"), read_flag("B", "es"), read_flag("B", "fr")) == (None, "L", "L")
    assert (read_flag("N"), read_flag("N", "de")) == ("N", None)


def test_plus_and_minus_are_flags_where_a_plus_stands_beside_a_number_or_a_key_says_so() -> None:
    assert signs_are_flags(["PSA + 15.00 \u00b5g/L"])
    assert signs_are_flags(["+ / - : buiten ref. waarde"])
    assert not signs_are_flags(["Base excess +2.0", "++", "5+", "-2,0"])


@pytest.mark.parametrize(
    ("state", "printed"),
    [
        (State.PENDING, "Volgt|in progress|en cours|folgt|pendiente|ausstehend|to follow|PENDING *"
         "|(volgt)|En attente de r\u00e9sultat|Pending result|steht noch aus"),
        (State.CANCELLED, "not performed|nicht bestimmbar|onvoldoende materiaal|QNS|haemolysed"
         "|Hemolyzed specimen|Sample haemolysed.|Niet uitgevoerd|annul\u00e9|Muestra hemolizada"
         ""
         "|Material unzureichend|Niet uitgevoerd mmol/L|Test not performed - insufficient sample"
         "|Monster te oud"),
        (State.CORRECTED, "Corrected|Gecorrigeerd|result corrected|Korrigierter Befund"),
        (State.PRELIMINARY, "preliminary|voorlopig|Teilbefund|provisoire"),
        (State.FINAL, "Final|Endbefund|definitief"),
        (None, "5.1|negative|see comment|Kalium|Serum|Test|sample not haemolysed"
         "|Calcium, corrected|insufficient|---||" + "pending " * 300),
    ],
)  # fmt: skip
def test_a_state_is_read_from_its_words_in_five_languages(
    state: State | None, printed: str
) -> None:
    assert {one: read_state(one) for one in printed.split("|")} == dict.fromkeys(
        printed.split("|"), state
    )


def test_a_line_says_itself_that_it_is_a_comment() -> None:
    assert begins_comment("Opmerking: nuchter")
    assert begins_comment("Kommentar")
    assert not begins_comment("Kalium: 4,2")


@pytest.mark.parametrize(
    ("printed", "language", "read"),
    [
        ("12/03/2024 08:15", "nl", "2024-03-12T08:15:00"),
        ("12.03.2024 08:15 Uhr", "", "2024-03-12T08:15:00"),
        ("2024-03-12T08:15", "", "2024-03-12T08:15:00"),
        ("2024-03-12T08:15:00+01:00", "", "2024-03-12T08:15:00+01:00"),
        ("12 mars 2024 \u00e0 8h15", "", "2024-03-12T08:15:00"),
        ("12-mrt-2024", "", "2024-03-12"),
        ("Mar 12, 2024 8:15 AM", "", "2024-03-12T08:15:00"),
        ("March 12th, 2024 at 12:15 AM", "", "2024-03-12T00:15:00"),
        ("12 de marzo de 2024 a las 8:15", "", "2024-03-12T08:15:00"),
        ("mardi 12 mars 2024", "", "2024-03-12"),
        ("1er mars 2024", "", "2024-03-01"),
        ("12-MAR-24 08:15", "", "2024-03-12T08:15:00"),
        ("12 MAR 2024 0815", "", "2024-03-12T08:15:00"),
        ("12.03.2024 08:15 MEZ", "", "2024-03-12T08:15:00+01:00"),
        ("12-03-24", "nl", "2024-03-12"),
        ("12-03-24", "en", None),
        ("12/03/2024", "en", None),
        ("25/03/2024", "en", "2024-03-25"),
        ("03/25/2024", "en", "2024-03-25"),
        ("05/05/2024", "en", "2024-05-05"),
        ("12/03/1954 (70 y)", "nl", "1954-03-12"),
        ("03/2024", "", "2024-03"),
        ("30.02.2024", "", None),
        ("12.03.2024 25:15", "", None),
        ("12.03.2024 08:15 CST", "", None),
        ("12.03.2024 Kalium", "", None),
        ("5.1", "nl", None),
        ("2024", "nl", None),
        ("", "nl", None),
        ("1" * 500, "nl", None),
    ],
)
def test_a_date_whose_order_is_not_known_is_left_unread(
    printed: str, language: str, read: str | None
) -> None:
    moment = read_moment(printed, language)
    assert (moment and moment.text) == read


def test_another_date_of_the_document_settles_the_order() -> None:
    order = order_of(["Collected 03/25/2024", "Reported 03/04/2024"])
    moment = read_moment("03/04/2024", "en", order)
    assert moment is not None
    assert moment.text == "2024-03-04"
    assert order_of(["03/25/2024", "25/03/2024"]) == ""


def test_a_year_of_two_digits_is_no_year_of_birth() -> None:
    assert read_moment("12-03-54", "nl", born=True) is None
    assert read_moment("12-03-1954", "nl", born=True) is not None


@pytest.mark.parametrize(
    ("role", "printed"),
    [
        (Role.NAME, "Test|Analyse|Investigation|Prueba|Untersuchung|Bepaling|Examen|Parameter"),
        (Role.RESULT, "Uitslag|Resultaat|Ergebnis|Messwert|R\u00e9sultat|Resultado|RESULT:|Wert"
         "|Resultaat / R\u00e9sultat|Result / Unit"),
        (Role.UNIT, "Eenheid|Einheit|Unit\u00e9s|Unidades|Units|Einh."),
        (Role.RANGE, "Referentiewaarden|Referenzbereich|Normbereich|Valeurs de r\u00e9f\u00e9rence"
         "|Valeurs usuelles|Valores de referencia|Intervalo|Reference Interval|Ref. waarde"
         "|Biological Ref. Interval|Ref. range / units|Valores de referencia biol\u00f3gicos"),
        (Role.PREVIOUS, "Vorige|Vorwert|Ant\u00e9riorit\u00e9s|Anterior|Previous"
         "|Vorwert vom 12.03.2024|Previous result (12-03-2024)"),
        (Role.IN_RANGE, "In Range"),
        (Role.OUT_OF_RANGE, "Out of Range"),
        (Role.FLAG, "Flag|Abn|+/-"),
        (Role.STATUS, "Status"),
        (Role.METHOD, "Method|Methode"),
        (None, "Kalium|5.1|mmol/L||Result / Range|Normal test|Blood test|" + "Test " * 200),
    ],
)  # fmt: skip
def test_a_head_says_what_stands_in_its_column(role: Role | None, printed: str) -> None:
    assert {one: column_role(one) for one in printed.split("|")} == dict.fromkeys(
        printed.split("|"), role
    )


@pytest.mark.parametrize(
    ("line", "label", "rest"),
    [
        ("Date of birth: 12/03/1954", Label.BORN, "12/03/1954"),
        ("Geboren op 06/04/2012", Label.BORN, "06/04/2012"),
        ("N\u00e9(e) le : 12/03/1954", Label.BORN, "12/03/1954"),
        ("\u00b01/01/1940", Label.BORN, "1/01/1940"),
        ("* 12.03.1954", Label.BORN, "12.03.1954"),
        ("Patient Name Jane Doe", Label.PATIENT, "Jane Doe"),
        ("Pat. Id. : 120406 045A84", Label.IDENTIFIER, "120406 045A84"),
        ("Afgedrukt op17/02/2022 11:57", Label.REPORTED, "17/02/2022 11:57"),
        ("Afnamedatum en tijd: 12-03-2024", Label.COLLECTED, "12-03-2024"),
        ("N\u00ba de petici\u00f3n: 4711", Label.REQUEST, "4711"),
        ("Auftrags-Nr.: 4711", Label.REQUEST, "4711"),
        ("Date and time of blood collection: 12/03/2024", Label.COLLECTED, "12/03/2024"),
        ("Fecha y hora de toma de muestra: 12/03/2024", Label.COLLECTED, "12/03/2024"),
        ("Datum binnenkomst materiaal: 12-03-2024", Label.RECEIVED, "12-03-2024"),
        ("Date de validation du compte rendu : 12/03/2024", Label.REPORTED, "12/03/2024"),
        ("Abn.-Datum: 12.03.2024", Label.COLLECTED, "12.03.2024"),
        ("Hospital record number: 4711", Label.IDENTIFIER, "4711"),
        ("Page 1 of 2", Label.PAGE, "1 of 2"),
    ],
)
def test_a_line_of_the_head_is_parted_into_label_and_value(
    line: str, label: Label, rest: str
) -> None:
    assert split_label(line) == (label, rest)


@pytest.mark.parametrize("line", ["Natrium 140 mmol/L", "Kalium: 4.2", "", "5.1", ":" * 500])
def test_a_row_of_results_is_no_line_of_the_head(line: str) -> None:
    assert split_label(line) is None
    assert label_of(line) is None


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Bepaling", "Uitslag", "Eenheid"], "nl"),
        (["Untersuchung", "Ergebnis", "Einheit"], "de"),
        (["Nom du patient", "R\u00e9sultat", "Unit\u00e9"], "fr"),
        (["Paciente", "Resultado", "Unidades"], "es"),
        (["Patient Name", "Date of Birth", "Units"], "en"),
        (["Natrium", "140"], ""),
        (["Test", "Status"], ""),
        ([], ""),
    ],
)
def test_the_labels_tell_the_language_or_nothing_does(texts: list[str], language: str) -> None:
    assert language_of(texts) == language


def test_specimens_and_panels_are_known_in_five_languages() -> None:
    assert {specimen_of(one) for one in ("Urine", "Urin", "Orina", "urines")} == {"urine"}
    assert {specimen_of(one) for one in ("EDTA-Blut", "Volbloed", "Sang total")} == {"blood"}
    assert specimen_of("Kalium") is None
    assert all(map(names_panel, ("H\u00e9matologie", "KLINISCHE CHEMIE", "Perfil hep\u00e1tico")))
    assert not names_panel("Kalium")
