"""An issuer changes its keys, loses its server, or is made to look for keys that nobody has."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.claims import Expected, verified
from chartside.fhir.smart.keys import FetchedKeys, KeySet

NOW = 1_800_000_000
EXPECTED = Expected("https://ehr.example/oauth", frozenset({"chartside"}))
Made = Callable[..., Any]


class Issuer:
    """Serves a key set, and counts how often it is asked for."""

    def __init__(self, says: Any) -> None:
        self.says = says
        self.status = 200
        self.asked = 0
        self.app = Starlette(routes=[Route("/jwks", self.jwks)])

    async def jwks(self, _: Request) -> Response:
        self.asked += 1
        if isinstance(self.says, str):
            return Response(self.says, self.status, media_type="text/html")
        return JSONResponse(self.says, self.status)


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


async def reason(keys: KeySet, token: str) -> str:
    with pytest.raises(LaunchRefused) as why:
        await verified(token, keys, EXPECTED, now=NOW)
    return why.value.reason


async def takes(keys: KeySet, token: str) -> bool:
    return bool(await verified(token, keys, EXPECTED, now=NOW))


async def test_keys_are_fetched_once_and_again_when_the_issuer_changes_them(
    serve: Made, rsa: Any, rsa_2: Any, jwks: Made, token: Made
) -> None:
    issuer, clock = Issuer(jwks(rsa)), Clock()
    url = serve(issuer.app).url
    async with Web([url]) as web:
        keys = KeySet.fetched(web, f"{url}/jwks", clock=clock)
        assert issuer.asked == 0
        assert await asyncio.gather(*(takes(keys, token(rsa)) for _ in range(20)))
        assert issuer.asked == 1

        issuer.says = jwks(rsa_2)
        clock.at += 31
        assert await takes(keys, token(rsa_2))
        assert issuer.asked == 2
        assert await reason(keys, token(rsa)) == "key"
        assert issuer.asked == 2


async def test_a_new_key_under_the_old_id_is_found(
    serve: Made, rsa: Any, rsa_2: Any, jwks: Made, token: Made
) -> None:
    issuer, clock = Issuer(jwks(rsa)), Clock()
    url = serve(issuer.app).url
    async with Web([url]) as web:
        keys = KeySet.fetched(web, f"{url}/jwks", clock=clock)
        assert await takes(keys, token(rsa))
        issuer.says = jwks(rsa_2, kid="rsa-1")
        clock.at += 31
        assert await takes(keys, token(rsa_2, header={"kid": "rsa-1"}))
        assert await reason(keys, token(rsa)) == "signature"


async def test_made_up_key_ids_make_one_request_in_half_a_minute(
    serve: Made, rsa: Any, jwks: Made, token: Made
) -> None:
    issuer, clock = Issuer(jwks(rsa)), Clock()
    url = serve(issuer.app).url
    async with Web([url]) as web:
        keys = KeySet.fetched(web, f"{url}/jwks", clock=clock)
        for number in range(50):
            assert await reason(keys, token(rsa, header={"kid": f"no-{number}"})) == "key"
        assert issuer.asked == 1
        clock.at += 31
        for number in range(50):
            assert await reason(keys, token(rsa, header={"kid": f"no-{number}"})) == "key"
        assert issuer.asked == 2
        assert await takes(keys, token(rsa))


async def test_keys_hold_on_for_a_day_while_their_server_is_away_and_no_longer(
    serve: Made, rsa: Any, jwks: Made, token: Made
) -> None:
    issuer, clock = Issuer(jwks(rsa)), Clock()
    url = serve(issuer.app).url
    async with Web([url]) as web:
        keys = KeySet.fetched(web, f"{url}/jwks", clock=clock)
        assert await takes(keys, token(rsa))
        issuer.status = 503
        clock.at += 3601
        assert await takes(keys, token(rsa))
        assert issuer.asked == 2
        clock.at += 86_400
        with pytest.raises(WebError) as why:
            await verified(token(rsa), keys, EXPECTED, now=NOW)
        assert why.value.status == 503


async def test_a_key_that_was_withdrawn_is_forgotten_within_the_hour(
    serve: Made, rsa: Any, rsa_2: Any, jwks: Made, token: Made
) -> None:
    issuer, clock = Issuer(jwks(rsa, rsa_2)), Clock()
    url = serve(issuer.app).url
    async with Web([url]) as web:
        keys = KeySet.fetched(web, f"{url}/jwks", clock=clock)
        assert await takes(keys, token(rsa))
        issuer.says = jwks(rsa_2)
        clock.at += 3601
        assert await reason(keys, token(rsa)) == "key"


@pytest.mark.parametrize("says", ["<html>maintenance</html>", "", "[" * 50_000])
async def test_a_page_in_place_of_keys_is_told_as_such_and_not_asked_for_again_at_once(
    serve: Made, rsa: Any, token: Made, says: str
) -> None:
    issuer, clock = Issuer(says), Clock()
    url = serve(issuer.app).url
    async with Web([url]) as web:
        keys = KeySet.fetched(web, f"{url}/jwks", clock=clock)
        with pytest.raises(WebError) as why:
            await verified(token(rsa), keys, EXPECTED, now=NOW)
        assert why.value.reason == "not-json"
        with pytest.raises(WebError):
            await verified(token(rsa), keys, EXPECTED, now=NOW)
        assert issuer.asked == 1


@pytest.mark.parametrize("says", [[], {}, {"keys": None}, 7, None])
async def test_a_set_without_keys_verifies_nothing(
    serve: Made, rsa: Any, token: Made, says: Any
) -> None:
    url = serve(Issuer(says).app).url
    async with Web([url]) as web:
        assert await reason(KeySet.fetched(web, f"{url}/jwks"), token(rsa)) == "key"


async def test_keys_are_not_fetched_from_where_nobody_registered_them(
    serve: Made, rsa: Any, jwks: Made, token: Made
) -> None:
    trap = Issuer(jwks(rsa))
    elsewhere = serve(trap.app).url
    async with Web(["https://ehr.example"]) as web:
        with pytest.raises(WebError) as why:
            await verified(token(rsa), FetchedKeys(web, f"{elsewhere}/jwks"), EXPECTED, now=NOW)
        assert why.value.reason == "not-listed"
        header = {"jku": f"{elsewhere}/jwks", "x5u": f"{elsewhere}/jwks"}
        pinned = KeySet.pinned(jwks(rsa))
        assert await verified(token(rsa, header=header), pinned, EXPECTED, now=NOW)
    assert trap.asked == 0
