"""The foot of a page says nothing of the last result above it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.lab_reports.report import LabReport

Read = Callable[..., tuple[LabReport, ...]]
Typed = Callable[..., Page]

FOOT = 800.0
"""Points from the upper edge of a page of 842: its lower margin."""

PRINTED = (
    "Printed 03/04/2024 14:20          Original          1/1",
    "Print date: 12 March 2024       Copy       Page 1 of 1",
    "1 of 1        Final        Report printed: 2024-03-12 10:15",
    "Afgedrukt op 17/02/2022 11:57          Origineel          1/1",
    "Printdatum: 12-03-2024          Kopie          Blad 1 van 1",
    "Origineel          1/1          Afdrukdatum 17-02-2022",
    "Edité le 12/03/2024 à 10:20          Original          1/1",
    "Date d'impression : 12/03/2024          Copie          1 sur 1",
    "Gedruckt am 12.03.2024 10:15          Original          1/1",
    "Druckdatum: 12.03.2024          Kopie          Seite 1 von 1",
    "Impreso: 12/03/2024 10:15          Original          1/1",
    "Fecha de impresión: 12/03/2024          Copia          Pág. 1 de 1",
)
"""Feet that the rules were written on."""

PRINTED_OTHERWISE = (
    "Report generated on 12/03/2024 09:15          Duplicate          1 / 1",
    "Final          1/1          Issued: 12 Mar 2024",
    "Printed on 12 Mar 2024 at 08:30          Negative copy          1/1",
    "Printed at 08:30 on 12 Mar 2024          Complete          1/1",
    "Geprint op 12-03-2024 om 08:30          Volledig          1/1",
    "Afdruk: 12-03-2024 08:30          Duplicaat          1 van 1",
    "Gedrukt op 12/03/2024          Volledig          1/1",
    "Imprimé le 12 mars 2024          Duplicata          1/1",
    "Compte rendu édité le 12/03/2024          Complet          1 / 1",
    "Ausdruck vom 12.03.2024          Endbefund          1/1",
    "Ausgedruckt am 12.03.2024 08:30          Duplikat          1 von 1",
    "Impreso el 12/03/2024          Completo          1/1",
    "Fecha de emisión 12/03/2024          Duplicado          1 de 1",
)
"""Feet that were put aside meanwhile: 11 of 13 were known at first sight, everywhere on a page."""

ROWS = """
    Test                              Result        Units     Range
    Sodium                            140           mmol/L    135 - 145
    Potassium                         4.4           mmol/L    3.5 - 5.1
"""


def with_foot(page: Page, foot: Page, top: float) -> Page:
    """A page with the lines of another one at a height."""
    down = top - min(word.box[1] for word in foot.words)
    lowered = [
        replace(w, box=(w.box[0], w.box[1] + down, w.box[2], w.box[3] + down)) for w in foot.words
    ]
    return replace(page, words=(*page.words, *lowered))


def told(*pages: Page) -> list[tuple[str, str, str]]:
    """Name, value and comment of all results; nothing may be set aside."""
    reports = read_report(pages)
    assert not any(report.set_aside for report in reports)
    return [
        (one.name.text, one.text or str(one.value), one.comment)
        for report in reports
        for one in report.results
    ]


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


@pytest.mark.parametrize("top", [FOOT, 82.0, 103.0], ids=["margin", "next line", "near"])
@pytest.mark.parametrize("foot", [*PRINTED, *PRINTED_OTHERWISE])
def test_when_a_page_was_printed_and_its_number_are_no_result(
    page: Typed, foot: str, top: float
) -> None:
    assert told(with_foot(page(ROWS), page(foot), top)) == [
        ("Sodium", "140", ""),
        ("Potassium", "4.4", ""),
    ]


def test_each_page_has_its_own_number(page: Typed) -> None:
    feet = [f"Printed 03/04/2024 14:20       Original       {n}/2" for n in (1, 2)]
    second = ROWS.replace("Sodium  ", "Chloride").replace("Potassium", "Urea     ")
    first, last = page(ROWS), page("\n\n\n\n" + second, 2)
    pages = with_foot(first, page(feet[0]), FOOT), with_foot(last, page(feet[1]), FOOT)
    assert [name for name, _, _ in told(*pages)] == ["Sodium", "Potassium", "Chloride", "Urea"]


def test_the_number_of_a_page_alone_in_the_margin_is_no_result(page: Typed) -> None:
    foot = page("    Original                          1/1")
    assert len(told(with_foot(page(ROWS), foot, FOOT))) == 2


def test_a_day_under_a_label_is_no_analyte_wherever_it_stands(page: Typed) -> None:
    said = ROWS + "    Reported 12 March 2024            Complete\n"
    assert [name for name, _, _ in told(page(said))] == ["Sodium", "Potassium"]


def test_words_beside_a_day_of_the_page_are_set_aside_and_are_no_result(page: Typed) -> None:
    (report,) = read_report([page(ROWS + "    Reported 12 March 2024            Negative")])
    assert [one.name.text for one in report.results] == ["Sodium", "Potassium"]
    assert [one.text for one in report.set_aside] == ["Reported 12 March 2024 Negative"]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("Antinuclear antibodies            1/80", "1/80"),
        ("Antinuclear antibodies            1/80                    12 March 2024", "1/80"),
        ("HIV 1/2 antibodies                Negative      Reported 12 March 2024", "Negative"),
        ("Chloride                          101           mmol/L    98 - 107     1/1", "101"),
        ("Chloride                          101           mmol/L    98 - 107   Page 1 of 1", "101"),
    ],
)
def test_a_result_at_the_foot_of_a_page_stays_one(page: Typed, row: str, value: str) -> None:
    high = page(ROWS + "    " + row)
    low = with_foot(page("Laboratory"), high, FOOT - 42)
    for one in (high, low):
        assert told(one)[2][:2] == (row.split("   ", maxsplit=1)[0], value)
