"""What a server says of a token, and that a token can be ended."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.smart.introspection import Introspected, introspect, revoke
from chartside.fhir.smart.registration import Kind

Made = Callable[..., Any]
INTROSPECT = "/oauth/introspect"
REVOKE = "/oauth/revoke"


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_token_that_counts_is_told_with_its_scopes_its_end_and_its_patient(
    ehr: Any, enter: Made, kind: Kind
) -> None:
    client, tokens = await enter(kind)
    said = await introspect(client, tokens.access)
    assert said.active
    assert said.scopes.allows("Patient", "rs")
    assert said.client_id == "chartside"
    assert said.expires_at == 2_000_000_000
    assert said.context.patient == "p1"
    assert (said.sub, said.fhir_user) == ("user-1", "Practitioner/dr1")
    ((method, _, form, headers),) = ehr.calls(INTROSPECT)
    assert method == "POST"
    assert form == {"token": tokens.access}
    assert headers["authorization"] == f"Bearer {tokens.access}"


@pytest.mark.parametrize("kind", [Kind.SYMMETRIC, Kind.ASYMMETRIC])
async def test_a_server_that_asks_who_the_client_is_gets_its_proof(
    ehr: Any, enter: Made, kind: Kind
) -> None:
    ehr.bearers_may_ask = False
    client, tokens = await enter(kind)
    assert (await introspect(client, tokens.access)).active
    assert not (await introspect(client, "made-up")).active


async def test_a_client_without_a_proof_is_told_that_it_may_not_ask(ehr: Any, enter: Made) -> None:
    ehr.bearers_may_ask = False
    client, tokens = await enter()
    with pytest.raises(WebError) as why:
        await introspect(client, tokens.access)
    assert why.value.status == 401


async def test_an_end_that_is_written_as_a_fraction_is_a_time(ehr: Any, enter: Made) -> None:
    client, tokens = await enter()
    ehr.says[INTROSPECT] = JSONResponse({"active": True, "exp": 1_900_000_000.5})
    assert (await introspect(client, tokens.access)).expires_at == 1_900_000_000.5


async def test_of_a_token_that_does_not_count_nothing_else_is_taken(ehr: Any, enter: Made) -> None:
    client, tokens = await enter()
    assert await introspect(client, "made-up", by=tokens.access) == Introspected(active=False)
    ehr.says[INTROSPECT] = JSONResponse({"active": False, "patient": "p2", "scope": "user/*.*"})
    assert await introspect(client, "made-up") == Introspected(active=False)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (JSONResponse({}), "claims"),
        (JSONResponse({"active": "true"}), "claims"),
        (JSONResponse([]), "claims"),
        (JSONResponse({"active": True, "exp": "x"}), "claims"),
        (JSONResponse({"active": True, "patient": "../2"}), "context"),
        (JSONResponse({"error": "invalid_client"}, 401), "invalid_client"),
        (JSONResponse({"error": "canary here"}, 400), "refused"),
    ],
)
async def test_an_answer_that_is_none_is_refused(
    ehr: Any, enter: Made, said: Response, why: str
) -> None:
    client, tokens = await enter()
    ehr.says[INTROSPECT] = said
    with pytest.raises(LaunchRefused) as refused:
        await introspect(client, tokens.access)
    assert refused.value.reason == why


async def test_a_server_that_breaks_while_it_is_asked_is_told_as_such(
    ehr: Any, enter: Made
) -> None:
    client, tokens = await enter()
    ehr.says = {INTROSPECT: Response("<html>canary", 500), REVOKE: Response("", 503)}
    for asked in (introspect(client, tokens.access), revoke(client, tokens.access)):
        with pytest.raises(WebError) as why:
            await asked
        assert why.value.reason == "refused"
        assert "canary" not in str(why.value)


async def test_a_token_can_be_ended(ehr: Any, enter: Made) -> None:
    client, tokens = await enter(Kind.SYMMETRIC)
    assert await revoke(client, tokens.access)
    assert tokens.access not in ehr.access
    assert await revoke(client, tokens.refresh, refresh=True)
    assert [form["token_type_hint"] for _, _, form, _ in ehr.calls(REVOKE)] == [
        "access_token",
        "refresh_token",
    ]
    ehr.says[REVOKE] = JSONResponse({"error": "unsupported_token_type"}, 400)
    with pytest.raises(LaunchRefused) as why:
        await revoke(client, tokens.access)
    assert why.value.reason == "unsupported_token_type"


async def test_a_server_without_such_endpoints_is_not_asked(ehr: Any, enter: Made) -> None:
    ehr.configuration = {"introspection_endpoint": None, "revocation_endpoint": None}
    client, tokens = await enter()
    before = len(ehr.asked)
    assert await revoke(client, tokens.access) is False
    with pytest.raises(LaunchRefused) as why:
        await introspect(client, tokens.access)
    assert why.value.reason == "configuration"
    assert len(ehr.asked) == before
