"""Two medicines where one is enough."""

from typing import Any

import pytest

from chartside.draft import Severity
from chartside.grounding.rules import find_conflicts


def rules(make: Any, *drugs: str) -> list[str]:
    orders = [
        make.order(f"m{n}", drug, authoredOn=f"2025-0{n + 1}-01") for n, drug in enumerate(drugs)
    ]
    return [f.rule for f in find_conflicts(make.chart(*orders))]


@pytest.mark.parametrize(
    "pair",
    [
        ("Atorvastatin 40 mg tablet", "Rosuvastatin 10 mg tablet"),
        ("Lisinopril 10 mg tablet", "Losartan 50 mg tablet"),
        ("Omeprazole 20 mg capsule", "Pantoprazole 40 mg tablet"),
        ("Eliquis 5 mg tablet", "Warfarin 5 mg tablet"),
        ("Lorazepam 1 mg tablet", "Xanax 0.5 mg tablet"),
        ("Sertraline 50 mg tablet", "Escitalopram 10 mg tablet"),
        ("Ibuprofen 600 mg tablet", "Meloxicam 15 mg tablet"),
        ("Lantus 100 units/mL pen", "Insulin degludec 100 units/mL pen"),
        ("Sacubitril 24 MG / Valsartan 26 MG Oral Tablet", "Enalapril 5 mg tablet"),
        ("Spironolactone 25 mg tablet", "Eplerenone 25 mg tablet"),
    ],
)
def test_two_of_a_class_of_which_one_is_enough_are_reported_once(
    make: Any, pair: tuple[str, str]
) -> None:
    assert rules(make, *pair) == ["duplicate-class"]


@pytest.mark.parametrize(
    "pair",
    [
        ("Sacubitril 24 MG / Valsartan 26 MG Oral Tablet", "Metoprolol succinate 50 mg tablet"),
        ("Insulin glargine 100 units/mL pen", "Insulin lispro 100 units/mL pen"),
        ("Furosemide 40 mg tablet", "Hydrochlorothiazide 25 mg tablet"),
        ("Aspirin 81 mg tablet", "Ibuprofen 600 mg tablet"),
        ("Timolol 0.5 % eye drops", "Metoprolol tartrate 50 mg tablet"),
        ("Diclofenac 1 % topical gel", "Naproxen 500 mg tablet"),
        ("Albuterol inhaler", "Salmeterol inhaler"),
        ("Metformin 500 mg tablet", "Metformin 1000 mg tablet"),  # the dose was changed
        ("Vitamin B12 1000 mcg tablet", "Vitamin B12 injection"),
        ("Amlodipine 5 mg tablet", "Metoprolol tartrate 50 mg tablet"),
    ],
)
def test_medicines_that_belong_together_are_not_duplicates(
    make: Any, pair: tuple[str, str]
) -> None:
    assert rules(make, *pair) == []


@pytest.mark.parametrize(
    "pair",
    [
        ("Lasix 40 mg tablet", "Furosemide 20 mg tablet"),
        ("Percocet 5/325 tablet", "Acetaminophen 500 mg tablet"),
        ("Losartan 50 MG / Hydrochlorothiazide 12.5 MG Oral Tablet", "HCTZ 25 mg tablet"),
        ("Coumadin 5 mg tablet", "Warfarin sodium 2 mg tablet"),
    ],
)
def test_one_ingredient_under_two_names_is_a_duplicate(make: Any, pair: tuple[str, str]) -> None:
    assert rules(make, *pair) == ["duplicate-ingredient"]


def test_two_anticoagulants_are_graver_than_two_statins(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Apixaban 5 mg tablet"),
        make.order("b", "Enoxaparin 80 mg syringe"),
        make.order("c", "Simvastatin 20 mg tablet"),
        make.order("d", "Pravastatin 20 mg tablet"),
    )
    assert [f.severity for f in find_conflicts(chart)] == [Severity.HIGH, Severity.MODERATE]


def test_a_held_medicine_and_its_substitute_are_no_duplicate(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Warfarin 5 mg tablet", "on-hold"),
        make.order("b", "Enoxaparin 80 mg syringe"),
    )
    assert find_conflicts(chart) == ()


def as_needed(words: str) -> Any:
    return {"dosageInstruction": [{"text": words, "asNeededBoolean": True}]}


def test_as_needed_forms_by_two_routes_are_alternatives(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Acetaminophen 650 mg oral tablet", **as_needed("every 6 hours")),
        make.order("b", "Acetaminophen 650 mg suppository", **as_needed("every 6 hours")),
    )
    assert find_conflicts(chart) == ()


def test_a_quick_opioid_beside_its_slow_form_is_a_rescue_dose(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Morphine sulfate 30 mg extended release oral tablet"),
        make.order("b", "Morphine sulfate 2 mg injection", **as_needed("every 4 hours")),
    )
    assert find_conflicts(chart) == ()


def test_a_flush_of_a_line_is_no_anticoagulant(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Apixaban 5 mg tablet"), make.order("b", "Heparin lock flush 100 units/mL")
    )
    assert find_conflicts(chart) == ()


def test_the_replaced_medicine_is_no_duplicate_of_its_successor(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Simvastatin 20 mg tablet", "stopped"),
        make.order("b", "Atorvastatin 40 mg tablet"),
    )
    assert find_conflicts(chart) == ()


def test_two_strengths_ordered_on_one_day_are_one_dose(make: Any) -> None:
    chart = make.chart(
        make.order("a", "Warfarin sodium 5 mg tablet"),
        make.order("b", "Warfarin sodium 1 mg tablet"),
    )
    assert find_conflicts(chart) == ()


def test_three_of_a_class_are_one_finding(make: Any) -> None:
    names = ("Ibuprofen 600 mg", "Naproxen 500 mg", "Meloxicam 15 mg")
    orders = [make.order(f"m{n}", name) for n, name in enumerate(names)]
    (finding,) = find_conflicts(make.chart(*orders))
    assert len(finding.citations) == 3
    assert "all current" in finding.text


def test_of_the_dead_no_treatment_is_questioned(make: Any) -> None:
    orders = [make.order("a", "Apixaban 5 mg tablet"), make.order("b", "Warfarin 5 mg tablet")]
    assert find_conflicts(make.chart(*orders, deceasedDateTime="2025-12-01")) == ()
