"""What is valid FHIR, as R4, R5 or STU3, and what is said of what is not."""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.search.definitions import defined_types, path, section
from chartside.fhir.validation import problems

PATIENT = {
    "resourceType": "Patient",
    "id": "a",
    "gender": "female",
    "birthDate": "1950",
    "contact": [{"gender": "male", "name": {"family": "Canary"}}],
}
RESULT = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"text": "glucose"},
    "subject": {"reference": "Patient/a"},
    "valueQuantity": {"value": Decimal("5.40"), "unit": "mmol/L"},
}
ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "clinicalStatus": {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                "code": "active",
            }
        ]
    },
    "category": ["food", "medication"],
    "patient": {"reference": "Patient/a"},
}


@pytest.mark.parametrize("resource", [PATIENT, RESULT, ALLERGY])
def test_a_valid_resource_has_no_problem(resource: dict[str, Any]) -> None:
    assert problems(resource) == ()


WRONG = [
    (PATIENT, {"gender": "Canary"}, "gender"),
    (PATIENT, {"birthDate": "Canary"}, "birthDate"),
    (PATIENT, {"contact": [{"gender": "Canary"}]}, "contact.gender"),
    (PATIENT, {"name": "Canary"}, "name"),
    (PATIENT, {"canary": "Canary"}, "canary"),
    (RESULT, {"status": "Canary"}, "status"),
    (RESULT, {"status": None}, "status"),
    (RESULT, {"valueQuantity": {"value": "Canary"}}, "valueQuantity.value"),
    (RESULT, {"valueString": "Canary"}, "Observation"),
    (ALLERGY, {"category": ["food", "Canary"]}, "category"),
    (
        ALLERGY,
        {
            "clinicalStatus": {
                "coding": [{**ALLERGY["clinicalStatus"]["coding"][0], "code": "Canary"}]  # type: ignore[index] # made above
            }
        },
        "clinicalStatus",
    ),
    (ALLERGY, {"clinicalStatus": {"coding": [{"code": "active"}]}}, "clinicalStatus"),
]


@pytest.mark.parametrize(("resource", "change", "element"), WRONG)
def test_what_is_wrong_is_named_by_element_and_never_by_value(
    resource: dict[str, Any], change: dict[str, Any], element: str
) -> None:
    found = problems({**resource, **change})
    assert element in {problem.element for problem in found}
    assert "Canary" not in repr([p.reason for p in found])


def test_a_name_that_is_no_name_is_not_repeated() -> None:
    found = problems({**PATIENT, "Jane Canary, 1950": "x"})
    assert [problem.element for problem in found] == ["a name"]


def test_what_is_required_and_not_there_is_named() -> None:
    without = {name: value for name, value in RESULT.items() if name != "code"}
    assert [problem.element for problem in problems(without)] == ["code"]


def test_a_concept_of_words_alone_breaks_no_binding() -> None:
    assert problems({**ALLERGY, "clinicalStatus": {"text": "active"}}) == ()


@pytest.mark.parametrize("resource", [{}, {"resourceType": 5}, {"resourceType": "Spaceship"}])
def test_what_is_no_resource_is_said_to_be_none(resource: dict[str, Any]) -> None:
    assert [problem.element for problem in problems(resource)] == ["resourceType"]


def test_a_resource_is_held_to_the_version_it_is_written_in() -> None:
    stu3 = {
        "resourceType": "Condition",
        "clinicalStatus": "active",
        "verificationStatus": "confirmed",
        "subject": {"reference": "Patient/a"},
    }
    r5 = {
        "resourceType": "Encounter",
        "status": "completed",
        "class": [{"coding": [{"code": "AMB"}]}],
        "actualPeriod": {"start": "2020"},
    }
    assert (problems(stu3), problems(r5)) == ((), ())
    assert problems(stu3, "R4")
    assert problems(r5, "R4")
    assert problems(RESULT, "R5") == ()


def test_a_type_of_another_version_is_not_one_of_r4() -> None:
    old = {"resourceType": "ProcedureRequest", "status": "active", "intent": "order"}
    assert problems(old, "R4")[0].reason == "is not one of R4"


def test_an_endless_nesting_is_a_problem_and_no_crash() -> None:
    deep: dict[str, Any] = {"url": "x"}
    for _ in range(900):
        deep = {"url": "x", "extension": [deep]}
    assert problems({**PATIENT, "extension": [deep]})


def test_every_real_record_is_valid(shared_data: Path) -> None:
    for source in sorted((shared_data / "synthea").rglob("*.json.gz"))[:3]:
        for entry in json.loads(gzip.decompress(source.read_bytes()))["entry"]:
            assert problems(entry["resource"]) == ()


def test_every_binding_is_of_an_element_that_can_be_read_and_has_codes() -> None:
    sets = section("bindings.toml", "sets")
    bound = {kind: section("bindings.toml", kind) for kind in defined_types()}
    assert sum(map(len, bound.values())) > 300
    for elements in bound.values():
        for element, name in elements.items():
            assert path(element)
            assert sets[str(name)]
