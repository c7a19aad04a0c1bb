"""What one source holds and another takes back: medicines that are not taken, allergies refuted."""

from typing import Any

import pytest

from chartside.draft import Finding, Severity
from chartside.grounding.rules import find_conflicts


def stated(make: Any, drug: str, status: str, day: str = "2025-12-01", **fields: Any) -> Any:
    body = {
        "status": status,
        "medicationCodeableConcept": {"text": drug},
        "effectiveDateTime": day,
    }
    return make.resource("MedicationStatement", "s", **{**body, **fields})


def finding(*resources: Any, make: Any) -> Finding:
    (found,) = find_conflicts(make.chart(*resources))
    return found


@pytest.mark.parametrize(
    ("status", "words"), [("not-taken", "is not taken"), ("stopped", "was stopped")]
)
def test_an_order_in_force_that_the_patient_does_not_take_is_reported(
    make: Any, status: str, words: str
) -> None:
    why = {"statusReason": [{"text": "Muscle pain"}]}
    held = make.order("m", "Atorvastatin 40 mg tablet")
    found = finding(held, stated(make, "Atorvastatin", status, **why), make=make)
    assert found.rule == "medicine-denied"
    assert found.severity is Severity.MODERATE
    assert found.text == (
        "Atorvastatin 40 mg tablet (ordered 1 June 2025) is recorded as current, but a statement "
        f"of 1 December 2025 says that it {words} (muscle pain)"
    )
    assert [c.reference for c in found.citations] == [
        "MedicationRequest/m",
        "MedicationStatement/s",
    ]


def test_a_stopped_order_beside_a_statement_that_it_is_taken_is_reported(make: Any) -> None:
    over = make.order("m", "Metformin 500 mg tablet", "stopped", authoredOn="2025-11-01")
    found = finding(over, stated(make, "Metformin 500 mg tablet", "active"), make=make)
    assert found.text == (
        "Metformin 500 mg tablet (stated 1 December 2025) is recorded as current, but an order of "
        "1 November 2025 says that it was stopped"
    )


def test_an_anticoagulant_that_is_not_taken_is_graver(make: Any) -> None:
    held = make.order("m", "Warfarin 5 mg tablet")
    found = finding(held, stated(make, "Coumadin", "not-taken"), make=make)
    assert found.severity is Severity.HIGH


@pytest.mark.parametrize(
    "other",
    [
        ("Atorvastatin", "active", "2025-12-01"),
        ("Atorvastatin", "not-taken", "2024-12-01"),
        ("Atorvastatin", "entered-in-error", "2025-12-01"),
        ("Simvastatin", "not-taken", "2025-12-01"),
    ],
)
def test_what_agrees_is_older_in_error_or_of_another_medicine_is_no_conflict(
    make: Any, other: tuple[str, str, str]
) -> None:
    chart = make.chart(make.order("m", "Atorvastatin 40 mg tablet"), stated(make, *other))
    assert find_conflicts(chart) == ()


def test_of_the_dead_no_medicine_is_reported(make: Any) -> None:
    held = make.order("m", "Atorvastatin 40 mg tablet"), stated(make, "Atorvastatin", "not-taken")
    assert find_conflicts(make.chart(*held, deceasedDateTime="2025-12-24")) == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, "was refuted"),
        ({"clinicalStatus": {"coding": [{"code": "resolved"}]}}, "is resolved"),
    ],
)
def test_an_active_allergy_that_a_later_record_takes_back_is_reported(
    make: Any, fields: dict[str, Any], words: str
) -> None:
    later = make.allergy("b", "Penicillin", recordedDate="2025-03-02", **fields)
    found = finding(make.allergy("a", "Penicillin"), later, make=make)
    assert found.rule == "allergy-withdrawn"
    assert found.text == (
        "Penicillin is recorded as an active allergy, but a later record of 2 March 2025 says "
        f"that it {words}"
    )


@pytest.mark.parametrize(
    ("substance", "day"), [("Penicillin", "2019-01-01"), ("Egg", "2025-03-02")]
)
def test_an_older_refutation_or_one_of_another_substance_takes_nothing_back(
    make: Any, substance: str, day: str
) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}, "recordedDate": day}
    chart = make.chart(make.allergy("a", "Penicillin"), make.allergy("b", substance, **refuted))
    assert find_conflicts(chart) == ()
