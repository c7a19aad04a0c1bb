"""Values of a control material are nobody's results."""

from collections.abc import Callable

import pytest

from chartside.fhir.lab_reports.report import LabReport

Read = Callable[..., tuple[LabReport, ...]]

_TABLE = """
    Analyte        Mean      Unit       Target range       CV %
    Potassium      4.12      mmol/L     4.00 - 4.24        1.2
    Sodium         139       mmol/L     137 - 141          0.6
    """


@pytest.mark.parametrize(
    "head",
    [
        "Internal quality control, analyser 3",
        "Interne kwaliteitscontrole",
        "Contrôle interne de qualité - niveau 2",
        "Interne Qualitätskontrolle, Kontrollserum",
        "Control de calidad",
    ],
)
def test_a_sheet_of_quality_control_that_names_no_patient_gives_no_result(
    read: Read, head: str
) -> None:
    (report,) = read(f"    {head}\n    Date: 03/11/2025\n{_TABLE}")
    assert report.results == ()
    assert [one.text.split()[0] for one in report.set_aside] == ["Potassium", "Sodium"]


def test_the_report_of_a_patient_may_speak_of_quality_control(read: Read) -> None:
    (report,) = read(f"    External quality control: RCPA\n    Patient: Moss, Ann\n{_TABLE}")
    assert len(report.results) == 2
