"""Against the SMART launcher of smarthealthit.org, where one runs and `PEER_SMART_URL` names it.

It is a record system that others wrote: what it does differently from ours is what counts here.
"""

import base64
import json
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from chartside.errors import LaunchRefused
from chartside.fhir.network import Web
from chartside.fhir.smart.assertion import SigningKey, published
from chartside.fhir.smart.auth import SmartAuth
from chartside.fhir.smart.authorizing import begin, finish
from chartside.fhir.smart.backend import BackendAuth
from chartside.fhir.smart.discovery import discover
from chartside.fhir.smart.id_token import IdTokens
from chartside.fhir.smart.introspection import introspect
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Kind, Registration
from chartside.fhir.smart.scopes import READING, Scopes
from chartside.fhir.smart.tokens import Tokens, redeem, renew

Made = Callable[..., Any]
BACK = "http://127.0.0.1:9/callback"
SECRET = "s3cret-1"  # it takes one out of a Basic header without decoding it
EHR, STANDALONE, SERVICE = 0, 2, 4
KINDS = {Kind.PUBLIC: 0, Kind.SYMMETRIC: 1, Kind.ASYMMETRIC: 2}
LASTING = READING | Scopes.parse("offline_access")


@pytest.fixture
def launcher() -> str:
    url = os.environ.get("PEER_SMART_URL", "")  # noqa: TID251 - a peer of these tests, no setting
    if not url:
        pytest.skip("no SMART launcher: PEER_SMART_URL names none")
    return url


def options(launch_type: int, kind: Kind, key: SigningKey, error: str = "") -> str:
    """What the launcher is to play, as it takes it: an array in base64url."""
    secret = SECRET if kind is Kind.SYMMETRIC else ""
    jwks = json.dumps(published([key])) if kind is Kind.ASYMMETRIC else ""
    client = 3 if launch_type == SERVICE else KINDS[kind]
    played = [launch_type, "p1", "dr1", "AUTO", 1, 1, 0, "", BACK, "chartside", secret, error]
    text = json.dumps([*played, "", jwks, client, 2, ""])
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def registration(base: str, kind: Kind, key: SigningKey, scopes: Scopes = LASTING) -> Registration:
    return Registration(
        base,
        "chartside",
        kind,
        BACK,
        secret=SECRET if kind is Kind.SYMMETRIC else None,
        key=key if kind is Kind.ASYMMETRIC else None,
        scopes=scopes,
    )


async def went(url: str) -> list[tuple[str, str]]:
    """What a browser comes back with that has no page to click on."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        for _ in range(5):
            if url.startswith(BACK):
                return parse_qsl(urlsplit(url).query)
            answer = await browser.get(url)
            assert answer.is_redirect, (answer.status_code, answer.text[:300])
            url = str(answer.next_request.url) if answer.next_request else ""
    raise AssertionError


async def launched(
    web: Web, base: str, kind: Kind, key: SigningKey, launch: str | None
) -> tuple[Client, Tokens, Any]:
    who = registration(base, kind, key)
    client = Client(web, await discover(web, who), who)
    begun = begin(client.configuration, who, launch=launch)
    code = finish(begun.pending, await went(begun.url), client.configuration)
    return client, await redeem(client, begun.pending, code), begun.pending


@pytest.mark.parametrize("kind", list(Kind))
async def test_an_ehr_launch_of_each_kind_of_client(
    launcher: str, client_key: SigningKey, kind: Kind
) -> None:
    launch = options(EHR, kind, client_key)
    async with Web([launcher]) as web:
        client, tokens, pending = await launched(
            web, f"{launcher}/v/r4/fhir", kind, client_key, launch
        )
        assert tokens.context.patient == "p1"
        assert tokens.scopes.allows("Observation", "rs", "patient")
        person = await IdTokens(client).person(tokens.id_token, pending)
        assert person.fhir_user == "Practitioner/dr1"
        auth = SmartAuth(client, tokens)
        answer = await web.ask("GET", f"{client.registration.base}/Patient/p1", auth=auth)
        assert answer.json()["id"] == "p1"
        newer = await renew(client, tokens)
        assert newer.context.patient == "p1"
        said = await introspect(client, newer.access)
        assert said.active
        assert said.context.patient == "p1"
        assert not (await introspect(client, "made-up", by=newer.access)).active


async def test_a_standalone_launch(launcher: str, client_key: SigningKey) -> None:
    played = options(STANDALONE, Kind.PUBLIC, client_key)
    base = f"{launcher}/v/r4/sim/{played}/fhir"
    async with Web([launcher]) as web:
        client, tokens, pending = await launched(web, base, Kind.PUBLIC, client_key, None)
        assert tokens.context.patient == "p1"
        person = await IdTokens(client).person(tokens.id_token, pending)
        assert person.fhir_user == "Practitioner/dr1"


async def test_a_service(launcher: str, client_key: SigningKey) -> None:
    base = f"{launcher}/v/r4/sim/{options(SERVICE, Kind.ASYMMETRIC, client_key)}/fhir"
    async with Web([launcher]) as web:
        who = registration(base, Kind.ASYMMETRIC, client_key)
        client = Client(web, await discover(web, who), who)
        auth = BackendAuth(client, Scopes.parse("system/Patient.rs"))
        answer = await web.ask("GET", f"{base}/Patient/p1", auth=auth)
        assert answer.json()["id"] == "p1"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("auth_invalid_client_id", "invalid_client"),
        ("auth_invalid_scope", "invalid_scope"),
        ("token_invalid_token", "invalid_client"),
    ],
)
async def test_what_it_refuses_is_told_by_its_code(
    launcher: str, client_key: SigningKey, error: str, why: str
) -> None:
    launch = options(EHR, Kind.PUBLIC, client_key, error)
    async with Web([launcher]) as web:
        with pytest.raises(LaunchRefused) as refused:
            await launched(web, f"{launcher}/v/r4/fhir", Kind.PUBLIC, client_key, launch)
    assert refused.value.reason == why


async def test_a_refresh_token_that_expired_ends_the_launch(
    launcher: str, client_key: SigningKey
) -> None:
    launch = options(EHR, Kind.PUBLIC, client_key, "token_expired_refresh_token")
    async with Web([launcher]) as web:
        client, tokens, _ = await launched(
            web, f"{launcher}/v/r4/fhir", Kind.PUBLIC, client_key, launch
        )
        with pytest.raises(LaunchRefused) as refused:
            await renew(client, tokens)
    assert refused.value.reason == "invalid_grant"
