"""Medicines that a result, or another of their class, speaks against: proposed to be stopped."""

from typing import Any

import pytest

from chartside.draft import Action, Verdict
from chartside.grounding.proposing import find_proposals

NOW = "2025-12-01"


def egfr(make: Any, number: float, day: str = NOW, **fields: Any) -> Any:
    code = {"coding": [{"system": "http://loinc.org", "code": "98979-8"}], "text": "eGFR"}
    value = {"value": number, "unit": "mL/min/1.73 m2", "code": "mL/min/{1.73_m2}", **fields}
    return make.lab("e", number, day, code=code, valueQuantity=value)


def stopped(chart: Any) -> dict[str, tuple[str, ...]]:
    found = [p for p in find_proposals(chart)[0] if p.proposal.action is Action.STOP_MEDICINE]
    assert all(p.reason.verdict is Verdict.SUPPORTED for p in found)
    assert all(
        [part.get("valueCode") for part in p.proposal.resource["parameter"][0]["part"]]
        == ["replace", None, "stopped"]
        for p in found
    )
    return {p.proposal.target: p.references for p in found}


def test_metformin_at_an_egfr_below_30_is_proposed_to_be_stopped_and_both_are_cited(
    make: Any,
) -> None:
    chart = make.chart(make.order("m", "Metformin 500 mg tablet", "2024-01-01"), egfr(make, 27))
    assert stopped(chart) == {"MedicationRequest/m": ("MedicationRequest/m", "Observation/e")}


@pytest.mark.parametrize(
    ("drug", "number"), [("Ibuprofen 400 mg tablet", 21), ("Naproxen 500 mg tablet", 29.9)]
)
def test_an_anti_inflammatory_at_an_egfr_below_30_is_too(
    make: Any, drug: str, number: float
) -> None:
    chart = make.chart(make.order("m", drug, "2024-01-01"), egfr(make, number))
    assert list(stopped(chart)) == ["MedicationRequest/m"]


@pytest.mark.parametrize(
    "drug",
    [
        "Lisinopril 10 mg tablet",
        "Losartan 100 mg tablet",
        "Sacubitril 49 mg / valsartan 51 mg tablet",
        "Spironolactone 25 mg tablet",
        "Potassium chloride 20 mEq extended release tablet",
        "Trimethoprim 200 mg tablet",
    ],
)
def test_what_holds_potassium_back_is_proposed_to_be_stopped_at_six(make: Any, drug: str) -> None:
    def at(number: float) -> dict[str, tuple[str, ...]]:
        return stopped(make.chart(make.order("m", drug, "2024-01-01"), make.lab("k", number, NOW)))

    assert at(6.0) == {"MedicationRequest/m": ("MedicationRequest/m", "Observation/k")}
    assert at(6.8)
    assert at(5.9) == {}


@pytest.mark.parametrize(
    "chart",
    [
        lambda make: (make.order("m", "Metformin 500 mg", "2024-01-01"), egfr(make, 30)),
        lambda make: (make.order("m", "Metformin 500 mg", "2024-01-01", "stopped"), egfr(make, 20)),
        lambda make: (make.order("m", "Metformin 500 mg", "2024-01-01", "on-hold"), egfr(make, 20)),
        lambda make: (make.order("m", "Amlodipine 5 mg", "2024-01-01"), egfr(make, 20)),
        lambda make: (make.order("m", "Aspirin 81 mg tablet", "2024-01-01"), egfr(make, 20)),
        lambda make: (make.order("m", "Diclofenac 1 % gel", "2024-01-01"), egfr(make, 20)),
        lambda make: (
            make.order("m", "Metformin 500 mg", "2024-01-01"),
            egfr(make, 20, "2025-01-02"),
        ),
        lambda make: (
            make.order("m", "Metformin 500 mg", "2024-01-01"),
            egfr(make, 30, comparator=">"),
        ),
    ],
)
def test_where_the_result_does_not_call_for_it_nothing_is_proposed(make: Any, chart: Any) -> None:
    assert stopped(make.chart(*chart(make))) == {}


def test_a_later_result_within_bounds_takes_the_reason_away(make: Any) -> None:
    order = make.order("m", "Spironolactone 25 mg tablet", "2024-01-01")
    high = make.lab("a", 6.3, "2025-11-20")
    assert stopped(make.chart(order, high))
    assert stopped(make.chart(order, high, make.lab("b", 5.0, NOW))) == {}


def test_potassium_in_another_unit_is_carried_over(make: Any) -> None:
    order = make.order("m", "Lisinopril 10 mg tablet", "2024-01-01")
    value = {"value": 6.2, "unit": "mEq/L", "code": "meq/L"}
    assert stopped(make.chart(order, make.lab("k", 6.2, NOW, valueQuantity=value)))


def test_of_two_statins_the_older_is_proposed_to_be_stopped_and_the_newer_cited(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Atorvastatin 40 mg tablet", "2017-06-13"),
        make.order("r", "Rosuvastatin 10 mg tablet", "2024-02-16"),
    )
    assert stopped(chart) == {"MedicationRequest/a": ("MedicationRequest/a", "MedicationRequest/r")}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({}, {"authoredOn": "2017-06-13"}),
        ({"status": "on-hold"}, {}),
        ({}, {"status": "completed"}),
        ({"category": [{"coding": [{"code": "inpatient"}]}]},
         {"category": [{"coding": [{"code": "outpatient"}]}]}),
        ({}, {"dosageInstruction": [{"asNeededBoolean": True}]}),
        ({}, {"medicationCodeableConcept": {"text": "Ezetimibe 10 mg tablet"}}),
    ],
)  # fmt: skip
def test_two_of_a_class_that_may_both_be_meant_are_left_alone(
    make: Any, older: dict[str, Any], newer: dict[str, Any]
) -> None:
    chart = make.chart(
        {**make.order("a", "Atorvastatin 40 mg tablet", "2017-06-13"), **older},
        {**make.order("r", "Rosuvastatin 10 mg tablet", "2024-02-16"), **newer},
    )
    assert stopped(chart) == {}


def test_an_order_is_proposed_to_be_stopped_once_for_the_gravest_reason(make: Any) -> None:
    chart = make.chart(
        make.order("s", "Spironolactone 25 mg tablet", "2024-01-01"),
        make.order("e", "Eplerenone 25 mg tablet", "2025-01-01"),
        make.lab("k", 6.4, NOW),
    )
    found, _ = find_proposals(chart)
    assert sorted(p.proposal.target for p in found) == [
        "MedicationRequest/e",
        "MedicationRequest/s",
    ]
    assert all("Observation/k" in p.references for p in found)
