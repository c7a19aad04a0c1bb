"""Ranges in brackets keep their row, where a table goes on with other columns, and on two lines."""

from collections.abc import Callable

from chartside.fhir.lab_reports.report import LabReport

Read = Callable[..., tuple[LabReport, ...]]

_PAGE = """
Analyse          Résultat       Normes            Antériorités
                                                  29/09/2025
Leucocytes       11,9 G/L       (4,0 à 10,0)      8,4
Plaquettes       412 G/L        (150 à            398
                                400)

CHIMIE
Urée             172 mmol/L               (45 à 84)       162
(Enzymatique)    soit 19,4 g/L            (5,1 à 9,5)     18,3
Sodium           26 mmol/L                (> 60)          28
Potassium        5,9 mmol/L               (3,5 à          5,2
                                          5,1)
CRP              2 mg/L                   (< 5,0)
Ferritine        123 ng/L                 (15 à 150)
"""


def test_ranges_in_brackets_beside_earlier_values_belong_to_their_rows(read: Read) -> None:
    (report,) = read(_PAGE)
    bounds = {
        one.name.text: (str(one.limits[0].low), str(one.limits[0].high))
        for one in report.results
        if one.limits
    }
    assert bounds == {
        "Leucocytes": ("4.0", "10.0"),
        "Plaquettes": ("150", "400"),
        "Urée": ("45", "84"),
        "Sodium": ("60", "None"),
        "Potassium": ("3.5", "5.1"),
        "CRP": ("None", "5.0"),
        "Ferritine": ("15", "150"),
    }


def test_an_earlier_value_in_brackets_is_no_range(read: Read) -> None:
    (report,) = read("""
    Test         Result    Units      Previous
    CRP          2         mg/L       (< 5)
    Ferritin     123       ng/L       (118)
    Urea         5.1       mmol/L     (4.9)
    """)
    assert [one.limits for one in report.results] == [(), (), ()]
