"""Draft orders held against the chart."""

import json
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


async def test_a_draft_of_what_the_patient_is_allergic_to_is_told(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Ampicillin 500 mg capsule")))
    first = said.cards[0]
    assert first["indicator"] == "warning"
    assert "conflicts with the recorded allergy to penicillin" in first["summary"]
    assert "`AllergyIntolerance/allergy-penicillin`" in first["detail"]
    assert "Ampicillin 500 mg capsule (draft order)" in first["detail"]


async def test_a_draft_that_the_last_result_speaks_against_is_told(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Ibuprofen 600 mg tablet")))
    assert any("eGFR was 27" in s and "ibuprofen" in s for s in said.summaries)


async def test_a_second_medicine_of_a_class_is_told(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Simvastatin 20 mg tablet")))
    assert any("statins" in s for s in said.summaries)


async def test_a_newer_order_of_a_medicine_that_is_still_active_is_told(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Apixaban 2.5 mg tablet")))
    assert any("is still active beside the newer order" in s for s in said.summaries)


async def test_a_scan_with_contrast_medium_against_an_allergy_is_told(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a9",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"text": "Iodinated contrast media"},
        "patient": {"reference": f"Patient/{NORA}"},
    }
    prefetch["allergies"]["entry"].append({"resource": allergy})
    scan = {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{NORA}"},
        "code": {"text": "CT of the abdomen with contrast"},
    }
    said = await client.call(client.orders(scan, prefetch=prefetch))
    assert any("CT of the abdomen with contrast" in s for s in said.summaries)


async def test_a_draft_that_nothing_speaks_against_has_no_cards(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Vitamin B complex tablet")))
    assert (said.status, said.cards) == (200, [])


async def test_what_the_chart_holds_already_is_not_told_again_with_an_order(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Ampicillin 500 mg capsule")))
    assert not any("spironolactone" in s.lower() for s in said.summaries)


async def test_on_selection_only_the_selected_orders_are_told_of(client: Any) -> None:
    drafts = (draft("1", "Ampicillin 500 mg capsule"), draft("2", "Ibuprofen 600 mg tablet"))
    asked = client.orders(*drafts, hook="order-select")
    asked["context"]["selections"] = ["MedicationRequest/2"]
    said = await client.call(asked)
    assert said.cards
    assert not any("mpicillin" in s for s in said.summaries)


async def test_orders_of_one_session_are_held_against_each_other(client: Any) -> None:
    drafts = (draft("1", "Warfarin 5 mg tablet"), draft("2", "Rivaroxaban 20 mg tablet"))
    said = await client.call(client.orders(*drafts))
    assert any("anticoagulants" in s for s in said.summaries)


async def test_a_new_version_of_an_order_is_no_duplicate_of_the_old_one(
    client: Any, demo: Any
) -> None:
    held = next(
        r["resource"]
        for r in demo.prefetch["medications"]["entry"]
        if "apixaban" in json.dumps(r).lower()
    )
    said = await client.call(client.orders({**held, "status": "draft"}))
    assert not any("still active beside" in s for s in said.summaries)


async def test_a_clinician_may_take_the_draft_out_from_the_card(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Ampicillin 500 mg capsule")))
    (suggestion,) = said.cards[0]["suggestions"]
    assert suggestion["actions"] == [
        {
            "type": "delete",
            "description": "Remove the draft order: Ampicillin 500 mg capsule",
            "resourceId": "MedicationRequest/103",
        }
    ]
    assert "isRecommended" not in suggestion
    assert said.cards[0]["selectionBehavior"] == "any"


async def test_a_draft_without_an_id_is_checked_and_nothing_is_suggested(client: Any) -> None:
    nameless = draft("x", "Ampicillin 500 mg capsule")
    del nameless["id"]
    said = await client.call(client.orders(nameless))
    assert "penicillin" in said.summaries[0]
    assert "suggestions" not in said.cards[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": {"reference": "Patient/somebody-else"}},
        {"subject": {"reference": f"https://elsewhere.example/fhir/Patient/{NORA}"}},
        {"subject": {"display": "Nora"}},
        {"subject": None},
        {"medicationCodeableConcept": {}},
        {"medicationCodeableConcept": {"text": ""}},
        {"medicationCodeableConcept": 7},
    ],
)
async def test_an_order_that_cannot_be_read_or_is_for_somebody_else_is_said_to_be_unchecked(
    client: Any, wrong: dict[str, Any]
) -> None:
    said = await client.call(client.orders(draft("1", "Ampicillin 500 mg capsule", **wrong)))
    assert said.summaries == ["1 draft order could not be checked"]


async def test_a_subject_with_the_base_of_the_call_is_the_patient(client: Any) -> None:
    where = {"reference": f"https://ehr.example/fhir/Patient/{NORA}"}
    said = await client.call(client.orders(draft("1", "Ampicillin 500 mg capsule", subject=where)))
    assert "penicillin" in said.summaries[0]


async def test_a_medicine_that_stands_beside_its_order_is_read(client: Any) -> None:
    order = draft("1", "")
    del order["medicationCodeableConcept"]
    order["medicationReference"] = {"reference": "Medication/m1"}
    medicine = {
        "resourceType": "Medication",
        "id": "m1",
        "code": {"text": "Ampicillin 500 mg capsule"},
    }
    said = await client.call(client.orders(order, medicine))
    assert "penicillin" in said.summaries[0]


async def test_orders_that_no_rule_knows_are_passed_over(client: Any) -> None:
    diet = {
        "resourceType": "NutritionOrder",
        "id": "n1",
        "status": "draft",
        "patient": {"reference": f"Patient/{NORA}"},
    }
    said = await client.call(client.orders(diet))
    assert said.cards == []


async def test_a_list_of_allergies_that_goes_on_elsewhere_is_said_to_be_a_part(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    prefetch["allergies"]["link"] = [{"relation": "next", "url": "https://ehr.example/p2"}]
    said = await client.call(
        client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    )
    assert said.summaries == ["The draft orders were checked against a part of the chart"]
    assert "allergies (only a part)" in said.cards[0]["detail"]


async def test_draft_orders_that_are_no_bundle_are_refused(client: Any) -> None:
    for orders in ([], "x", {"resourceType": "Patient"}, {"resourceType": "Bundle", "entry": 3}):
        asked = client.orders()
        asked["context"]["draftOrders"] = orders
        said = await client.call(asked)
        assert (said.status, said.body["fields"]) == (400, ["context.draftOrders"])


async def test_a_session_without_orders_has_no_cards(client: Any) -> None:
    said = await client.call(client.orders())
    assert said.cards == []


async def test_medicines_of_the_chart_without_a_name_are_said_to_be_unchecked(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    named, *others = prefetch["medications"]["entry"]
    for entry in others[:2]:
        del entry["resource"]["medicationCodeableConcept"]
        entry["resource"]["medicationReference"] = {"reference": "Medication/elsewhere"}
    said = await client.call(
        client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    )
    assert named
    assert said.summaries == ["The draft orders were checked against a part of the chart"]
    assert "2 medicines without a name" in said.cards[0]["detail"]


async def test_an_allergy_that_cannot_be_read_is_said_to_be_set_aside(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    broken = {
        "resourceType": "AllergyIntolerance",
        "id": "broken",
        "code": [7],
        "patient": {"reference": f"Patient/{NORA}"},
    }
    prefetch["allergies"]["entry"].append({"resource": broken})
    said = await client.call(
        client.orders(draft("1", "Vitamin B complex tablet"), prefetch=prefetch)
    )
    assert "1 allergy set aside" in said.cards[0]["detail"]


async def test_a_medicine_whose_name_stands_beside_its_reference_is_checked(
    client: Any, demo: Any
) -> None:
    prefetch = demo.prefetch
    entry = prefetch["medications"]["entry"][0]["resource"]
    del entry["medicationCodeableConcept"]
    entry["medicationReference"] = {"reference": "Medication/m", "display": "Warfarin 5 mg tablet"}
    said = await client.call(
        client.orders(draft("1", "Rivaroxaban 20 mg tablet"), prefetch=prefetch)
    )
    assert any("arfarin" in card["detail"] for card in said.cards)
