"""An access token goes to the FHIR server it was issued for, while it is good, and nowhere else."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chartside.errors import LaunchRefused, UsageError, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.auth import SmartAuth, within
from chartside.fhir.smart.backend import BackendAuth
from chartside.fhir.smart.registration import Kind
from chartside.fhir.smart.scopes import Scopes
from chartside.fhir.smart.tokens import Tokens

Made = Callable[..., Any]
TOKEN = "/oauth/token"
SYSTEM = Scopes.parse("system/Patient.rs system/Observation.rs")


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


class Kept:
    """Keeps what it is told of, as a session does."""

    def __init__(self) -> None:
        self.tokens: list[Tokens] = []

    async def __call__(self, tokens: Tokens) -> None:
        self.tokens.append(tokens)


async def ask(client: Any, auth: httpx.Auth, url: str = "") -> int:
    answer = await client.web.ask("GET", url or f"{client.registration.base}/Patient/p1", auth=auth)
    return int(answer.status)


async def test_a_token_is_sent_as_a_bearer_token_to_the_fhir_server(ehr: Any, enter: Made) -> None:
    client, tokens = await enter()
    assert await ask(client, SmartAuth(client, tokens)) == 200
    assert ehr.calls("/fhir/Patient/p1")[0][3]["authorization"] == f"Bearer {tokens.access}"
    assert len(ehr.calls(TOKEN)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/fhir-of-others/Patient/1",
        "/fhir/%2e%2e/admin",
        "/fhir/%252e%252e/admin",
        "/oauth/jwks",
    ],
)
async def test_a_token_is_not_sent_beside_the_fhir_server(ehr: Any, enter: Made, path: str) -> None:
    client, tokens = await enter()
    await ask(client, SmartAuth(client, tokens), ehr.url + path)
    assert "authorization" not in ehr.asked[-1][3]
    assert not any(tokens.access in str(one) for one in ehr.asked)


async def test_a_token_is_not_sent_to_another_server_that_a_reference_names(
    ehr: Any, enter: Made, serve: Made
) -> None:
    seen: list[str | None] = []

    async def trap(request: Request) -> Response:
        seen.append(request.headers.get("authorization"))
        return JSONResponse({}, 401)

    elsewhere = serve(Starlette(routes=[Route("/{path:path}", trap)])).url
    client, tokens = await enter()
    async with Web([elsewhere]) as web:
        answer = await web.ask("GET", f"{elsewhere}/fhir/Patient/1", auth=SmartAuth(client, tokens))
    assert answer.status == 401
    assert seen == [None]
    with pytest.raises(WebError) as why:
        await ask(client, SmartAuth(client, tokens), f"{elsewhere}/fhir/Patient/1")
    assert why.value.reason == "not-listed"
    assert len(ehr.calls(TOKEN)) == 1


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://ehr.example/fhir", True),
        ("https://ehr.example/fhir/", True),
        ("https://EHR.example:443/fhir/Patient/1?x=..", True),
        ("https://ehr.example/fhir/Patient/a%2Fb", True),
        ("https://ehr.example/fhir2", False),
        ("https://ehr.example/FHIR/Patient", False),
        ("https://ehr.example/fhir/../x", False),
        ("https://ehr.example/fhir/%2E%2E%2Fx", False),
        ("https://ehr.example/fhir/..%5cx", False),
        ("http://ehr.example/fhir/Patient", False),
        ("https://ehr.example:444/fhir/Patient", False),
        ("https://ehr.example@evil.example/fhir/Patient", False),
        ("https://ehr.example.evil.example/fhir/Patient", False),
        ("/fhir/Patient", False),
        ("", False),
    ],
)
def test_what_lies_below_a_base_is_told_by_its_whole_path(url: str, inside: bool) -> None:
    assert within("https://ehr.example/fhir", url) is inside


def test_below_a_server_without_a_path_is_all_of_it() -> None:
    assert within("https://ehr.example", "https://ehr.example/Patient/1")
    assert not within("https://ehr.example", "https://evil.example/Patient/1")


async def test_a_token_is_renewed_shortly_before_it_ends_and_the_new_one_is_kept_first(
    ehr: Any, enter: Made
) -> None:
    client, tokens = await enter()
    clock, kept = Clock(), Kept()
    auth = SmartAuth(client, replace(tokens, expires_at=clock.at + 31), renewed=kept, clock=clock)
    assert await ask(client, auth) == 200
    assert kept.tokens == []
    clock.at += 2
    assert await ask(client, auth) == 200
    (new,) = kept.tokens
    assert new == auth.tokens
    assert new.refresh != tokens.refresh
    assert new.expires_at == clock.at + ehr.lifetime
    assert ehr.asked[-1][3]["authorization"] == f"Bearer {new.access}"


async def test_a_token_that_is_refused_is_renewed_once_however_many_ask(
    ehr: Any, enter: Made
) -> None:
    client, tokens = await enter()
    kept = Kept()
    auth = SmartAuth(client, tokens, renewed=kept)
    ehr.access.clear()
    assert await asyncio.gather(*(ask(client, auth) for _ in range(20))) == [200] * 20
    assert len(kept.tokens) == 1
    assert len(ehr.calls(TOKEN)) == 2


async def test_a_server_that_refuses_the_new_token_too_is_not_asked_for_ever(
    ehr: Any, enter: Made
) -> None:
    client, tokens = await enter()
    auth = SmartAuth(client, tokens)
    ehr.says["/fhir/Patient/p1"] = JSONResponse({}, 401)
    assert await ask(client, auth) == 401
    assert len(ehr.calls("/fhir/Patient/p1")) == 2
    assert len(ehr.calls(TOKEN)) == 2


async def test_without_a_refresh_token_a_refusal_is_the_answer(ehr: Any, enter: Made) -> None:
    client, tokens = await enter()
    auth = SmartAuth(client, replace(tokens, refresh=None, expires_at=1.0))
    ehr.access.clear()
    assert await ask(client, auth) == 401
    assert len(ehr.calls(TOKEN)) == 1


async def test_a_refresh_token_that_is_worth_nothing_ends_the_launch_and_is_not_tried_again(
    ehr: Any, enter: Made
) -> None:
    client, tokens = await enter()
    auth = SmartAuth(client, tokens)
    ehr.access.clear()
    ehr.refresh.clear()
    with pytest.raises(LaunchRefused) as why:
        await ask(client, auth)
    assert why.value.reason == "invalid_grant"
    assert await ask(client, auth) == 401
    assert len(ehr.calls(TOKEN)) == 2


async def test_a_token_that_is_still_good_is_used_while_no_new_one_can_be_had(
    ehr: Any, enter: Made
) -> None:
    client, tokens = await enter()
    clock = Clock()
    auth = SmartAuth(client, replace(tokens, expires_at=clock.at + 10), clock=clock)
    ehr.says[TOKEN] = Response("", 503)
    assert await ask(client, auth) == 200
    clock.at += 11
    with pytest.raises(WebError) as why:
        await ask(client, auth)
    assert why.value.status == 503
    del ehr.says[TOKEN]
    assert await ask(client, auth) == 200


async def test_another_patient_in_a_refresh_stops_the_requests(ehr: Any, enter: Made) -> None:
    client, tokens = await enter()
    ehr.access.clear()
    ehr.context = {"patient": "p2"}
    auth = SmartAuth(client, tokens)
    with pytest.raises(LaunchRefused) as why:
        await ask(client, auth)
    assert why.value.reason == "context"
    assert auth.tokens.context.patient == "p1"


async def test_new_tokens_are_kept_although_whoever_waited_for_them_went_away(
    ehr: Any, enter: Made
) -> None:
    client, tokens = await enter()
    kept = Kept()
    auth = SmartAuth(client, tokens, renewed=kept)
    ehr.access.clear()
    ehr.delay = 0.2
    ehr.exchanging.clear()
    waiting = asyncio.create_task(ask(client, auth))
    await asyncio.to_thread(ehr.exchanging.wait, 20)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await ask(client, auth) == 200
    assert len(kept.tokens) == 1
    assert len(ehr.calls(TOKEN)) == 2


async def test_a_client_that_waits_for_nothing_is_refused(enter: Made) -> None:
    client, tokens = await enter()
    request = httpx.Request("GET", f"{client.registration.base}/Patient/p1")
    with pytest.raises(UsageError):
        SmartAuth(client, tokens).sync_auth_flow(request)


async def test_a_service_gets_its_token_with_a_proof_and_asks_again_only_when_it_ends(
    ehr: Any, registered: Made, connect: Made
) -> None:
    clock = Clock()
    client = await connect(registered(Kind.ASYMMETRIC))
    auth = BackendAuth(client, SYSTEM, clock=clock)
    assert await asyncio.gather(*(ask(client, auth) for _ in range(10))) == [200] * 10
    ((_, _, form, headers),) = ehr.calls(TOKEN)
    assert form["grant_type"] == "client_credentials"
    assert Scopes.parse(form["scope"]) == SYSTEM
    assert form.keys() == {"grant_type", "scope", "client_assertion_type", "client_assertion"}
    assert "authorization" not in headers
    clock.at += 269
    assert await ask(client, auth) == 200
    assert len(ehr.calls(TOKEN)) == 1
    clock.at += 2
    assert await ask(client, auth) == 200
    assert len(ehr.calls(TOKEN)) == 2
    assert len(ehr.proofs) == 2


async def test_a_token_of_a_service_that_is_refused_is_replaced_once(
    ehr: Any, registered: Made, connect: Made
) -> None:
    client = await connect(registered(Kind.ASYMMETRIC))
    auth = BackendAuth(client, SYSTEM)
    assert await ask(client, auth) == 200
    ehr.access.clear()
    assert await asyncio.gather(*(ask(client, auth) for _ in range(10))) == [200] * 10
    assert len(ehr.calls(TOKEN)) == 2
    ehr.says["/fhir/Patient/p1"] = JSONResponse({}, 401)
    assert await ask(client, auth) == 401
    assert len(ehr.calls(TOKEN)) == 3


async def test_a_token_whose_end_is_not_said_is_used_for_five_minutes(
    ehr: Any, registered: Made, connect: Made
) -> None:
    clock = Clock()
    ehr.answer = {"expires_in": None}
    client = await connect(registered(Kind.ASYMMETRIC))
    auth = BackendAuth(client, SYSTEM, clock=clock)
    for later in (0, 299, 2):
        clock.at += later
        assert await ask(client, auth) == 200
    assert len(ehr.calls(TOKEN)) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (JSONResponse({"error": "invalid_client"}, 401), "invalid_client"),
        (JSONResponse({"error": "invalid_scope"}, 400), "invalid_scope"),
        (JSONResponse({"access_token": "a", "token_type": "bearer", "scope": ""}), "scope"),
    ],
)
async def test_a_service_that_is_refused_says_why(
    ehr: Any, registered: Made, connect: Made, said: Response, why: str
) -> None:
    ehr.says[TOKEN] = said
    client = await connect(registered(Kind.ASYMMETRIC))
    with pytest.raises(LaunchRefused) as refused:
        await ask(client, BackendAuth(client, SYSTEM))
    assert refused.value.reason == why


async def test_a_service_has_a_key_and_asks_for_system_scopes(
    registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    with pytest.raises(UsageError):
        BackendAuth(client, SYSTEM)
    client = await connect(registered(Kind.ASYMMETRIC))
    for scopes in (Scopes(), Scopes.parse("patient/*.rs"), SYSTEM | Scopes.parse("user/Goal.r")):
        with pytest.raises(UsageError):
            BackendAuth(client, scopes)
