"""What reads like a result is told or set aside, wherever it stands on a page with results."""

from collections.abc import Callable

from chartside.fhir.lab_reports.report import LabReport

Read = Callable[..., tuple[LabReport, ...]]

_PAGE = """
Specimen: Urine    Collected: 03/11/2025
Blue cells: >100 x10^6/L
Legend: S susceptible

Test                Result        Units     Range
Potassium           4.4           mmol/L    3.5 - 5.1
Sodium              140           mmol/L    135 - 145

Second part
Blue antigen                      Not detected
Blue antibody                     Detected (45 IU/mL)
"""


def test_lines_like_results_that_stand_under_no_column_are_set_aside(read: Read) -> None:
    (report,) = read(_PAGE)
    assert [one.name.text for one in report.results] == ["Potassium", "Sodium"]
    assert [one.text.split()[:2] for one in report.set_aside] == [
        ["Blue", "cells:"],
        ["Blue", "antigen"],
        ["Blue", "antibody"],
    ]
