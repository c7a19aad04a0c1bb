"""What stands near a result and belongs to another: specimens, flags, tests that were not done."""

from collections.abc import Callable

from chartside.fhir.lab_reports.likeness import is_laboratory_report
from chartside.fhir.lab_reports.report import LabReport, State

Read = Callable[..., tuple[LabReport, ...]]
Rows = Callable[[str], list[tuple[str, ...]]]


def test_a_specimen_on_a_later_page_is_not_that_of_the_results_before_it(read: Read) -> None:
    """Biochemistry stands before the page of the blood count, whose specimen is EDTA blood."""
    (report,) = read(
        """
        Name: Berg, Ida     Born: 12-Mar-1980
        Test         Result     Units       Reference range
        Sodium       138        mmol/L      133 - 146
        Potassium    4.9        mmol/L      3.5 - 5.3
        """,
        """
        Name: Berg, Ida     Born: 12-Mar-1980
        Specimen type: EDTA blood
        Test         Result     Units       Reference range
        Haemoglobin  104        g/L         115 - 165
        Platelets    412        10*9/L      150 - 450
        """,
    )
    assert [r.specimen for r in report.results] == ["", "", "EDTA blood", "EDTA blood"]


def test_a_specimen_in_the_foot_is_that_of_the_whole_report(read: Read) -> None:
    (report,) = read(
        """
        Test         Result     Units       Reference range
        Sodium       138        mmol/L      133 - 146
        Potassium    4.9        mmol/L      3.5 - 5.3

        Specimen: Serum
        """
    )
    assert [r.specimen for r in report.results] == ["Serum", "Serum"]


def test_a_second_collection_is_not_of_the_specimen_of_the_first(read: Read) -> None:
    """Potassium of a blood gas below a culture of urine was coded as potassium in urine."""
    (report,) = read(
        """
        Specimen: Urine      Collected: 13/11/2025 08:10
        Test         Result     Units       Range
        Protein      0.3        g/L         0.0 - 0.2

        Blood gas            Collected: 13/11/2025 08:45
        Test         Result     Units       Range
        K+           5.8        mmol/L      3.5 - 5.1
        """
    )
    assert [r.specimen for r in report.results] == ["Urine", ""]
    assert getattr(report.results[1].collected, "text", "") == "2025-11-13T08:45:00"


def test_a_headline_that_begins_with_specimen_names_none(read: Read) -> None:
    (report,) = read(
        """
        Patient Details          Specimen Details
        DOB: 12/31/1980          Date collected: 11/03/2025 08:10
        Test         Result     Units       Range
        Sodium       138        mmol/L      133 - 146
        Potassium    4.9        mmol/L      3.5 - 5.3
        """
    )
    assert {r.specimen for r in report.results} == {""}


def test_a_test_that_was_not_done_this_time_is_no_part_of_the_name_above_it(read: Read) -> None:
    (report,) = read(
        """
        Test         Latest     Previous    Reference range    Units
        Sodium       138        140         133 - 146          mmol/L
        CRP          <1         23          0 - 5              mg/L
        Troponin T
        (hs)                    31          <14                ng/L
        Albumin      41         40          35 - 50            g/L
        """
    )
    assert [r.name.text for r in report.results] == ["Sodium", "CRP", "Albumin"]


def test_a_flag_in_front_of_the_unit_is_a_flag(rows: Rows) -> None:
    found = rows(
        """
        Bepaling      Uitslag      Eenheid      Referentiewaarden
        Leukocyten    11,9       H 10^9/L       4,0 - 10,0
        Kreatinine    172        H umol/L       50 - 90
        Natrium       139          mmol/L       135 - 145
        """
    )
    assert found == [
        ("Leukocyten", "11.9", "10^9/L", "4.0..10.0", "H"),
        ("Kreatinine", "172", "umol/L", "50..90", "H"),
        ("Natrium", "139", "mmol/L", "135..145", ""),
    ]


def test_values_without_a_heading_stand_left_of_the_headed_ranges(rows: Rows) -> None:
    """French reports head the ranges and the earlier results, and not the results."""
    found = rows(
        """
                                              Valeurs de reference    Anteriorites
        Leucocytes ............  11,90 G/L     (4,00 à 10,00)          8,40
        Hématies ..............  4,21 T/L      (3,80 à 5,90)           4,30
        Hémoglobine ...........  10,4 g/dL     (11,5 à 17,5)           11,2
        """
    )
    assert found == [
        ("Leucocytes", "11.90", "G/L", "4.00..10.00", ""),
        ("Hématies", "4.21", "T/L", "3.80..5.90", ""),
        ("Hémoglobine", "10.4", "g/dL", "11.5..17.5", ""),
    ]


def test_a_collection_without_a_colon_is_read_where_a_date_follows(read: Read) -> None:
    (report,) = read(
        """
        Collected 2025-11-03 08:10      Resulted 2025-11-03 11:20
        Test         Result     Units       Range
        Sodium       138        mmol/L      133 - 146
        Potassium    4.9        mmol/L      3.5 - 5.3
        """
    )
    assert {getattr(r.collected, "text", "") for r in report.results} == {"2025-11-03T08:10:00"}


def test_a_list_of_doses_is_no_report_although_one_of_them_is_in_a_volume(read: Read) -> None:
    listed = read(
        """
        Drug                  Dose    Unit      Schedule
        Potassium chloride    20      mmol      2 x 1
        Vitamin B12           1000    ug        monthly
        Heparin               5000    IU/mL     2 - 3
        Digoxin               125     ug        1-0-0
        Calcium               500     mg        1 - 2
        """
    )
    assert not is_laboratory_report(listed)


def test_a_letterhead_above_a_birth_date_is_nobodys_name(read: Read) -> None:
    """The report of the right patient was refused, as one of Mr Clinical Laboratories."""
    (report,) = read(
        """
        *MERIDIAN CLINICAL LABORATORIES*
        *Patient Report*
        DOB: 12/31/1980          Date collected: 11/03/2025 0810 Local
        Test         Result     Units       Range
        Sodium       138        mmol/L      133 - 146
        Potassium    4.9        mmol/L      3.5 - 5.3
        """
    )
    assert report.patient.name == ""
    assert report.patient.born is not None
    assert {getattr(r.collected, "text", "") for r in report.results} == {"2025-11-03T08:10:00"}


def test_a_result_that_is_whole_takes_nothing_from_the_test_below_it(read: Read) -> None:
    """A pending ASAT was called cancelled, because the sample of the troponin was haemolysed."""
    (report,) = read(
        """
        Analyse              Résultat             Unités      Valeurs de référence
        Sodium               138                  mmol/L      135 - 145
        ASAT (TGO)           Résultat à suivre
        Troponine T hs       Prélèvement
                             hémolysé
        """
    )
    assert [r.name.text for r in report.results[:2]] == ["Sodium", "ASAT (TGO)"]
    assert report.results[1].state is State.PENDING
