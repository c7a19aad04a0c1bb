"""Who may call: a table of tokens that must not be believed."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from chartside.errors import UsageError
from chartside.fhir.network import Web
from chartside.fhir.smart.keys import KeySet
from chartside.sidebar.cds import Caller, Callers

URL = "https://chartside.example/cds-services/chartside-chart"


async def test_a_client_that_signs_as_registered_is_answered(client: Any) -> None:
    said = await client.call(client.body())
    assert said.status == 200


async def test_a_call_without_a_token_is_refused(client: Any) -> None:
    answer = await client.http.post("/cds-services/chartside-chart", json=client.body())
    assert answer.status_code == 401
    assert answer.json()["code"] == "caller"
    assert answer.headers["www-authenticate"].startswith("Bearer")


Make = Callable[[Any, Any], str]

REFUSED: dict[str, tuple[Make, str]] = {
    "for another service": (
        lambda s, c: s.token("https://chartside.example/cds-services/chartside-orders", c),
        "audience",
    ),
    "for the site as a whole": (lambda s, c: s.token("https://chartside.example", c), "audience"),
    "for the address inside": (
        lambda s, c: s.token("http://inside/cds-services/chartside-chart", c),
        "audience",
    ),
    "with a slash more": (lambda s, c: s.token(URL + "/", c), "audience"),
    "without an audience": (lambda s, c: s.token(None, c), "claims"),
    "for several others": (lambda s, c: s.token(["https://a.example", URL + "x"], c), "audience"),
    "of another issuer": (lambda s, c: s.token(URL, c, iss="https://evil.example"), "unknown"),
    "of nobody": (lambda s, c: s.token(URL, c, iss=None), "unknown"),
    "that is over": (lambda s, c: s.token(URL, c, iat=1, exp=300), "expired"),
    "of the future": (
        lambda s, c: s.token(
            URL, c, iat=int(c().timestamp()) + 120, exp=int(c().timestamp()) + 200
        ),
        "not-yet",
    ),
    "not yet good": (lambda s, c: s.token(URL, c, nbf=int(c().timestamp()) + 120), "not-yet"),
    "good for an hour": (
        lambda s, c: s.token(URL, c, exp=int(c().timestamp()) + 3600),
        "lifetime",
    ),
    "that never ends": (lambda s, c: s.token(URL, c, exp=None), "claims"),
    "without its time": (lambda s, c: s.token(URL, c, iat=None), "claims"),
    "without an id": (lambda s, c: s.token(URL, c, jti=None), "claims"),
    "with a list as id": (lambda s, c: s.token(URL, c, jti=["x"]), "claims"),
    "that names no key": (lambda s, c: s.token(URL, c, header={"kid": None}), "key"),
    "that names another key": (lambda s, c: s.token(URL, c, header={"kid": "k2"}), "key"),
    "whose key is a path": (
        lambda s, c: s.token(URL, c, header={"kid": "../../etc/passwd"}),
        "key",
    ),
    "that names a URL for its keys": (
        lambda s, c: s.token(URL, c, header={"jku": "https://evil.example/jwks.json"}),
        "jku",
    ),
    "of another kind": (lambda s, c: s.token(URL, c, header={"typ": "at+jwt"}), "type"),
    "of a tenant that is no text": (lambda s, c: s.token(URL, c, tenant=["t"]), "claims"),
    "that is none": (lambda _s, _c: "abc", "malformed"),
    "in two parts": (lambda s, c: s.token(URL, c).rpartition(".")[0], "malformed"),
}


@pytest.mark.parametrize("which", REFUSED)
async def test_a_token_is_refused_that_is(which: str, client: Any) -> None:
    make, reason = REFUSED[which]
    said = await client.call(client.body(), token=make(client.signing, client.clock))
    assert said.status == 401
    assert said.body["detail"].endswith(f": {reason}")


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts)


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256", "HS384", "dir", "EdDSA"])
async def test_an_algorithm_that_is_not_listed_is_refused_before_any_key_is_looked_for(
    client: Any, algorithm: str
) -> None:
    claims = claims_of(client.signing.token(URL, client.clock))
    token = unsigned({"alg": algorithm, "kid": "k1", "typ": "JWT"}, claims)
    said = await client.call(client.body(), token=token)
    assert (said.status, said.body["detail"][-9:]) == (401, "algorithm")


async def test_a_public_key_is_no_shared_secret(client: Any) -> None:
    claims = claims_of(client.signing.token(URL, client.clock))
    public = client.signing.key.as_pem(private=False)
    head = unsigned({"alg": "HS256", "kid": "k1", "typ": "JWT"}, claims).rpartition(".")[0]
    made = hmac.new(public, head.encode(), hashlib.sha256).digest()
    token = f"{head}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"
    said = await client.call(client.body(), token=token)
    assert said.status == 401


async def test_a_key_that_the_token_brings_is_not_used(client: Any, other_signing: Any) -> None:
    jwk = other_signing.jwks["keys"][0]
    token = other_signing.token(URL, client.clock, header={"jwk": jwk})
    said = await client.call(client.body(), token=token)
    assert (said.status, said.body["detail"][-9:]) == (401, "signature")


async def test_another_clients_key_under_the_same_name_signs_for_nobody_else(
    open_client: Any, signing: Any, other_signing: Any
) -> None:
    ours = Caller("https://one.example", KeySet.pinned(signing.jwks))
    theirs = Caller("https://two.example", KeySet.pinned(other_signing.jwks))
    client = open_client(ours, theirs)
    token = other_signing.token(URL, client.clock, iss="https://one.example")
    said = await client.call(client.body(fhirServer=...), token=token)
    assert (said.status, said.body["detail"][-9:]) == (401, "signature")


async def test_a_token_is_good_for_one_call(client: Any) -> None:
    token = client.signing.token(URL, client.clock)
    assert (await client.call(client.body(), token=token)).status == 200
    again = await client.call(client.body(), token=token)
    assert (again.status, again.body["detail"][-8:]) == (401, "replayed")


async def test_an_id_that_was_seen_on_one_service_is_refused_on_every_other(client: Any) -> None:
    everywhere = [URL, f"{URL}/feedback", "https://chartside.example/cds-services"]
    token = client.signing.token(everywhere, client.clock)
    assert (await client.call(client.body(), token=token)).status == 200
    heard = await client.hear(
        {"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-11-26T12:00:00Z"},
        token=token,
    )
    assert heard.status == 401
    found = await client.http.get("/cds-services", headers={"Authorization": f"Bearer {token}"})
    assert found.status_code == 401


async def test_an_id_may_come_back_after_its_token_is_over(client: Any) -> None:
    for _ in range(2):
        token = client.signing.token(URL, client.clock, jti="1")
        assert (await client.call(client.body(), token=token)).status == 200
        client.clock.wait(minutes=7)


async def test_a_clock_half_a_second_ahead_is_no_reason_to_refuse(client: Any) -> None:
    ahead = client.clock().timestamp() + 0.5
    said = await client.call(
        client.body(), token=client.signing.token(URL, client.clock, iat=ahead, exp=ahead + 300)
    )
    assert said.status == 200


async def test_an_audience_in_a_list_is_one(client: Any) -> None:
    token = client.signing.token([URL, "https://else.example"], client.clock)
    assert (await client.call(client.body(), token=token)).status == 200


async def test_the_url_of_the_keys_that_is_registered_may_be_named(client: Any) -> None:
    header = {"jku": "https://ehr.example/jwks.json"}
    token = client.signing.token(URL, client.clock, header=header)
    assert (await client.call(client.body(), token=token)).status == 200


async def test_feedback_needs_a_token_for_the_feedback_endpoint(client: Any) -> None:
    heard = await client.hear(
        {"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-11-26T12:00:00Z"},
        token=client.signing.token(URL, client.clock),
    )
    assert (heard.status, heard.body["detail"][-8:]) == (401, "audience")


async def test_an_rsa_key_signs_as_well(open_client: Any, clock: Any, signing: Any) -> None:
    made = type(signing)(RSAKey.generate_key(2048), "RS384")
    client = open_client(Caller("https://rsa.example", KeySet.pinned(made.jwks)))
    token = made.token(URL, clock, iss="https://rsa.example")
    said = await client.call(client.body(fhirServer=...), token=token)
    assert said.status == 200


async def test_a_tenant_that_is_registered_by_itself_has_its_own_keys(
    open_client: Any, signing: Any, other_signing: Any
) -> None:
    north = Caller("https://host.example", KeySet.pinned(signing.jwks), tenant="north")
    south = Caller("https://host.example", KeySet.pinned(other_signing.jwks), tenant="south")
    client = open_client(north, south)
    for who, tenant, status in (
        (signing, "north", 200),
        (other_signing, "south", 200),
        (signing, "south", 401),
        (signing, None, 401),
        (signing, "east", 401),
    ):
        token = who.token(URL, client.clock, iss="https://host.example", tenant=tenant)
        assert (await client.call(client.body(fhirServer=...), token=token)).status == status


async def test_two_headers_with_tokens_are_none(client: Any) -> None:
    tokens = [client.signing.token(URL, client.clock) for _ in range(2)]
    answer = await client.http.post(
        "/cds-services/chartside-chart",
        json=client.body(),
        headers=[("Authorization", f"Bearer {one}") for one in tokens],
    )
    assert answer.status_code == 401


async def test_a_service_that_does_not_exist_is_none(client: Any) -> None:
    assert (await client.call(client.body(), "nothing")).status == 404
    assert (await client.hear({}, service="nothing")).status == 404


def test_clients_that_cannot_be_told_apart_are_refused(caller: Caller) -> None:
    with pytest.raises(UsageError, match="one issuer and one tenant"):
        Callers([caller, caller])


@pytest.mark.parametrize("origin", ["*", "null", "https://ehr.example/", "ehr.example", ""])
def test_a_page_is_registered_by_its_origin(caller: Caller, origin: str) -> None:
    with pytest.raises(UsageError, match="origin"):
        Callers([Caller("https://x.example", caller.keys, origins=(origin,))])


@pytest.mark.parametrize(
    "url", ["http://chartside.example", "ftp://chartside.example", "chartside", ""]
)
def test_a_service_is_reached_by_https_alone(open_client: Any, url: str) -> None:
    with pytest.raises(UsageError, match="https"):
        open_client(url=url)
    with pytest.raises(UsageError, match="https"):
        open_client(launch=url)


async def test_keys_that_cannot_be_fetched_are_no_reason_to_believe_or_to_blame(
    open_client: Any,
) -> None:
    at = "http://127.0.0.1:9/jwks.json"
    async with Web([at]) as web:
        iss = "https://ehr.example/cds-client"
        client = open_client(Caller(iss, KeySet.fetched(web, at), jku=at))
        said = await client.call(client.body(fhirServer=...))
    assert (said.status, said.body["code"]) == (503, "keys")
    assert said.headers["retry-after"] == "30"


async def test_a_failure_of_ours_tells_nothing_of_a_chart(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.opened.feedback.close()  # so that no card can be remembered
    said = await client.call(client.body())
    assert (said.status, said.body["code"]) == (500, "failed")
    assert "a call of a CDS service failed: ProgrammingError" in caplog.text
    told = caplog.text + json.dumps(said.body)
    for secret in ("Lindqvist", "nora", "spironolactone", "Bearer", "eyJ", "Traceback"):
        assert secret not in told
