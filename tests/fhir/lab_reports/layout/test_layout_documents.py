"""From rows to reports: whom they are about, when the blood was taken, and what is no result."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.lab_reports.page import Page, Word
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.lab_reports.report import LabReport

Rows = Callable[[str], list[tuple[str, ...]]]
Read = Callable[..., tuple[LabReport, ...]]

TABLE = """
        Test            Result      Units     Reference
        Aaaa            {}         g/L       3.5 - 5.1
"""


def test_a_file_with_two_patients_gives_two_reports(read: Read) -> None:
    one = "        Patient: Doe, Jane    DOB: 14/03/1980" + TABLE.format("4.0")
    other = "        Patient: Roe, Richard    DOB: 01/12/1955" + TABLE.format("4.4")
    reports = read(one, other)
    assert [(r.patient.name, str(r.results[0].value), r.pages) for r in reports] == [
        ("Doe, Jane", "4.0", (1,)),
        ("Roe, Richard", "4.4", (2,)),
    ]


def test_two_patients_on_one_page_are_told_apart(read: Read) -> None:
    one = "        Patient: Doe, Jane    DOB: 14/03/1980" + TABLE.format("4.0")
    other = "        Patient: Roe, Richard    DOB: 01/12/1955" + TABLE.format("4.4")
    assert [r.patient.name for r in read(one + other)] == ["Doe, Jane", "Roe, Richard"]


def test_a_patient_who_is_named_on_each_page_is_one(read: Read) -> None:
    one = "        Patient: Doe, Jane    DOB: 14/03/1980" + TABLE.format("4.0")
    other = "        Patient: DOE, J.      DOB: 14/03/1980" + TABLE.format("4.4")
    (report,) = read(one, other)
    assert [str(r.value) for r in report.results] == ["4.0", "4.4"]


def test_a_table_goes_on_over_the_page_without_its_heading(read: Read) -> None:
    (report,) = read(
        "        Patient: Doe, Jane" + TABLE.format("4.0"),
        """
        Patient: Doe, Jane
        Bbbb            12          U/L       < 40
        Cccc            Negative
        """,
    )
    assert [(r.name.text, r.name.page) for r in report.results] == [
        ("Aaaa", 1),
        ("Bbbb", 2),
        ("Cccc", 2),
    ]


def test_the_point_and_the_comma_are_decided_for_the_document(rows: Rows) -> None:
    assert rows("""
        Bepaling        Uitslag     Eenheid   Referentie
        Aaaa            4,1         g/L       3,5 - 5,1
        Bbbb            251.000     /uL       150.000 - 400.000
    """) == [
        ("Aaaa", "4.1", "g/L", "3.5..5.1", ""),
        ("Bbbb", "251000", "/uL", "150000..400000", ""),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Patient: Doe, Jane     Born: 14-03-1980     Sex: Female",
        "Name      Date of birth    Sex\n        Doe, Jane   14-03-1980     Female",
        "*Doe, Jane*\n        Main Street 12\n        °14-03-1980   Female   45 years",
        "Mrs Doe, Jane\n        Date of birth: 14-03-1980   Sex: F",
    ],
)
def test_the_patient_is_found_with_labels_and_without(read: Read, head: str) -> None:
    (report,) = read("        " + head + TABLE.format("4.0"))
    person = report.patient
    assert (person.name, person.born and person.born.text, person.sex) == (
        "Doe, Jane",
        "1980-03-14",
        "female",
    )


@pytest.mark.parametrize(
    "head",
    [
        "Collected: 22-05-2025 08:10",
        "Sample taken     22-05-2025 08:10     Reported    24-05-2025",
        "Collection date: 22-05-2025     Collection time: 08:10",
        "Patient: Doe, Jane  Born: 14-03-1980   Collected: 22-05-2025\n        08:10",
    ],
)
def test_the_moment_of_collection_is_found(read: Read, head: str) -> None:
    (report,) = read("        " + head + TABLE.format("4.0"))
    moment = report.results[0].collected
    assert moment is not None
    assert moment.text == "2025-05-22T08:10:00"


def test_a_specimen_over_a_block_is_that_of_its_results(read: Read) -> None:
    (report,) = read("""
        Test            Result      Units     Reference
        Serum
        Aaaa            4.0         g/L       3.5 - 5.1
        Specimen: Urine
        Aaaa            0.1         g/L       < 0.2
    """)
    assert [r.specimen for r in report.results] == ["Serum", "Urine"]


def test_what_stands_at_the_foot_of_a_page_is_no_result(rows: Rows) -> None:
    assert rows("""
        Test            Result      Units     Reference
        Aaaa            4.0         g/L       3.5 - 5.1




        Laboratory      Main Street 12        Phone 020 7946 0000
        Printed on      22-05-2025
        Page 1 of 2     Original              Fax: 020 7946 0001
    """) == [("Aaaa", "4.0", "g/L", "3.5..5.1", "")]


@pytest.mark.parametrize(
    "text",
    [
        """
        Drug            Dose      Frequency
        Amlodipine      5 mg      once daily
        Metformin       500 mg    twice daily
        """,
        """
        Item            Number    Price
        Visit           1         45.00
        Tracing         2         20.00
        """,
        """
        On admission her potassium was 5.9 mmol/L and creatinine 131 umol/L (60-110).
        She received 10 mL of calcium gluconate. The CRP of 85 mg/L fell to 12 mg/L.
        """,
        """
        Blood pressure  120/80    mmHg
        Pulse           72        bpm
        """,
    ],
)
def test_doses_prices_and_prose_are_no_results(rows: Rows, text: str) -> None:
    assert rows(text) == []


def test_results_without_a_heading_are_known_by_their_units_and_ranges(rows: Rows) -> None:
    assert rows("""
        Aaaa            4.0  mmol/L     3.5 - 5.1
        Bbbb            131  umol/L     60 - 110     H
        Ratio           3.4
    """) == [
        ("Aaaa", "4.0", "mmol/L", "3.5..5.1", ""),
        ("Bbbb", "131", "umol/L", "60..110", "H"),
        ("Ratio", "3.4", "", "", ""),
    ]


def test_results_in_a_list_of_a_letter_are_read(rows: Rows) -> None:
    assert rows("""
        Bloods today: Sodium: 141 mmol/L (135-145); Total protein: 62 g/L (60-80); CRP:
        85 mg/L (< 5).
    """) == [
        ("Sodium", "141", "mmol/L", "135..145", ""),
        ("Total protein", "62", "g/L", "60..80", ""),
        ("CRP", "85", "mg/L", "None..5", ""),
    ]


def test_results_with_their_name_above_are_read(rows: Rows) -> None:
    assert rows("""
        *Aaaa                       Bbbb*
        4.0 mmol/L   3.5 - 5.1      131 umol/L H   60 - 110

        *Cccc                       Dddd*
        41 g/L       35 - 50        Negative
    """) == [
        ("Aaaa", "4.0", "mmol/L", "3.5..5.1", ""),
        ("Cccc", "41", "g/L", "35..50", ""),
        ("Bbbb", "131", "umol/L", "60..110", "H"),
        ("Dddd", "Negative", "", "", ""),
    ]


def test_every_result_shows_where_it_stands(read: Read) -> None:
    (report,) = read("""
        Test            Result      Units     Reference
        Aaaa            4.0         g/L       3.5 - 5.1
    """)
    (one,) = report.results
    assert one.printed.box == (136.0, 54.0, 154.0, 65.5)
    assert one.row == (40.0, 54.0, 322.0, 65.5)
    assert one.limits[0].printed.box == (268.0, 54.0, 322.0, 65.5)


WORDS = st.sampled_from(
    ["Test", "Result", "Units", "Reference", "12-03-2024", "4.0", "<", "H", "mmol/L", "3.5-5.1",
     "Patient:", "Born:", "-", "*", "(", "12.345", "Negative", "pending", "S", "Serum", "\u00b2"]
)  # fmt: skip
SIZES = st.floats(0, 600, allow_nan=False, width=32)


@given(st.lists(st.tuples(WORDS, SIZES, SIZES, st.floats(0, 40, width=32)), max_size=40))
def test_no_page_is_too_odd_to_read(placed: list[tuple[str, float, float, float]]) -> None:
    words = tuple(
        Word(text, (left, top, left + size * len(text), top + size))
        for text, left, top, size in placed
    )
    reports = read_report([Page(1, 595.0, 842.0, words, ((0.0, 50.0, 500.0, 51.0),))])
    texts = " ".join(word.text for word in words)
    assert all(
        part in texts for r in reports for one in r.results for part in one.printed.text.split()
    )


def test_nothing_is_read_from_no_pages() -> None:
    assert read_report([]) == ()
    assert read_report([Page(1, 595.0, 842.0, ())]) == ()
