"""The foot of a page says nothing of the last result above it."""

from collections.abc import Callable

import pytest

from chartside.fhir.lab_reports.report import LabReport

Read = Callable[..., tuple[LabReport, ...]]


@pytest.mark.parametrize(
    "foot",
    [
        "Authorised by Dr A. Moss, consultant. Page 1 of 2",
        "Validé par : Dr ROUX Paul, biologiste. Page 1/1",
        "Freigegeben durch Dr. Weiss    Seite 1 von 2",
        "Gevalideerd door: J. de Vries    Pagina 1 van 2",
        "Validado por la Dra. Ruiz. Página 1 de 2",
    ],
)
def test_who_signed_and_the_number_of_the_page_are_no_comment_of_a_row(
    read: Read, foot: str
) -> None:
    (report,) = read(f"""
    Test                Result        Units     Range
    Potassium           4.4           mmol/L    3.5 - 5.1
    Sodium              140           mmol/L    135 - 145
    {foot}
    """)
    assert [(one.name.text, one.comment) for one in report.results] == [
        ("Potassium", ""),
        ("Sodium", ""),
    ]
    assert not report.set_aside


def test_how_a_result_was_checked_stays_its_comment(read: Read) -> None:
    (report,) = read("""
    Test                Result        Units     Range
    Potassium           4.4           mmol/L    3.5 - 5.1
    Sodium              140           mmol/L    135 - 145
                        Verified by repeat measurement.
    """)
    assert report.results[-1].comment == "Verified by repeat measurement."
