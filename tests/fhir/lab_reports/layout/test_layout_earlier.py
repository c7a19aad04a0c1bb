"""Earlier results are never given as current, and what is unclear is set aside."""

from collections.abc import Callable

import pytest

from chartside.fhir.lab_reports.report import LabReport

Rows = Callable[[str], list[tuple[str, ...]]]
Read = Callable[..., tuple[LabReport, ...]]


@pytest.mark.parametrize(
    "heading",
    [
        "Test       Result    Previous      Units     Reference",
        "Test       Result    03-02-2025    Units     Reference",
        "Bepaling   Uitslag   Vorige        Eenheid   Referentie",
        "Analyse    Ergebnis  Vorwert       Einheit   Normbereich",
        "Analyse    Résultat  Antériorité   Unité     Valeurs usuelles",
        "Prueba     Valor     Anterior      Unidades  Valores de referencia",
    ],
)
def test_an_earlier_result_beside_the_current_one_is_not_read(rows: Rows, heading: str) -> None:
    body = "Aaaa       141       139           mmol/L    135 - 145"
    assert rows(f"{heading}\n{body}") == [("Aaaa", "141", "mmol/L", "135..145", "")]


def test_an_earlier_result_alone_is_no_current_one(read: Read) -> None:
    (report,) = read("""
        Test       Result    Previous      Units     Reference
        Aaaa                 139           mmol/L    135 - 145
        Bbbb       4.0       4.1           mmol/L    3.5 - 5.1
    """)
    assert [r.name.text for r in report.results] == ["Bbbb"]
    assert [aside.reason for aside in report.set_aside] == ["no result is printed beside its name"]


def test_a_heading_on_two_lines_is_one(rows: Rows) -> None:
    assert rows("""
                                          Previous
        Test       Result      Units      result       Reference
        Aaaa       141         mmol/L     139          135 - 145
    """) == [("Aaaa", "141", "mmol/L", "135..145", "")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_dated_columns_the_newest_is_current(read: Read, order: tuple[int, ...]) -> None:
    days, values = ("03-02-2025", "17-03-2025", "21-04-2025"), ("138", "139", "141")
    head = "".join(f"{days[i]:<13}" for i in order)
    cells = "".join(f"{values[i]:<13}" for i in order)
    (report,) = read(f"""
        Test       Units     Reference    {head}
        Aaaa       mmol/L    135 - 145    {cells}
    """)
    assert [(str(r.value), r.collected and r.collected.text) for r in report.results] == [
        ("141", "2025-04-21")
    ]


def test_where_dates_have_no_order_nothing_is_current(read: Read) -> None:
    reports = read("""
        Test       Units     Reference    03/02/2025   04/01/2025
        Aaaa       mmol/L    135 - 145    138          141
    """)
    assert [r for report in reports for r in report.results] == []


def test_several_numbers_in_a_line_without_a_heading_are_set_aside(read: Read) -> None:
    (report,) = read("""
        Aaaa       138     139     141    mmol/L   135 - 145
        Bbbb       4.1     4.2     4.4    mmol/L   3.5 - 5.1
    """)
    assert report.results == ()
    assert len(report.set_aside) == 2


def test_a_number_that_can_be_read_in_two_ways_is_set_aside(read: Read) -> None:
    (report,) = read("""
        Test       Result      Units
        Aaaa       12.345      /uL
        Bbbb       7           /uL
    """)
    assert [r.name.text for r in report.results] == ["Bbbb"]
    assert [a.reason for a in report.set_aside] == ["its number can be read in two ways"]


def test_a_line_for_each_day_gives_the_newest(rows: Rows) -> None:
    assert rows("""
                        Aaaa         Bbbb         Cccc
        Units           mmol/L       umol/L       g/L
        Reference       3.5 - 5.1    60 - 110     35 - 50
        20-01-2026      5.9          90           41
        21-06-2026      3.7          47           44
    """) == [
        ("Aaaa", "3.7", "mmol/L", "3.5..5.1", ""),
        ("Bbbb", "47", "umol/L", "60..110", ""),
        ("Cccc", "44", "g/L", "35..50", ""),
    ]
