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


async def test_a_draft_of_a_medicine_that_is_still_ordered_is_told(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Apixaban 2.5 mg tablet")))
    assert any(
        "is still active beside the draft order of apixaban 2.5 mg tablet" in s
        for s in said.summaries
    )


async def test_an_order_whose_course_is_over_is_not_called_active(client: Any) -> None:
    said = await client.call(client.orders(draft("103", "Amoxicillin 500 mg capsule")))
    told = " ".join(card["detail"] for card in said.cards)
    assert "course ended 10 November 2026) was not closed before the draft order" in told
    assert "still active" not in told


DRAFTED = (
    "Amoxicillin 500 mg capsule",
    "Naproxen 500 mg tablet",
    "Atorvastatin 20 mg tablet",
    "Warfarin 5 mg tablet",
    "Apixaban 2.5 mg tablet",
    "Spironolactone 50 mg tablet",
    "Triamterene 50 mg capsule",
)


@pytest.mark.parametrize("label", DRAFTED)
async def test_a_draft_is_called_neither_ordered_nor_current(client: Any, label: str) -> None:
    said = await client.call(client.orders(draft("103", label)))
    assert any("(draft order)" in s or "the draft order of" in s for s in said.summaries)
    for card in said.cards:
        for text in (card["summary"], card["detail"]):
            assert "26 November 2026" not in text
            assert f"{label.lower()}, which is current" not in text.lower()
            assert "are both current" not in text


async def test_beside_a_draft_an_order_of_the_chart_keeps_its_words(client: Any, demo: Any) -> None:
    held = demo.prefetch["medications"]["entry"]
    assert any("pironolactone" in json.dumps(e) for e in held)
    said = await client.call(client.orders(draft("103", "Triamterene 50 mg capsule")))
    told = "\n".join(said.summaries)
    assert "spironolactone 25 mg tablet (draft order)" not in told.lower()
    assert "triamterene 50 mg capsule (draft order)" in told.lower()


async def test_a_draft_whose_name_reads_like_our_own_words_changes_nothing_else(
    client: Any,
) -> None:
    name = "Naproxen 500 mg tablet, which is current"
    said = await client.call(client.orders(draft("103", name)))
    assert any(s.endswith("which is current (draft order)") for s in said.summaries)


async def test_a_draft_that_is_dated_before_its_end_is_not_called_current(client: Any) -> None:
    dated = draft("1", "Amoxicillin 500 mg capsule", authoredOn="2026-01-02")
    said = await client.call(client.orders(dated))
    told = " ".join(card["detail"] for card in said.cards)
    assert "Amoxicillin 500 mg capsule is drafted, but an order of 31 October 2026 says" in told
    assert "recorded as current" not in told


async def test_two_drafts_of_one_medicine_are_told_as_drafts(client: Any) -> None:
    first = draft("1", "Metformin 500 mg tablet", authoredOn="2026-11-01")
    second = draft("2", "Metformin 850 mg tablet", authoredOn="2026-11-20")
    said = await client.call(client.orders(first, second))
    told = " ".join(card["detail"] for card in said.cards)
    assert "Metformin 500 mg tablet and metformin 850 mg tablet are draft orders of one" in told


async def test_the_gravest_of_several_notices_heads_the_card_that_they_share(client: Any) -> None:
    drafts = (
        draft("1", "Simvastatin 20 mg tablet"),
        draft("2", "Lansoprazole 30 mg capsule"),
        draft("3", "Omeprazole 20 mg capsule"),
    )
    said = await client.call(client.orders(*drafts))
    shared = said.cards[-1]
    assert shared["summary"].endswith(" more)")
    assert ". (and" not in shared["summary"]
    first = shared["summary"].rpartition(" (and ")[0].rstrip("…")
    assert first in shared["detail"].replace("\\", "")
    assert not any(s[0].isdigit() for s in said.summaries)


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


@pytest.mark.parametrize(("chosen", "first"), [("1", "mpicillin"), ("2", "ibuprofen")])
async def test_on_selection_all_drafts_are_told_of_and_the_selected_ones_first(
    client: Any, chosen: str, first: str
) -> None:
    drafts = (draft("1", "Ampicillin 500 mg capsule"), draft("2", "Ibuprofen 600 mg tablet"))
    asked = client.orders(*drafts, hook="order-select")
    asked["context"]["selections"] = [f"MedicationRequest/{chosen}"]
    said = await client.call(asked)
    assert first in said.summaries[0]
    told = " ".join(said.summaries)
    assert "mpicillin" in told
    assert "ibuprofen" in told


async def test_a_warning_stays_while_further_orders_are_selected(client: Any) -> None:
    labels = ("Amoxicillin 500 mg capsule", "Naproxen 500 mg tablet", "Atorvastatin 20 mg tablet")
    drafts = [draft(str(number), label) for number, label in enumerate(labels)]
    for number in range(len(drafts)):
        asked = client.orders(*drafts[: number + 1], hook="order-select")
        asked["context"]["selections"] = [f"MedicationRequest/{number}"]
        said = await client.call(asked)
        assert any("allergy to penicillin" in s for s in said.summaries)
    signed = await client.call(client.orders(*drafts))
    assert sorted(signed.summaries) == sorted(said.summaries)


async def test_an_order_that_cannot_be_read_is_said_whichever_is_selected(client: Any) -> None:
    asked = client.orders(
        draft("1", ""), draft("2", "Ibuprofen 600 mg tablet"), hook="order-select"
    )
    asked["context"]["selections"] = ["MedicationRequest/2"]
    said = await client.call(asked)
    assert "1 draft order could not be checked" in said.summaries


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
    assert said.summaries == ["Not looked at in full: allergies (only a part)"]


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
    assert said.summaries == ["Not looked at in full: 2 medicines without a name"]


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
