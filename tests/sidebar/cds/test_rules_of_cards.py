"""The rules of CDS Hooks for cards: held by what the service says, and by how it is read here.

Each rule is tried twice: on every card that the service shows for the demo record, and on an answer
that breaks it, which the strict reading of these tests must refuse.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

Json = dict[str, Any]
NORA = "nora-lindqvist"


def order(name: str, text: str) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "draft",
        "subject": {"reference": f"Patient/{NORA}"},
        "medicationCodeableConcept": {"text": text},
    }


@pytest.fixture
async def answers(client: Any) -> list[Json]:
    """What the service says of the demo's chart, and of orders that much speaks against."""
    drafts = [
        order(str(number), f"{name} 10 mg tablet")
        for number, name in enumerate(
            ("Amoxicillin", "Ampicillin", "Ibuprofen", "Simvastatin", "Warfarin", "Lisinopril")
        )
    ]
    said = [
        await client.call(client.body()),
        await client.call(client.body("encounter-start")),
        await client.call(client.orders(*drafts, order("9", ""))),
    ]
    return [one.body for one in said]


@pytest.fixture
def cards(answers: list[Json]) -> list[Json]:
    found = [card for answer in answers for card in answer["cards"]]
    assert len(found) > 8
    return found


def test_an_answer_is_an_object_with_cards_and_nothing_that_is_applied_unasked(
    answers: list[Json],
) -> None:
    assert {tuple(answer) for answer in answers} == {("cards",)}
    assert all(isinstance(answer["cards"], list) for answer in answers)


def test_every_card_can_be_told_from_every_other(cards: list[Json]) -> None:
    assert len({UUID(card["uuid"]) for card in cards}) == len(cards)


def test_every_card_has_a_short_summary(cards: list[Json]) -> None:
    assert all(0 < len(card["summary"]) < 140 for card in cards)


def test_details_are_text(cards: list[Json]) -> None:
    assert all(isinstance(card["detail"], str) for card in cards if "detail" in card)
    assert any("detail" in card for card in cards)


def test_every_card_says_how_urgent_it_is_and_none_is_an_alarm(cards: list[Json]) -> None:
    assert {card["indicator"] for card in cards} == {"info", "warning"}


def test_every_card_names_its_source_and_topic(cards: list[Json]) -> None:
    for card in cards:
        assert card["source"]["label"] == "Chartside"
        assert card["source"]["topic"].keys() == {"code", "system", "display"}
        assert not {"url", "icon"} & card["source"].keys()  # what a card is about is behind links


def test_suggestions_come_with_how_they_may_be_selected(cards: list[Json]) -> None:
    suggested = [card for card in cards if "suggestions" in card]
    assert suggested
    assert all(card["selectionBehavior"] == "any" for card in suggested)
    assert all("selectionBehavior" not in card for card in cards if card not in suggested)


def test_suggestions_have_a_label_and_an_id_and_are_not_selected_beforehand(
    cards: list[Json],
) -> None:
    for one in (s for card in cards for s in card.get("suggestions", ())):
        assert one["label"].startswith("Remove the draft order")
        assert UUID(one["uuid"])
        assert "isRecommended" not in one


def test_the_only_action_is_to_take_a_draft_order_out(cards: list[Json]) -> None:
    for one in (s for card in cards for s in card.get("suggestions", ())):
        (action,) = one["actions"]
        assert action.keys() == {"type", "description", "resourceId"}
        assert action["type"] == "delete"
        assert action["resourceId"].startswith("MedicationRequest/")
        assert action["description"]


def test_override_reasons_have_words_and_a_system(cards: list[Json]) -> None:
    reasons = [reason for card in cards for reason in card.get("overrideReasons", ())]
    assert reasons
    assert all(reason[name] for reason in reasons for name in ("code", "system", "display"))


def test_links_have_a_label_a_url_and_a_type(cards: list[Json]) -> None:
    for link in (link for card in cards for link in card["links"]):
        assert link["label"] == "Open in Chartside"
        assert link["url"].startswith("https://")
        assert link["type"] == "smart"


GOOD: Json = {
    "uuid": "4e0a3a1e-3283-4575-ab82-028d55fe2719",
    "summary": "A notice",
    "indicator": "info",
    "source": {"label": "Chartside", "topic": {"code": "order", "system": "urn:x"}},
    "suggestions": [
        {
            "label": "Remove it",
            "uuid": "e56e1945-20b3-4393-8503-a1a20fd73152",
            "actions": [{"type": "delete", "description": "d", "resourceId": "Device/1"}],
        }
    ],
    "selectionBehavior": "any",
    "overrideReasons": [{"code": "c", "system": "s", "display": "Known"}],
    "links": [
        {"label": "Open", "url": "https://x.example", "type": "smart", "appContext": "a" * 43}
    ],
}


def changed(change: Callable[[Json], Any]) -> Json:
    card: Json = json.loads(json.dumps(GOOD))
    change(card)
    return {"cards": [card]}


def answered(body: Json) -> httpx.Response:
    return httpx.Response(200, json=body)


def test_a_good_card_is_read(read: Any) -> None:
    assert read(answered({"cards": [GOOD]}), "/cds-services/x").cards == [GOOD]


BROKEN: dict[str, Callable[[Json], Any]] = {
    "no summary": lambda c: c.pop("summary"),
    "a long summary": lambda c: c.update(summary="x" * 140),
    "an empty summary": lambda c: c.update(summary=""),
    "no indicator": lambda c: c.pop("indicator"),
    "another indicator": lambda c: c.update(indicator="hard-stop"),
    "an alarm": lambda c: c.update(indicator="critical"),
    "no source": lambda c: c.pop("source"),
    "a source without a label": lambda c: c["source"].pop("label"),
    "a source with a relative URL": lambda c: c["source"].update(url="/about"),
    "a topic without a code": lambda c: c["source"]["topic"].pop("code"),
    "a null": lambda c: c.update(detail=None),
    "an empty list": lambda c: c.update(links=[]),
    "an empty object": lambda c: c.update(extension={}),
    "a field that is none": lambda c: c.update(detials="x"),
    "no uuid": lambda c: c.pop("uuid"),
    "a uuid that is none": lambda c: c.update(uuid="1"),
    "suggestions without a behaviour": lambda c: c.pop("selectionBehavior"),
    "another behaviour": lambda c: c.update(selectionBehavior="all"),
    "a behaviour without suggestions": lambda c: c.pop("suggestions"),
    "a suggestion without a label": lambda c: c["suggestions"][0].pop("label"),
    "no actions at all": lambda c: c["suggestions"][0].update(actions=[]),
    "two recommended of one": lambda c: c.update(
        selectionBehavior="at-most-one",
        suggestions=[{**c["suggestions"][0], "isRecommended": True}] * 2,
    ),
    "an action that writes": lambda c: c["suggestions"][0].update(
        actions=[{"type": "create", "description": "d", "resource": {"resourceType": "Task"}}]
    ),
    "a removal with a resource": lambda c: c["suggestions"][0]["actions"][0].update(resource="x"),
    "a removal of nothing": lambda c: c["suggestions"][0]["actions"][0].pop("resourceId"),
    "a reason without words": lambda c: c["overrideReasons"][0].pop("display"),
    "a link without a label": lambda c: c["links"][0].pop("label"),
    "a link without a URL": lambda c: c["links"][0].pop("url"),
    "a relative link": lambda c: c["links"][0].update(url="/launch"),
    "a link of another type": lambda c: c["links"][0].update(type="popup"),
    "context on a plain link": lambda c: c["links"][0].update(type="absolute"),
    "context that says something": lambda c: c["links"][0].update(appContext='{"patient":"1"}'),
}


@pytest.mark.parametrize("which", BROKEN)
def test_a_card_is_refused_by_these_tests_that_has(which: str, read: Any) -> None:
    with pytest.raises((AssertionError, ValueError)):
        read(answered(changed(BROKEN[which])), "/cds-services/x")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"cards": None},
        {"cards": [], "systemActions": []},
        {
            "cards": [],
            "systemActions": [{"type": "delete", "description": "d", "resourceId": "D/1"}],
        },
        {"cards": [GOOD, GOOD]},
    ],
)
def test_an_answer_that_is_none_is_refused_by_these_tests(read: Any, body: Json) -> None:
    with pytest.raises((AssertionError, TypeError)):
        read(answered(body), "/cds-services/x")


SERVICE: Json = {
    "hook": "patient-view",
    "id": "one",
    "description": "d",
    "prefetch": {"p": "Patient/{{context.patientId}}"},
}


@pytest.mark.parametrize(
    "change",
    [
        {"hook": None},
        {"description": ""},
        {"id": "a/b"},
        {"prefetch": {"p": "Patient/{{context.medication.id}}"}},
        {"prefetch": {"p": "Patient/{{patientId}}"}},
        {"prefetch": {"p": "Observation?patient={{context.patientId}}&code:not=1"}},
        {"prefetch": {"p": "Observation?patient={{context.patientId}}&date=ne2020"}},
        {"prefetch": {"p": "Observation?patient={{context.patientId"}},
        {"prefetch": {}},
        {"more": 1},
    ],
)
def test_a_discovery_that_breaks_a_rule_is_refused_by_these_tests(read: Any, change: Json) -> None:
    assert read(answered({"services": [SERVICE]}), "/cds-services").status == 200
    with pytest.raises(AssertionError):
        read(answered({"services": [{**SERVICE, **change}]}), "/cds-services")
