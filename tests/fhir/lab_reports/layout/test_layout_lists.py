"""Lists of results in words, slips without units, allergens, and days with hours below them."""

from collections.abc import Callable

import pytest

from chartside.fhir.lab_reports.report import LabReport

Rows = Callable[[str], list[tuple[str, ...]]]
Read = Callable[..., tuple[LabReport, ...]]


@pytest.mark.parametrize(
    ("page", "panel"),
    [
        ("Blood group: O\nRh(D): positive\nAntibody screen: negative", ""),
        ("SEROLOGY\nHBsAg: not detected\nAnti-HCV: not detected\nHIV Ag/Ab: reactive", "SEROLOGY"),
        ("Bloedgroep: A\nRhesus (D): positief\nIrregulaire antistoffen: negatief", ""),
        ("Urinalysis\nProtein     trace\nGlucose     negative\nNitrite     positive", "Urinalysis"),
        ("Specimen: urine\nProtein: trace\nGlucose: negative\nNitrite: positive", ""),
    ],
)
def test_results_in_words_are_read_from_lines_of_a_name_and_a_word(
    read: Read, page: str, panel: str
) -> None:
    (report,) = read(page)
    told = [line.split(maxsplit=1) for line in page.split("\n")][-3:]
    assert [r.name.text.split()[0] for r in report.results] == [t[0].strip(":") for t in told]
    assert all(r.text and r.panel == panel for r in report.results)


def test_the_words_of_a_letter_are_no_results(read: Read) -> None:
    assert (
        read("""
        Dear colleague,
        Smoking: negative
        Diabetes: positive
        Family history: positive
        We saw this patient on the ward.
    """)
        == ()
    )


@pytest.mark.parametrize(
    "page",
    [
        """
        BLOOD GAS
        pH 7.38
        pCO2 5.3 kPa
        Lactate 1.2 mmol/L
        """,
        """
               37 C
        pH     7.38
        pCO2   5.3    kPa     [4.67 - 6.00]
        Lactate 1.2   mmol/L  [0.5 - 1.6]
        """,
    ],
)
def test_a_number_without_a_unit_is_a_result_among_results(rows: Rows, page: str) -> None:
    assert [row[:3] for row in rows(page)] == [
        ("pH", "7.38", ""),
        ("pCO2", "5.3", "kPa"),
        ("Lactate", "1.2", "mmol/L"),
    ]


@pytest.mark.parametrize(
    ("page", "remark"),
    [
        (
            """
            Code   Allergen           Result    Units    Class
            f1     Egg white          0.45      kU/L     1
            f13    Peanut             12.3      kU/L     1
            """,
            "1",
        ),
        (
            """
            f1     Egg white          0.45 kU/L   class 1
            f13    Peanut             12.3 kU/L   class 1
            """,
            "class 1",
        ),
        (
            """
            Allergen                     Class      kU/L
            f1   Egg white               1          0.45
            f13  Peanut                  1          12.3
            """,
            "1",
        ),
    ],
)
def test_the_class_of_an_allergen_is_a_comment_and_its_code_no_name(
    read: Read, page: str, remark: str
) -> None:
    (report,) = read(page)
    assert [(r.name.text, str(r.value), r.unit, r.comment) for r in report.results] == [
        ("Egg white", "0.45", "kU/L", remark),
        ("Peanut", "12.3", "kU/L", remark),
    ]


@pytest.mark.parametrize(
    "page",
    [
        """
        Test           Units     Ref        24/03/2024    19/03/2024
                                            08:30         07:45
                                            24-123456     24-123111
        Potassium      mmol/L    3.5-5.1    5.9           4.1
        Sodium         mmol/L    135-145    140           139
        """,
        """
        Date           19/03/2024    24/03/2024
        Time           07:45         08:30
        Lab number     24-123111     24-123456
        Potassium      4.1           5.9
        Sodium         139           140
        """,
    ],
)
def test_the_newest_of_days_with_an_hour_and_a_number_below_is_current(
    read: Read, page: str
) -> None:
    (report,) = read(page)
    assert [(r.name.text, str(r.value)) for r in report.results] == [
        ("Potassium", "5.9"),
        ("Sodium", "140"),
    ]
    assert {r.collected.text for r in report.results if r.collected} == {"2024-03-24T08:30:00"}


def test_days_that_are_newest_in_either_order_of_day_and_month_are_current(rows: Rows) -> None:
    assert [
        row[:2]
        for row in rows("""
        Test           01/02/2024    10/03/2024    12/03/2024    Units      Ref
        Potassium      4.0           4.1           5.9           mmol/L     3.5-5.1
        Sodium         141           139           140           mmol/L     135-145
    """)
    ] == [("Potassium", "5.9"), ("Sodium", "140")]


def test_days_whose_order_is_not_told_give_no_result(read: Read) -> None:
    (report,) = read("""
        Test           02/11/2024    03/02/2024    Units      Ref
        Potassium      4.0           4.1           mmol/L     3.5-5.1
        Sodium         141           139           mmol/L     135-145
    """)
    assert (report.results, len(report.set_aside)) == ((), 2)


def test_the_day_the_hour_and_the_specimen_may_stand_in_the_head_of_a_table(read: Read) -> None:
    (report,) = read("""
                            Latest results
        Collection date     17-Jan-23
        Collection time     08:30
        Specimen            Serum       Reference      Units
        HDL Cholesterol     1.5         1.0 - 2.2      mmol/L
        Triglyceride        1.9         < 2.0          mmol/L
    """)
    assert report.collected
    assert report.collected.text == "2023-01-17T08:30:00"
    assert {(r.specimen, r.collected) for r in report.results} == {("Serum", report.collected)}
