"""What came and could be held against nothing: another patient's, or nobody's, or unreadable."""

from typing import Any

import pytest

NORA = "nora-lindqvist"


def draft(name: str, text: str, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{NORA}"},
        "medicationCodeableConcept": {"text": text},
        **fields,
    }


NOT_HERS: dict[str, Any] = {
    "another patient": {"reference": "Patient/other"},
    "a patient of another server": {"reference": f"https://elsewhere.example/fhir/Patient/{NORA}"},
    "a UUID that leads nowhere": {"reference": "urn:uuid:7d1b5d4b-7f0e-4a8e-9d8f-0a5e3e0f3c11"},
    "a search": {"reference": "Patient?identifier=urn:x|7"},
    "a name alone": {"display": "Nora"},
    "nobody": None,
    "two patients": [{"reference": f"Patient/{NORA}"}, {"reference": "Patient/other"}],
    "a number": 7,
}


@pytest.mark.parametrize("whose", NOT_HERS)
async def test_allergies_that_are_not_known_to_be_the_patients_are_said_to_be_set_aside(
    client: Any, demo: Any, whose: str
) -> None:
    prefetch = demo.prefetch
    for entry in prefetch["allergies"]["entry"]:
        entry["resource"]["patient"] = NOT_HERS[whose]
    count = len(prefetch["allergies"]["entry"])
    asked = client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    said = await client.call(asked)
    assert said.summaries == [f"Not looked at in full: {count} allergies set aside"]
    assert "nothing was held against it" in said.cards[0]["detail"]


@pytest.mark.parametrize(
    "change", [{"id": None}, {"id": 7}, {"id": "../x"}, {"code": [7]}, {"id": ["a"], "code": 1e300}]
)
async def test_an_allergy_without_a_usable_id_or_code_is_counted_once(
    client: Any, demo: Any, change: dict[str, Any]
) -> None:
    prefetch = demo.prefetch
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "z",
        "code": {"text": "Latex"},
        "patient": {"reference": f"Patient/{NORA}"},
        **change,
    }
    prefetch["allergies"]["entry"].append({"resource": allergy})
    asked = client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    said = await client.call(asked)
    assert said.summaries == ["Not looked at in full: 1 allergy set aside"]


async def test_what_comes_with_a_search_and_is_no_match_is_not_counted(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    prefetch["allergies"]["entry"] += [
        {"resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "information"}]}},
        {"resource": {"resourceType": "Practitioner", "id": "p1"}},
        {},
    ]
    asked = client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    assert (await client.call(asked)).cards == []


async def test_results_of_another_patient_are_said_where_no_other_card_says_it(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    for entry in prefetch["results"]["entry"]:
        entry["resource"]["subject"] = {"reference": "Patient/other"}
    count = len(prefetch["results"]["entry"])
    asked = client.orders(draft("1", "Ibuprofen 600 mg tablet"), prefetch=prefetch)
    for card in (await client.call(asked)).cards:
        assert f"Not looked at in full: {count} results set aside." in card["detail"]
    asked = client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    said = await client.call(asked)
    assert said.summaries == [f"Not looked at in full: {count} results set aside"]


async def test_results_that_are_not_at_hand_are_said_with_every_order_and_none_is_no_gap(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch | {"results": None}
    asked = client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    assert (await client.call(asked)).cards == []
    del prefetch["results"]
    said = await client.call(asked | {"prefetch": prefetch, "hookInstance": asked["hookInstance"]})
    assert said.summaries == ["Not looked at in full: laboratory results (not at hand)"]
