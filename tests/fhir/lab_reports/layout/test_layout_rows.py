"""From lines to rows: what belongs to a result, and what is none."""

from collections.abc import Callable

import pytest

from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.lab_reports.report import LabReport, State

Rows = Callable[[str], list[tuple[str, ...]]]
Read = Callable[..., tuple[LabReport, ...]]


def test_a_heading_says_what_its_columns_hold_in_any_order(rows: Rows) -> None:
    assert rows("""
        Reference      Unit      Result    Flag   Test
        3.5 - 5.1      mmol/L    5.9       H      Potassium
        60 - 110       umol/L    88               Creatinine
    """) == [
        ("Potassium", "5.9", "mmol/L", "3.5..5.1", "H"),
        ("Creatinine", "88", "umol/L", "60..110", ""),
    ]


@pytest.mark.parametrize(
    ("heading", "decimal"),
    [
        ("Bepaling          Uitslag   Eenheid   Referentie", ","),
        ("Untersuchung      Ergebnis  Einheit   Normbereich", ","),
        ("Analyse           Résultat  Unité     Valeurs usuelles", ","),
        ("Prueba            Resultado Unidades  Valores de referencia", ","),
        ("Test              Result    Units     Reference range", "."),
    ],
)
def test_headings_are_known_in_five_languages(rows: Rows, heading: str, decimal: str) -> None:
    body = "Xyzin             4.1       g/L       3.5 - 5.1".replace(".", decimal)
    assert rows(f"{heading}\n{body}") == [("Xyzin", "4.1", "g/L", "3.5..5.1", "")]


def test_a_flag_without_a_heading_is_found_before_and_behind_its_value(rows: Rows) -> None:
    assert rows("""
        Test            Result      Units     Reference
        Aaaa        L     2.1       g/L       3.5 - 5.1
        Bbbb              7.2 H     g/L       3.5 - 5.1
        Cccc            * 9.9       g/L       3.5 - 5.1
        Dddd              4.0       g/L       3.5 - 5.1
    """) == [
        ("Aaaa", "2.1", "g/L", "3.5..5.1", "L"),
        ("Bbbb", "7.2", "g/L", "3.5..5.1", "H"),
        ("Cccc", "9.9", "g/L", "3.5..5.1", "A"),
        ("Dddd", "4.0", "g/L", "3.5..5.1", ""),
    ]


def test_a_name_that_is_wrapped_is_one_name(rows: Rows) -> None:
    assert rows("""
        Test                    Result    Units     Reference
        Aaaa                    4.0       g/L       3.5 - 5.1
        Thyroid peroxidase      12        kU/L      < 34
        (antibodies)
        Tissue transglutaminase-
        antibodies              4         kU/L      < 7
    """) == [
        ("Aaaa", "4.0", "g/L", "3.5..5.1", ""),
        ("Thyroid peroxidase (antibodies)", "12", "kU/L", "None..34", ""),
        ("Tissue transglutaminase- antibodies", "4", "kU/L", "None..7", ""),
    ]


def test_a_panel_is_no_part_of_a_name(read: Read) -> None:
    (report,) = read("""
        Test                    Result    Units     Reference
        *HAEMATOLOGY*
        Aaaa                    4.0       g/L       3.5 - 5.1
        *Chemistry (serum)*
        Bbbb                    4.0       g/L       3.5 - 5.1
    """)
    assert [(r.name.text, r.panel, r.specimen) for r in report.results] == [
        ("Aaaa", "HAEMATOLOGY", ""),
        ("Bbbb", "Chemistry", "serum"),
    ]


def test_a_range_may_stand_below_itself_or_below_the_value(rows: Rows) -> None:
    assert rows("""
        Test            Result         Units     Reference
        Aaaa            4.0            g/L       Men: 3.5 - 5.1
                                                 Women: 3.0 - 4.5
        Bbbb            12             U/L
                        (10 - 40)
    """) == [
        ("Aaaa", "4.0", "g/L", "3.5..5.1", ""),
        ("Bbbb", "12", "U/L", "10..40", ""),
    ]


def test_the_range_of_the_sex_of_the_patient_leads(read: Read) -> None:
    (report,) = read("""
        Patient: Doe, Jane     Sex: F
        Test            Result         Units     Reference
        Aaaa            4.0            g/L       Men: 3.5 - 5.1
                                                 Women: 3.0 - 4.5
    """)
    assert [limits.applies_to for limits in report.results[0].limits] == ["Women", "Men"]


def test_a_unit_may_stand_in_the_name_in_the_heading_or_with_the_range(rows: Rows) -> None:
    assert rows("""
        Test                 Result      Reference
        Aaaa (mmol/L)        4.0         3.5 - 5.1
        Bbbb, g/L            41          35 - 50
        Cccc                 88          60 - 110 umol/L
    """) == [
        ("Aaaa", "4.0", "mmol/L", "3.5..5.1", ""),
        ("Bbbb", "41", "g/L", "35..50", ""),
        ("Cccc", "88", "umol/L", "60..110", ""),
    ]
    assert rows("""
        Test            %          g/L
        Albumine        58,1       41,2
    """) == [("Albumine", "58.1", "%", "", ""), ("Albumine", "41.2", "g/L", "", "")]


def test_a_remark_below_a_row_is_its_comment_and_not_its_range(read: Read) -> None:
    (report,) = read("""
        Test            Result         Units     Reference
        Aaaa            203            mg/dL     < 190
                          Target in high risk: < 100 mg/dL
        Bbbb            60             mg/dL     > 41
    """)
    first, second = report.results
    assert first.comment == "Target in high risk: < 100 mg/dL"
    assert (len(first.limits), first.limits[0].printed.text) == (1, "< 190")
    assert second.comment == ""


def test_a_value_may_stand_below_its_name_in_its_column(rows: Rows) -> None:
    assert rows("""
        Test            Result                   Units     Reference
        Culture
                        1. Candida albicans
        Aaaa            4.0                      g/L       3.5 - 5.1
    """) == [
        ("Culture", "1. Candida albicans", "", "", ""),
        ("Aaaa", "4.0", "g/L", "3.5..5.1", ""),
    ]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Pending", State.PENDING),
        ("volgt", State.PENDING),
        ("not performed", State.CANCELLED),
        ("4.1", State.FINAL),
    ],
)
def test_a_result_that_is_not_there_has_its_state(read: Read, word: str, state: State) -> None:
    (report,) = read(f"""
        Test            Result           Units     Reference
        Bbbb            4.0              g/L       3.5 - 5.1
        Aaaa            {word:<17}g/L       3.5 - 5.1
    """)
    assert (report.results[1].state, report.results[1].unit) == (state, "g/L")


def test_a_corrected_result_says_so_below_itself(read: Read) -> None:
    (report,) = read("""
        Test            Result           Units     Reference
        Aaaa            4.0              g/L       3.5 - 5.1
        Corrected result. Previously reported as 2.0.
        Bbbb            4.1              g/L       3.5 - 5.1
    """)
    assert [r.state for r in report.results] == [State.CORRECTED, State.FINAL]


def test_how_an_organism_answers_to_drugs_is_read(rows: Rows) -> None:
    assert rows("""
        Drug                 MIC       Answer
        Ampicillin           >=32      R
        Ciprofloxacin        <=0.25    S
    """) == [("Ampicillin", "R", "", "", ""), ("Ciprofloxacin", "S", "", "", "")]


def test_two_tables_beside_each_other_keep_their_names(rows: Rows) -> None:
    assert rows("""
        Haematology    Result  Units    Chemistry      Result  Units
        Aaaa           131     g/L      Cccc           4.1     mmol/L
        Bbbb           251     10^9/L   Dddd           88      umol/L
    """) == [
        ("Aaaa", "131", "g/L", "", ""),
        ("Bbbb", "251", "10^9/L", "", ""),
        ("Cccc", "4.1", "mmol/L", "", ""),
        ("Dddd", "88", "umol/L", "", ""),
    ]


def test_a_blood_group_is_no_flag(rows: Rows) -> None:
    assert rows("""
        Test            Result      Units     Reference
        Blood group     A pos
        Aaaa            4.0         g/L       3.5 - 5.1
    """)[0] == ("Blood group", "A pos", "", "", "")


def test_what_is_typed_in_bars_is_a_table(rows: Rows) -> None:
    assert rows("""
        | Test      | Result | Unit   | Reference   | Flag |
        |-----------|--------|--------|-------------|------|
        | Potassium | 5.9    | mmol/L | 3.5 - 5.1   | H    |
    """) == [("Potassium", "5.9", "mmol/L", "3.5..5.1", "H")]


def test_a_colon_in_front_of_a_value_belongs_to_the_name(rows: Rows) -> None:
    assert rows("""
        TEST                    RESULT          NORMAL VALUES
        Urea                  : 52 mg/dL  H     15 - 45
    """) == [("Urea", "52", "mg/dL", "15..45", "H")]


def test_bounds_in_a_column_each_are_a_range(rows: Rows) -> None:
    assert rows("""
        Test       Result   Unit      Low     High
        Aaaa       141      mmol/L    135     145
        Bbbb       3        mg/L              10
    """) == [("Aaaa", "141", "mmol/L", "135..145", ""), ("Bbbb", "3", "mg/L", "None..10", "")]


def test_what_is_struck_out_is_not_said(page: Callable[..., Page]) -> None:
    (report,) = read_report(
        [
            page(
                """
            Test            Result         Units     Reference
            Aaaa            4.0 9.9        g/L       3.5 - 5.1
            """,
                rules=((160.0, 59.5, 178.0, 60.5),),
            )
        ]
    )
    assert [str(one.value) for one in report.results] == ["4.0"]


def test_a_page_in_two_columns_is_read_as_two(rows: Rows) -> None:
    left = [f"L{n}aaa        {n}.1   g/L" for n in range(1, 7)]
    right = [f"R{n}aaa        {n}.2   U/L" for n in range(1, 7)]
    text = "\n".join(f"{a:<40}{b}" for a, b in zip(left, right, strict=True))
    assert [name for name, *_ in rows(text)] == [
        *(f"L{n}aaa" for n in range(1, 7)),
        *(f"R{n}aaa" for n in range(1, 7)),
    ]
