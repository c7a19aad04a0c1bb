"""Layouts that were not expected: flags in the margin, two systems of units, what is not read."""

from collections.abc import Callable

import pytest

from chartside.fhir.lab_reports.report import Flag, LabReport, State

Rows = Callable[[str], list[tuple[str, ...]]]
Read = Callable[..., tuple[LabReport, ...]]


@pytest.mark.parametrize(
    "page",
    [
        """
        Analyte    Result    Units     Reference    Conv.    Units    Reference
        Glucose    5.4 H     mmol/L    3.9 - 5.3    97       mg/dL    70 - 95
        Urea       5.0       mmol/L    2.5 - 7.8    30       mg/dL    15 - 47
        """,
        """
        Glucose      5.4 H mmol/L 3.9-5.3      97 mg/dL 70-95
        Urea         5.0 mmol/L 2.5-7.8        30 mg/dL 15-47
        """,
    ],
)
def test_of_two_systems_of_units_the_first_keeps_its_own_unit_and_range(
    rows: Rows, page: str
) -> None:
    assert rows(page) == [
        ("Glucose", "5.4", "mmol/L", "3.9..5.3", "H"),
        ("Urea", "5.0", "mmol/L", "2.5..7.8", ""),
    ]


def test_numbers_in_two_units_that_cannot_be_told_apart_are_set_aside(read: Read) -> None:
    (report,) = read("""
        Analyse          Résultat                  Normes
        Glucose          5,4 mmol/L  0,97 g/L      3,9-5,6   0,70-1,00
        Urée             5,0 mmol/L  0,30 g/L      2,5-7,8   0,15-0,47
    """)
    assert (report.results, len(report.set_aside)) == ((), 2)


@pytest.mark.parametrize(
    "page",
    [
        """
        Test                   Result    Units     Reference
        (H) Potassium          5.9       mmol/L    3.5 - 5.1
        [L] Hb                 98        g/L       120 - 160
        \N{UPWARDS ARROW} CRP                  45        mg/L      0 - 5
        H  Glucose             8.1       mmol/L    3.9 - 5.6
        H pylori IgG           140       U/mL      10 - 15
        """,
        """
               Potassium ...
        (H)    Potassium         5.9       mmol/L    3.5 - 5.1
        LO     Hb                98        g/L       120 - 160
        \N{UPWARDS ARROW}      CRP               45        mg/L      0 - 5
        HI     Glucose           8.1       mmol/L    3.9 - 5.6
               H pylori IgG      140       U/mL      10 - 15
        """,
    ],
)
def test_a_flag_in_the_margin_is_no_part_of_the_name(rows: Rows, page: str) -> None:
    assert [(row[0], row[4]) for row in rows(page)] == [
        ("Potassium", "H"),
        ("Hb", "L"),
        ("CRP", "H"),
        ("Glucose", "H"),
        ("H pylori IgG", ""),
    ]


def test_the_code_of_an_analyte_and_a_bullet_are_no_flags(rows: Rows) -> None:
    assert [
        (row[0], row[4])
        for row in rows("""
        CL     Chloride          100       mmol/L    95 - 105
        CH     Cholesterol       4.5       mmol/L    0 - 5.0
        -      Sodium            140       mmol/L    135 - 145
        -      Urea              5.0       mmol/L    2.5 - 7.8
    """)
    ] == [("Chloride", ""), ("Cholesterol", ""), ("Sodium", ""), ("Urea", "")]


@pytest.mark.parametrize(
    "page",
    [
        """
        Test          Result    Units     Reference      Remark
        Potassium     2.1       mmol/L    3.5 - 5.1      Below range
        Glucose       21.1      mmol/L    3.9 - 5.6      above reference
        Sodium        140       mmol/L    135 - 145
        """,
        """
        Analyse       Résultat         Normes
        Potassium     2,1  mmol/L      3,5 - 5,1     trop bas
        Glucose       21,1 mmol/L      3,9 - 5,6     trop élevé
        Sodium        140  mmol/L      135 - 145
        """,
    ],
)
def test_words_behind_the_range_may_be_the_flag(rows: Rows, page: str) -> None:
    assert [(row[0], row[3], row[4]) for row in rows(page)] == [
        ("Potassium", "3.5..5.1", "L"),
        ("Glucose", "3.9..5.6", "H"),
        ("Sodium", "135..145", ""),
    ]


def test_the_critical_of_two_flags_counts(rows: Rows) -> None:
    assert [
        row[4]
        for row in rows("""
        Analyse       Résultat             Normes
        Potassium     2,1  mmol/L  BB      3,5 - 5,1     trop bas
        Glucose       21,1 mmol/L  HH      3,9 - 5,6     trop élevé
        Sodium        140  mmol/L          135 - 145
    """)
    ] == ["LL", "HH", ""]


@pytest.mark.parametrize(
    "ending",
    [
        "End of report\nAuthorised by        Dr A. Smith\nPrinted on           12/3/2024",
        "                *** Ende des Befundes ***\nFreigegeben durch    Dr. Muster",
        "                Fin du compte rendu\nValidé par Dr Who    12.3.2024",
        "--- Fin del informe ---\nFirmado por          Dra. Ejemplo",
        "Einde verslag\nGeautoriseerd door   A. Voorbeeld",
    ],
)
def test_the_end_of_a_report_and_who_signed_it_are_no_results(read: Read, ending: str) -> None:
    table = """Test                 Result      Units     Reference
Xyzin                5.9         mmol/L    3.5 - 5.1
Abcin                140         mmol/L    135 - 145
"""
    (report,) = read(table + ending)
    assert [r.name.text for r in report.results] == ["Xyzin", "Abcin"]
    assert {(r.comment, r.panel) for r in report.results} == {("", "")}
    assert report.set_aside == ()


def test_a_titre_or_a_ratio_in_a_name_is_no_unit(rows: Rows) -> None:
    assert [
        (row[0], row[2])
        for row in rows("""
        Test                  Result      Reference
        ANA (titre)           1:80
        APTT (ratio)          1.1         0.8 - 1.2
        CRP (mg/L)            4           0 - 5
    """)
    ] == [("ANA (titre)", ""), ("APTT (ratio)", ""), ("CRP", "mg/L")]


@pytest.mark.parametrize(
    "page",
    [
        """
        Test          Result    Units     Reference
        Potassium     ??        mmol/L    3.5 - 5.1
        Urea          --        mmol/L    2.5 - 7.8
        Sodium        140       mmol/L    135 - 145
        Chloride                mmol/L    95 - 105
        Magnesium     ~~        mmol/L    0.7 - 1.0
        """,
        """
        Bepaling | Uitslag | Eenheid | Referentie
        Potassium | ?? | mmol/L | 3,5 - 5,1
        Urea | -- | mmol/L | 2,5 - 7,8
        Sodium | 140 | mmol/L | 135 - 145
        Chloride | \N{BLACK SQUARE} | mmol/L | 95 - 105
        Magnesium | ~~ | mmol/L | 0,7 - 1,0
        """,
    ],
)
def test_no_row_of_a_table_is_lost_where_its_value_cannot_be_read(read: Read, page: str) -> None:
    (report,) = read(page)
    assert [r.name.text for r in report.results] == ["Sodium"]
    assert {s.text.split()[0] for s in report.set_aside} == {
        "Potassium",
        "Urea",
        "Chloride",
        "Magnesium",
    }


def test_an_a_before_a_word_is_a_flag_unless_it_is_a_blood_group(read: Read) -> None:
    (report,) = read("""
        Analyse                Résultat       Normes
        Antigène HBs           A Positif
        Groupe sanguin         A Positif
        CRP                    4 mg/L         < 5
    """)
    assert [(r.text, r.flag) for r in report.results][:2] == [
        ("Positif", Flag.ABNORMAL),
        ("A Positif", None),
    ]


def test_a_state_below_a_value_goes_with_a_name_that_is_wrapped(read: Read) -> None:
    (report,) = read("""
        Analyse                Résultat       Normes
        Sérologie              Positif
        syphilis               Corrigé
        CRP                    4 mg/L         < 5
    """)
    assert [(r.name.text, r.state) for r in report.results] == [
        ("Sérologie syphilis", State.CORRECTED),
        ("CRP", State.FINAL),
    ]
