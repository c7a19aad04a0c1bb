"""The product survives the traps of the demo record, as the table in its README asks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chartside.demo import PATIENT, record_json
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    active_problems,
    allergies,
    current_medications,
    imaging,
    immunizations,
    is_abnormal,
    lab_series,
    past_allergies,
    past_medications,
    past_problems,
    provisional_problems,
    trend,
    vital_series,
)
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.ingest import IngestReport, ingest
from chartside.fhir.store import RecordStore

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OTHERS = "Observation/potassium-2026-10-20-misfiled"
BROKEN = "Observation/weight-2021-08-03-broken"


@pytest.fixture(scope="module")
def taken_in(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RecordStore, IngestReport]]:
    folder = tmp_path_factory.mktemp("demo")
    source = Path(folder, "demo.json")
    source.write_bytes(record_json())
    with RecordStore(folder / "demo.db") as store:
        yield store, ingest([source], store)


@pytest.fixture(scope="module")
def chart(taken_in: tuple[RecordStore, IngestReport]) -> Chart:
    store, _ = taken_in
    return store.open_chart(as_of=NOW)


def names(entries: tuple[Entry, ...]) -> set[str]:
    return {e.reference.split("/")[1] for e in entries}


def entry(chart: Chart, reference: str) -> Entry:
    found = chart.get(reference)
    assert found is not None, reference
    return found


def in_series(chart: Chart, reference: str) -> bool:
    everything = (*lab_series(chart), *vital_series(chart))
    return any(e.reference == reference for s in everything for e in s.entries)


def test_her_chart_is_the_only_one_and_opens_without_naming_her(chart: Chart):
    assert chart.patient.reference == PATIENT
    assert chart.patient.age(NOW.date()) == 69


def test_every_readable_resource_about_her_is_in_the_chart(chart: Chart, demo: Any):
    hers = {
        reference
        for reference, r in demo.by_reference.items()
        if (r.get("subject") or r.get("patient")) and reference not in {OTHERS, BROKEN}
    }
    assert hers - {e.reference for e in chart.entries} == set()


def test_another_patients_result_stays_out_of_the_chart(chart: Chart):
    assert chart.get(OTHERS) is None
    assert chart.raw(OTHERS) is None


def test_another_patients_result_is_mentioned_when_the_record_is_taken_in(
    taken_in: tuple[RecordStore, IngestReport],
):
    _, report = taken_in
    assert any(OTHERS in note and "in no chart" in note for note in report.notes)


def test_another_patients_result_is_listed_beside_her_chart_without_its_value(chart: Chart):
    aside = [s for s in chart.set_aside if s.reference == OTHERS]
    assert [s.reason for s in aside] == [
        "its subject is another patient than the one this source is about"
    ]


def test_the_broken_resource_is_set_aside_with_a_reason_and_nothing_else_is_lost(
    chart: Chart, taken_in: tuple[RecordStore, IngestReport], demo: Any
):
    _, report = taken_in
    aside = [s for s in (*report.set_aside, *chart.set_aside) if s.reference == BROKEN]
    assert [bool(s.reason) for s in aside] == [True]
    assert chart.get(BROKEN) is None
    assert report.resources + len(report.set_aside) == len(demo.by_reference)


@pytest.mark.parametrize("key", ["breast-cancer", "pulmonary-embolism", "type-1-diabetes"])
def test_a_refuted_or_mistaken_diagnosis_is_no_problem_past_or_present(chart: Chart, key: str):
    reference = f"Condition/condition-{key}"
    listed = names(active_problems(chart)) | names(past_problems(chart))
    assert entry(chart, reference).live is False
    assert f"condition-{key}" not in listed | names(provisional_problems(chart))


def test_the_result_in_error_supports_nothing_and_enters_no_trend(chart: Chart):
    withdrawn = "Observation/potassium-2023-06-06-wrong-tube"
    assert entry(chart, withdrawn).live is False
    assert not in_series(chart, withdrawn)
    assert in_series(chart, "Observation/potassium-2023-06-06")


@pytest.mark.parametrize("key", ["warfarin-2019-11", "ibuprofen-2023-09"])
def test_an_order_in_error_or_cancelled_is_not_a_current_medicine(chart: Chart, key: str):
    assert key not in names(current_medications(chart))


def test_an_order_in_error_is_not_a_past_medicine_either(chart: Chart):
    assert "warfarin-2019-11" not in names(past_medications(chart))


def test_an_order_cancelled_before_it_began_is_not_a_past_medicine_either(chart: Chart):
    assert "ibuprofen-2023-09" not in names(past_medications(chart))


def test_an_allergy_in_error_is_not_listed(chart: Chart):
    assert "allergy-aspirin" not in names(allergies(chart)) | names(past_allergies(chart))


def test_her_allergies_are_the_four_active_ones(chart: Chart):
    assert names(allergies(chart)) == {
        "allergy-penicillin",
        "allergy-sulfonamide",
        "allergy-lisinopril",
        "allergy-codeine",
    }
    assert "allergy-egg" in names(past_allergies(chart))


def test_naproxen_is_past_whatever_a_letter_says(chart: Chart):
    assert "naproxen-2014-06" not in names(current_medications(chart))
    assert "naproxen-2014-06" in names(past_medications(chart))


def test_her_current_medicines_are_those_in_force(chart: Chart):
    assert names(current_medications(chart)) == {
        "losartan-2014-03",
        "acetaminophen-2016-04",
        "atorvastatin-2017-06",
        "amlodipine-2019-03",
        "apixaban-2019-11",
        "glargine-2022-12",
        "metoprolol-2024-02",
        "furosemide-2024-02",
        "rosuvastatin-2024-02",
        "empagliflozin-2024-04",
        "semaglutide-2025-04",
        "spironolactone-2026-07",
        "statement-cholecalciferol",
    }


def test_a_course_of_ten_days_in_words_is_over_after_ten_days(chart: Chart):
    assert "amoxicillin-2026-10" in names(past_medications(chart))
    end = entry(chart, "MedicationRequest/amoxicillin-2026-10").end
    assert end is not None
    assert end.words == "10 November 2026"


def test_the_held_medicine_keeps_its_status_and_its_name_from_the_medication(chart: Chart):
    semaglutide = entry(chart, "MedicationRequest/semaglutide-2025-04")
    assert semaglutide.status == "on-hold"
    assert "semaglutide" in semaglutide.label.lower()


def test_the_corrected_potassium_replaces_the_preliminary_one(chart: Chart):
    assert not in_series(chart, "Observation/potassium-2024-02-11-preliminary")
    assert in_series(chart, "Observation/potassium-2024-02-11")


def test_the_final_reading_of_the_ct_stands_for_the_study(chart: Chart):
    shown = names(imaging(chart))
    assert "report-ct-chest-2024-02" in shown
    assert "report-ct-chest-2024-02-preliminary" not in shown


def test_the_discharge_letter_is_read_once(chart: Chart):
    document = chart.document("DocumentReference/discharge-2024-02-16-copy")
    assert document is not None
    assert set(document.references) == {
        "DocumentReference/discharge-2024-02-16",
        "DocumentReference/discharge-2024-02-16-copy",
        "DiagnosticReport/report-discharge-2024-02-16",
    }


def test_partial_dates_are_said_as_they_are_known(chart: Chart):
    def said(reference: str) -> str:
        when = entry(chart, reference).when
        return when.words if when else ""

    assert said("Condition/condition-hypertension") == "1998"
    assert said("Condition/condition-diabetes") == "May 2009"
    assert said("Procedure/appendectomy-1974") == "1974"


def test_the_night_in_the_emergency_department_is_the_day_where_it_happened(chart: Chart):
    when = entry(chart, "Encounter/ed-2019-11-22").when
    assert when is not None
    assert when.day == "2019-11-22"


def test_creatinine_is_one_series_that_rises_through_the_change_of_units(chart: Chart):
    held = [s for s in lab_series(chart) if in_it(s.entries, "creatinine")]
    assert len(held) == 1
    assert names(held[0].entries) >= {"creatinine-2019-03-05", "creatinine-2019-06-04"}
    moved = trend(held[0])
    assert moved is not None
    assert (moved.direction, moved.unit) == ("rising", "\N{MICRO SIGN}mol/L")
    assert Decimal(70) < moved.first < moved.last == Decimal(172)


@pytest.mark.parametrize("key", ["hba1c", "glucose", "cholesterol", "hemoglobin", "urine-acr"])
def test_a_test_reported_in_two_units_is_one_series(chart: Chart, key: str):
    assert len([s for s in lab_series(chart) if in_it(s.entries, key)]) == 1


def in_it(entries: tuple[Entry, ...], key: str) -> bool:
    return any(e.reference.startswith(f"Observation/{key}-20") for e in entries)


def test_weights_in_pounds_and_kilograms_are_one_series(chart: Chart):
    held = [s for s in vital_series(chart) if in_it(s.entries, "weight")]
    assert len(held) == 1
    assert names(held[0].entries) >= {"weight-2026-10-31", "weight-2026-10-06"}


def test_the_sign_before_a_result_below_detection_is_kept(chart: Chart):
    value = entry(chart, "Observation/troponin-2019-11-22").value
    assert value is not None
    assert value.words == "<4 ng/L"


def test_a_result_without_a_value_has_none(chart: Chart):
    value = entry(chart, "Observation/ferritin-2026-03-03").value
    assert value is None or value.number is None


def test_the_unanswered_potassium_is_the_latest_and_high(chart: Chart):
    potassium = next(s for s in lab_series(chart) if in_it(s.entries, "potassium"))
    assert potassium.latest.reference == "Observation/potassium-2026-11-03"
    assert is_abnormal(potassium.latest) == "high"


def test_the_provisional_anemia_is_said_to_be_provisional(chart: Chart):
    assert "condition-anemia" in names(provisional_problems(chart))
    assert "condition-anemia" not in names(active_problems(chart))


@pytest.mark.parametrize("key", ["pneumonia", "cataract-left", "ckd-3a", "gout", "appendicitis"])
def test_a_resolved_or_replaced_problem_is_past(chart: Chart, key: str):
    assert f"condition-{key}" not in names(active_problems(chart))
    assert f"condition-{key}" in names(past_problems(chart))


def test_the_other_eyes_cataract_is_past_too_and_not_lost(chart: Chart):
    assert {"condition-cataract-left", "condition-cataract-right"} <= names(past_problems(chart))


def test_the_declined_vaccine_was_not_given(chart: Chart):
    assert entry(chart, "Immunization/influenza-2025").live is False
    assert "influenza-2025" not in names(immunizations(chart))


def test_the_mothers_cancer_is_family_history(chart: Chart):
    mother = entry(chart, "FamilyMemberHistory/family-mother")
    assert mother.kind is Kind.FAMILY
    assert mother.relationship.lower() == "mother"


def test_the_letter_in_rtf_is_read_where_the_optional_part_is_installed(chart: Chart):
    document = chart.document("DocumentReference/physiotherapy-2014-11-04")
    assert document is not None
    assert document.text.startswith("Physiotherapy discharge")
    assert "\\" not in document.text


def test_a_document_that_cannot_be_read_stays_and_says_why(chart: Chart):
    reference = "DocumentReference/old-records-2012"
    document = chart.document(reference)
    assert document is not None
    assert document.reason
    assert not document.text
    assert any(s.reference == reference for s in chart.set_aside)


def test_the_note_in_another_character_set_is_read_rightly(chart: Chart):
    document = chart.document("DocumentReference/nurse-note-2017-11-21")
    assert document is not None
    assert "Zoë" in document.text
    assert "25 \N{MICRO SIGN}g" in document.text


def test_the_hidden_comment_of_the_poisoned_letter_is_not_text(chart: Chart):
    document = chart.document("DocumentReference/letter-urgent-2026-10-31")
    assert document is not None
    assert "Acute bacterial sinusitis" in document.text
    assert "SYSTEM:" not in document.text


def test_the_letter_that_was_replaced_is_known_as_superseded(chart: Chart):
    assert entry(chart, "DocumentReference/foot-clinic-2023-04-18").status == "superseded"


def test_a_conditional_reference_to_someone_in_the_record_is_resolved(chart: Chart):
    assert "Silva" in entry(chart, "MedicationRequest/rosuvastatin-2024-02").author


def test_an_order_whose_prescriber_is_unknown_is_still_in_the_chart(chart: Chart):
    assert entry(chart, "MedicationRequest/amoxicillin-2026-10").live is True
