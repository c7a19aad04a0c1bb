"""What clinicians do about cards: kept once, exported, and nobody's else."""

import json
import logging
from typing import Any

import pytest

from chartside.fhir.smart.keys import KeySet
from chartside.sidebar.cds import Caller

AT = "2026-11-26T12:00:05Z"


async def shown(client: Any) -> Any:
    return (await client.call(client.body())).cards[0]


def overridden(card: Any, **more: Any) -> Any:
    return {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": AT, **more}


def exported(client: Any) -> list[Any]:
    return [json.loads(line) for line in client.opened.feedback.export()]


async def test_feedback_is_kept_with_its_card_and_can_be_exported(client: Any) -> None:
    card = await shown(client)
    reason = {"code": "known", "system": "urn:chartside:cds-override-reason"}
    said = {"reason": reason, "userComment": "Seen this morning."}
    assert (await client.hear(overridden(card, overrideReason=said))).status == 200
    (line,) = exported(client)
    assert line == {
        "card": card["uuid"],
        "service": "chartside-chart",
        "hook": "patient-view",
        "indicator": "warning",
        "rules": ["result-against-order"],
        "iss": "https://ehr.example/cds-client",
        "user": "Practitioner/p1",
        "shown": "2026-11-26T12:00:00.000Z",
        "outcome": "overridden",
        "reason": "known",
        "system": "urn:chartside:cds-override-reason",
        "comment": "Seen this morning.",
        "happened": "2026-11-26T12:00:05.000Z",
        "received": "2026-11-26T12:00:00.000Z",
    }


async def test_an_accepted_suggestion_is_named(client: Any) -> None:
    order = {
        "resourceType": "MedicationRequest",
        "id": "1",
        "status": "draft",
        "subject": {"reference": "Patient/nora-lindqvist"},
        "medicationCodeableConcept": {"text": "Ampicillin 500 mg capsule"},
    }
    card = (await client.call(client.orders(order))).cards[0]
    (suggestion,) = card["suggestions"]
    accepted = {
        "card": card["uuid"],
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": suggestion["uuid"]}],
        "outcomeTimestamp": AT,
    }
    assert (await client.hear(accepted, service="chartside-orders")).status == 200
    (line,) = exported(client)
    assert (line["outcome"], line["accepted"]) == ("accepted", [suggestion["uuid"]])


async def test_the_same_feedback_counts_once(client: Any) -> None:
    one = overridden(await shown(client))
    await client.hear(one, one)
    same = {**one, "outcomeTimestamp": "2026-11-26T13:00:05+01:00"}
    await client.hear(same)
    assert len(exported(client)) == 1
    assert client.count("feedback", outcome="new") == 1
    assert client.count("feedback", outcome="again") == 2


async def test_what_is_done_later_about_a_card_is_kept_as_well(client: Any) -> None:
    card = await shown(client)
    await client.hear(overridden(card))
    await client.hear(overridden(card, outcomeTimestamp="2026-11-26T15:00:00Z"))
    assert len(exported(client)) == 2


async def test_feedback_on_a_card_that_was_never_shown_is_not_kept(client: Any) -> None:
    said = await client.hear(overridden({"uuid": "4e0a3a1e-3283-4575-ab82-028d55fe2719"}))
    assert said.status == 200
    assert exported(client) == []
    assert client.count("feedback", outcome="unknown") == 1


async def test_feedback_on_another_clients_card_is_not_kept(
    open_client: Any, caller: Any, other_signing: Any
) -> None:
    other = Caller("https://two.example", KeySet.pinned(other_signing.jwks))
    client = open_client(caller, other)
    card = await shown(client)
    path = "/cds-services/chartside-chart/feedback"
    token = other_signing.token(
        f"https://chartside.example{path}", client.clock, iss="https://two.example"
    )
    assert (await client.hear(overridden(card), token=token)).status == 200
    assert exported(client) == []


async def test_feedback_belongs_to_the_service_that_showed_the_card(client: Any) -> None:
    await client.hear(overridden(await shown(client)), service="chartside-orders")
    assert exported(client) == []


WRONG: dict[str, dict[str, Any]] = {
    "without a card": {"card": None},
    "without an outcome": {"outcome": None},
    "of another outcome": {"outcome": "ignored"},
    "without its time": {"outcomeTimestamp": None},
    "at a time without an offset": {"outcomeTimestamp": "2026-11-26T12:00:05"},
    "at no time": {"outcomeTimestamp": "yesterday"},
    "at the end of time": {"outcomeTimestamp": "9999-12-31T23:59:59-23:00"},
    "accepted without a suggestion": {"outcome": "accepted"},
    "accepted with an empty list": {"outcome": "accepted", "acceptedSuggestions": []},
    "with a reason that says nothing": {"overrideReason": {}},
    "with a reason without a code": {"overrideReason": {"reason": {"system": "x"}}},
    "with a comment that is a list": {"overrideReason": {"userComment": ["Zzyzx"]}},
    "with a comment without an end": {"overrideReason": {"userComment": "Zzyzx" * 10_000}},
}


@pytest.mark.parametrize("which", WRONG)
async def test_feedback_is_refused(which: str, client: Any) -> None:
    said = await client.hear(overridden(await shown(client)) | WRONG[which])
    assert said.status == 400
    assert said.body["fields"][0].startswith("feedback.0")
    assert "Zzyzx" not in json.dumps(said.body)
    assert exported(client) == []


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"feedback": []}', b'{"feedback": {}}', b"{", b'{"feedback": [7]}']
)
async def test_feedback_is_an_object_with_a_list(client: Any, body: bytes) -> None:
    said = await client.post("/cds-services/chartside-chart/feedback", body)
    assert said.status == 400


async def test_one_wrong_piece_refuses_the_whole_call(client: Any) -> None:
    good = overridden(await shown(client))
    assert (await client.hear(good, {**good, "outcome": "x"})).status == 400
    assert exported(client) == []


async def test_what_nobody_spoke_of_is_forgotten_after_a_season(
    open_client: Any, clock: Any
) -> None:
    client = open_client()
    card = await shown(client)
    clock.wait(days=91)
    later = open_client()
    await later.hear(overridden(card))
    assert exported(later) == []


async def test_a_comment_and_an_answer_are_in_no_log_and_no_count(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await client.hear(
        overridden(await shown(client), overrideReason={"userComment": "Zzyzx Lindqvist"})
    )
    await client.call(client.body(context={"patientId": "Lindqvist/1", "userId": "x"}))
    from prometheus_client import generate_latest

    told = caplog.text + generate_latest(client.registry).decode()
    for secret in ("Zzyzx", "Lindqvist", "nora", "spironolactone", "Bearer", "eyJ"):
        assert secret not in told
