"""Which medicines a patient takes, and took."""

from typing import Any

import pytest

from chartside.fhir.clinical import (
    current_medications,
    drug_name,
    medication_history,
    past_medications,
    route_of,
)


def names(entries: Any) -> list[str]:
    return [e.label for e in entries]


@pytest.mark.parametrize(
    "status", ["stopped", "cancelled", "completed", "entered-in-error", "draft"]
)
def test_an_order_that_is_not_in_force_is_not_a_current_medicine(make: Any, status: str) -> None:
    assert not current_medications(make.chart(make.order("m", "Warfarin", status)))


def test_a_medicine_on_hold_is_still_the_patients_and_says_so(make: Any) -> None:
    (held,) = current_medications(make.chart(make.order("m", "Metformin", "on-hold")))
    assert held.status == "on-hold"


def test_a_stopped_medicine_is_past(make: Any) -> None:
    assert names(past_medications(make.chart(make.order("m", "Warfarin", "stopped")))) == [
        "Warfarin"
    ]


def test_a_course_whose_dosage_ended_has_run_out_although_its_order_is_active(make: Any) -> None:
    timing = {
        "repeat": {
            "boundsDuration": {
                "value": 7,
                "unit": "d",
                "code": "d",
                "system": "http://unitsofmeasure.org",
            }
        }
    }
    body = make.order(
        "m", "Amoxicillin", authoredOn="2024-02-01", dosageInstruction=[{"timing": timing}]
    )
    chart = make.chart(body)
    assert not current_medications(chart)
    assert names(past_medications(chart)) == ["Amoxicillin"]


def test_an_order_past_its_validity_is_not_current(make: Any) -> None:
    period = {"validityPeriod": {"end": "2020-01-01"}}
    assert not current_medications(make.chart(make.order("m", "Codeine", dispenseRequest=period)))


def test_an_order_valid_into_the_future_is_current(make: Any) -> None:
    period = {"validityPeriod": {"end": "2027-01-01"}}
    assert current_medications(make.chart(make.order("m", "Codeine", dispenseRequest=period)))


def test_a_changed_dose_is_one_medicine_with_its_newest_order_and_a_history(make: Any) -> None:
    chart = make.chart(
        make.order("old", "Lisinopril 10 MG Oral Tablet", authoredOn="2015-01-01"),
        make.order("new", "Lisinopril 20 MG Oral Tablet", authoredOn="2019-01-01"),
    )
    (current,) = current_medications(chart)
    assert current.reference == "MedicationRequest/new"
    history = [e.reference for e in medication_history(chart, current)]
    assert history == ["MedicationRequest/old", "MedicationRequest/new"]


def test_two_strengths_ordered_together_are_both_kept(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Levothyroxine 100 MCG Oral Tablet", authoredOn="2019-01-01"),
        make.order("b", "Levothyroxine 25 MCG Oral Tablet", authoredOn="2019-01-01"),
    )
    assert len(current_medications(chart)) == 2


def test_one_drug_inhaled_and_by_mouth_are_two_medicines(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Albuterol 2 MG Oral Tablet", authoredOn="2018-01-01"),
        make.order("b", "Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", authoredOn="2019-01-01"),
    )
    assert len(current_medications(chart)) == 2


def test_a_brand_and_a_plain_order_of_one_drug_are_one_medicine(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Warfarin Sodium 5 MG Oral Tablet [Coumadin]", authoredOn="2018-01-01"),
        make.order("b", "warfarin", authoredOn="2019-01-01"),
    )
    assert [e.reference for e in current_medications(chart)] == ["MedicationRequest/b"]


def test_a_proposal_and_a_prohibition_order_nothing(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Aspirin", intent="proposal"),
        make.order("b", "Ibuprofen", doNotPerform=True),
    )
    assert not current_medications(chart)
    assert not past_medications(chart)


def test_a_statement_of_the_patient_counts_as_taken(make: Any) -> None:
    body = make.resource(
        "MedicationStatement", status="active", medicationCodeableConcept={"text": "Cod liver oil"}
    )
    assert names(current_medications(make.chart(body))) == ["Cod liver oil"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Hydrochlorothiazide 25 MG Oral Tablet", "hydrochlorothiazide"),
        ("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet", "metformin"),
        ("NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector", "epinephrine"),
        ("amLODIPine 5 MG / Olmesartan medoxomil 20 MG Oral Tablet", "amlodipine / olmesartan"),
        ("Simvastatin 10 MG Oral Tablet [Zocor]", "simvastatin"),
        ("Vitamin B 12 5 MG/ML Injectable Solution", "vitamin b 12"),
        # Held back while the rule was written:
        ("60 ACTUAT salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler", "salmeterol"),
        ("Insulin glargine 100 units/mL", "insulin glargine"),
        ("Potassium chloride 20 mEq tablet", "potassium chloride"),
        ("Apixaban", "apixaban"),
        ("Aspirin 81mg", "aspirin"),
        ("Calcium carbonate 500 mg chewable tablet", "calcium carbonate"),
        ("Hydrocortisone 1% cream", "hydrocortisone"),
    ],
)  # fmt: skip
def test_a_drug_is_named_without_strength_form_and_brand(label: str, name: str) -> None:
    assert drug_name(label) == name


@pytest.mark.parametrize(
    ("label", "route", "expected"),
    [
        ("Albuterol 0.83 MG/ML Inhalation Solution", "", "inhaled"),
        ("Lisinopril 10 MG Oral Tablet", "", "oral"),
        ("Ceftriaxone", "Intravenous route", "injected"),
        ("Timolol 0.5 % Ophthalmic Solution", "", "eye"),
        ("Furosemide", "", ""),
    ],
)
def test_the_way_a_medicine_is_given_is_read_from_its_route_or_form(
    label: str, route: str, expected: str
) -> None:
    assert route_of(label, route) == expected
