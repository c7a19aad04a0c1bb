"""Calls that are not what they should be: refused by name, and nothing of them repeated."""

import json
from typing import Any
from uuid import uuid4

import pytest

CANARY = "Zzyzx"
BASE = "https://ehr.example/fhir"
TOKEN = {
    "access_token": "secret-of-the-server",
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": "user/Patient.rs",
    "subject": "chartside",
}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "without a hook": ({"hook": ...}, "hook"),
    "for a hook that is not served": ({"hook": "appointment-book"}, "hook"),
    "for a hook of another service": ({"hook": "order-sign"}, ""),
    "whose hook is a list": ({"hook": ["patient-view"]}, "hook"),
    "without an instance": ({"hookInstance": ...}, "hookInstance"),
    "whose instance can be guessed": ({"hookInstance": "1"}, "hookInstance"),
    "whose instance is a number": ({"hookInstance": 7}, "hookInstance"),
    "without a context": ({"context": ...}, "context.patientId"),
    "without a patient": ({"context": {"userId": "Practitioner/1"}}, "context.patientId"),
    "without a user": ({"context": {"patientId": "1"}}, "context.userId"),
    "of a user without a type": (
        {"context": {"patientId": "1", "userId": "1"}},
        "context.userId",
    ),
    "of a user who is a group": (
        {"context": {"patientId": "1", "userId": "Group/1"}},
        "context.userId",
    ),
    "on a patient who is a path": (
        {"context": {"patientId": f"../{CANARY}", "userId": "Practitioner/1"}},
        "context.patientId",
    ),
    "on a patient who is a query": (
        {"context": {"patientId": "1?x=1", "userId": "Practitioner/1"}},
        "context.patientId",
    ),
    "on a patient who is a number": (
        {"context": {"patientId": 1, "userId": "Practitioner/1"}},
        "context.patientId",
    ),
    "on a patient with a type": (
        {"context": {"patientId": "Patient/1", "userId": "Practitioner/1"}},
        "context.patientId",
    ),
    "in an encounter that is none": (
        {"context": {"patientId": "1", "userId": "Practitioner/1", "encounterId": CANARY + "/"}},
        "context.encounterId",
    ),
    "with a token and no server": (
        {"fhirServer": ..., "fhirAuthorization": TOKEN},
        "",
    ),
    "with a token of another kind": (
        {"fhirAuthorization": {**TOKEN, "token_type": "Basic"}},
        "fhirAuthorization.token_type",
    ),
    "with a token that breaks a header": (
        {"fhirAuthorization": {**TOKEN, "access_token": f"{CANARY}\r\nX: 1"}},
        "fhirAuthorization.access_token",
    ),
    "with scopes of a patient and no patient": (
        {"fhirAuthorization": {**TOKEN, "scope": "launch patient/Observation.rs"}},
        "fhirAuthorization",
    ),
    "with a token for another patient": (
        {"fhirAuthorization": {**TOKEN, "patient": "somebody-else"}},
        "fhirAuthorization.patient",
    ),
    "whose prefetch is a list": ({"prefetch": []}, ""),
    "whose context is a text": ({"context": CANARY}, ""),
}


@pytest.mark.parametrize("which", WRONG)
async def test_a_call_is_refused(which: str, client: Any) -> None:
    change, name = WRONG[which]
    said = await client.call(client.body(**change), "chartside-chart")
    assert said.status == 400
    assert said.body["code"] == "invalid"
    if name:
        assert name in said.body["fields"]
    assert CANARY not in json.dumps(said.body)


@pytest.mark.parametrize("name", ["access_token", "token_type", "expires_in", "scope", "subject"])
async def test_every_part_of_an_authorization_is_needed(client: Any, name: str) -> None:
    part = {key: value for key, value in TOKEN.items() if key != name}
    said = await client.call(client.body(fhirAuthorization=part))
    assert (said.status, said.body["fields"]) == (400, [f"fhirAuthorization.{name}"])


async def test_an_encounter_that_starts_is_named(client: Any) -> None:
    asked = client.body("encounter-start")
    del asked["context"]["encounterId"]
    said = await client.call(asked)
    assert said.body["fields"] == ["context.encounterId"]


async def test_a_selection_of_orders_is_named(client: Any) -> None:
    for selections in (..., [], "MedicationRequest/1", ["1"], [7]):
        asked = client.orders(hook="order-select")
        if selections is not ...:
            asked["context"]["selections"] = selections
        said = await client.call(asked)
        assert said.status == 400
        assert said.body["fields"][0].startswith("context.selections")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'{"hook": NaN}',
        b'\xff\xfe{"hook": 1}',
        b'{"hook": "patient-view", "context": {"patientId": "\\ud800"}}',
        b'{"prefetch": ' + b"[" * 100_000,
        b'{"context": {"x": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}}",
        b'{"hook": ' + b"9" * 5000 + b"}",
    ],
)
async def test_what_is_no_json_object_is_refused(client: Any, body: bytes) -> None:
    said = await client.call(body)
    assert said.status == 400


async def test_a_call_may_be_eight_mebibytes_and_no_more(client: Any) -> None:
    big = client.body(extension={"x": "y" * (8 * 2**20)})
    assert (await client.call(big)).status == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": ""},
        {"Content-Encoding": "gzip"},
    ],
)
async def test_a_call_is_json_and_is_not_packed(client: Any, headers: dict[str, str]) -> None:
    assert (await client.call(client.body(), **headers)).status == 415


async def test_a_call_may_be_fhir_json(client: Any) -> None:
    said = await client.call(client.body(), **{"Content-Type": "application/fhir+json; charset=x"})
    assert said.status == 200


async def test_what_is_not_in_the_specification_is_passed_over(client: Any) -> None:
    asked = client.body(extension={"com.example.x": {"y": None}}, something=[1], fhirVersion="R4")
    asked["context"]["more"] = {"of": "it"}
    asked["prefetch"]["other"] = {"resourceType": "Nonsense"}
    assert (await client.call(asked)).status == 200


async def test_a_null_where_nothing_is_needed_is_nothing(client: Any) -> None:
    asked = client.body(fhirAuthorization=None)
    asked["context"]["encounterId"] = None
    assert (await client.call(asked)).status == 200


async def test_a_server_that_the_client_is_not_registered_with_is_refused(client: Any) -> None:
    for server in (
        "https://evil.example/fhir",
        BASE + "2",
        "http://ehr.example/fhir",
        "https://ehr.example@evil.example/fhir",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
    ):
        said = await client.call(client.body(fhirServer=server))
        assert (said.status, said.body["code"]) == (403, "fhir-server")
        assert "evil" not in json.dumps(said.body)


async def test_a_slash_more_is_the_same_server(client: Any) -> None:
    assert (await client.call(client.body(fhirServer=BASE + "/"))).status == 200


async def test_a_token_is_in_no_representation_of_a_call(client: Any) -> None:
    from chartside.sidebar.cds.received import asked

    said = client.body(
        hookInstance=str(uuid4()),
        fhirAuthorization={**TOKEN, "patient": "nora-lindqvist"},
    )
    call = asked(json.dumps(said).encode())
    assert "secret-of-the-server" not in repr(call)
    assert "secret-of-the-server" not in repr(call.authorization)
    assert "Lindqvist" not in repr(call)
