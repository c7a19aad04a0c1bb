"""From a launch to tokens: what is asked of the record system, and what is taken from it."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.responses import JSONResponse, Response

from chartside.errors import LaunchRefused, UsageError, WebError
from chartside.fhir.smart.authorizing import Begun, Pending, begin, finish
from chartside.fhir.smart.context import LaunchContext
from chartside.fhir.smart.proving import Client, basic
from chartside.fhir.smart.registration import Kind
from chartside.fhir.smart.scopes import READING, Scopes
from chartside.fhir.smart.tokens import redeem, renew

Made = Callable[..., Any]
TOKEN = "/oauth/token"


async def launched(client: Client, browser: Made, **asked: Any) -> Any:
    begun = begin(client.configuration, client.registration, **{"launch": "xyz", **asked})
    code = finish(begun.pending, await browser(begun), client.configuration)
    return await redeem(client, begun.pending, code)


def sent(begun: Begun) -> dict[str, str]:
    """What the browser is sent to the authorization endpoint with."""
    read = parse_qs(urlsplit(begun.url).query, strict_parsing=True, keep_blank_values=True)
    assert all(len(values) == 1 for values in read.values())
    return {name: values[0] for name, values in read.items()}


@pytest.mark.parametrize("kind", list(Kind))
async def test_each_kind_of_client_gets_tokens_in_an_ehr_launch(
    ehr: Any, registered: Made, connect: Made, browser: Made, kind: Kind
) -> None:
    tokens = await launched(await connect(registered(kind)), browser)
    assert tokens.access in ehr.access
    assert tokens.scopes == READING
    assert tokens.context == LaunchContext(patient="p1", encounter="e1")
    assert tokens.refresh in ehr.refresh
    assert tokens.id_token


async def test_an_authorisation_is_asked_for_with_all_that_smart_requires(
    ehr: Any, registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    begun = begin(client.configuration, client.registration, launch="a b&c=d/é"[:7])
    asked = sent(begun)
    assert begun.url.startswith(f"{ehr.url}/oauth/authorize?")
    assert asked["response_type"] == "code"
    assert asked["client_id"] == "chartside"
    assert asked["redirect_uri"] == "https://chartside.example/callback"
    assert asked["aud"] == ehr.base
    assert asked["launch"] == "a b&c=d"
    assert Scopes.parse(asked["scope"]) == READING
    assert asked["nonce"] == begun.pending.nonce


async def test_a_code_is_bound_to_the_one_who_asked_by_s256_and_the_verifier_is_not_sent_ahead(
    registered: Made, connect: Made, browser: Made
) -> None:
    client = await connect(registered())
    begun = begin(client.configuration, client.registration, launch="xyz")
    asked, verifier = sent(begun), begun.pending.verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert asked["code_challenge_method"] == "S256"
    assert verifier not in begun.url
    assert 43 <= len(verifier) <= 128

    code = finish(begun.pending, await browser(begun), client.configuration)
    stolen = replace(begun.pending, verifier="x" * 43)
    with pytest.raises(LaunchRefused) as why:
        await redeem(client, stolen, code)
    assert why.value.reason == "invalid_grant"


async def test_state_nonce_and_verifier_are_new_each_time_and_have_256_bits(
    registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    made = [begin(client.configuration, client.registration, launch="x").pending for _ in range(50)]
    secrets = [secret for one in made for secret in (one.state, one.nonce, one.verifier)]
    assert len(set(secrets)) == 150
    assert all(len(base64.urlsafe_b64decode(one + "=")) == 32 for one in secrets)


async def test_a_standalone_launch_has_no_launch_and_asks_that_a_patient_be_chosen(
    registered: Made, connect: Made, browser: Made
) -> None:
    client = await connect(registered())
    asked = sent(begin(client.configuration, client.registration))
    assert "launch" not in asked
    scopes = asked["scope"].split()
    assert "launch/patient" in scopes
    assert "launch" not in scopes
    assert (await launched(client, browser, launch=None)).context.patient == "p1"


async def test_who_is_only_asked_to_sign_in_again_is_not_asked_to_choose_a_patient(
    registered: Made, connect: Made
) -> None:
    client = await connect(registered(scopes=Scopes.parse("openid fhirUser")))
    asked = sent(begin(client.configuration, client.registration, prompt="login"))
    assert asked["scope"] == "openid fhirUser"


async def test_a_server_that_knows_only_version_1_is_asked_in_it(
    ehr: Any, registered: Made, connect: Made, browser: Made
) -> None:
    ehr.configuration = {"capabilities": ["launch-ehr", "permission-v1"]}
    client = await connect(registered(scopes=Scopes.parse("launch patient/Observation.rs")))
    assert (
        "patient/Observation.read"
        in sent(begin(client.configuration, client.registration, launch="x"))["scope"].split()
    )
    tokens = await launched(client, browser)
    assert tokens.scopes.allows("Observation", "rs")


async def test_a_long_request_is_posted_where_the_server_takes_that_and_only_there(
    ehr: Any, registered: Made, connect: Made, browser: Made
) -> None:
    wide = Scopes.parse(
        " ".join(f"patient/Observation.rs?code=http://loinc.org|{n}" for n in range(100))
    )
    client = await connect(registered(scopes=wide))
    assert begin(client.configuration, client.registration, launch="x").form is None
    ehr.configuration = {"capabilities": ["launch-ehr", "authorize-post", "permission-v2"]}
    client = await connect(registered(scopes=wide))
    begun = begin(client.configuration, client.registration, launch="x")
    assert begun.form is not None
    assert begun.url == f"{ehr.url}/oauth/authorize"
    assert (await launched(client, browser)).scopes == wide | Scopes.parse("launch")


async def test_max_age_is_sent_only_to_servers_that_know_it_and_a_prompt_is_sent_as_asked(
    registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    asked = sent(begin(client.configuration, client.registration, prompt="login", max_age=300))
    assert asked["prompt"] == "login"
    assert "max_age" not in asked
    client = await connect(registered(takes_max_age=True))
    begun = begin(client.configuration, client.registration, max_age=300)
    assert sent(begun)["max_age"] == "300"
    assert begun.pending.max_age == 300
    with pytest.raises(UsageError):
        begin(client.configuration, client.registration, prompt="evil")


async def test_an_authorization_endpoint_keeps_the_query_that_it_has(
    ehr: Any, registered: Made, connect: Made
) -> None:
    ehr.configuration = {"authorization_endpoint": f"{ehr.url}/oauth/authorize?tenant=7"}
    client = await connect(registered())
    begun = begin(client.configuration, client.registration, launch="x")
    assert sent(begun)["tenant"] == "7"
    assert sent(begun)["state"] == begun.pending.state


@pytest.mark.parametrize("launch", ["", "a\nb", "a\0", "é", "x" * 8193])
async def test_what_cannot_be_a_launch_is_refused(
    registered: Made, connect: Made, launch: str
) -> None:
    client = await connect(registered())
    with pytest.raises(LaunchRefused) as why:
        begin(client.configuration, client.registration, launch=launch)
    assert why.value.reason == "launch"


async def test_a_pending_authorisation_is_plain_json_and_comes_back_whole(
    registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    pending = begin(client.configuration, client.registration, launch="x").pending
    assert Pending(**json.loads(json.dumps(asdict(pending)))) == pending


def answered(client: Client, **change: Any) -> tuple[Pending, list[tuple[str, str]]]:
    pending = begin(client.configuration, client.registration, launch="xyz", now=1000).pending
    given = {"code": "c0de", "state": pending.state, **change}
    return pending, [(name, value) for name, value in given.items() if value is not None]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": None}, "state"),
        ({"state": ""}, "state"),
        ({"state": "another"}, "state"),
        ({"state": "é"}, "state"),
        ({"state": "\ud800"}, "state"),
        ({"state": "another", "error": "access_denied"}, "state"),
        ({"code": None}, "malformed"),
        ({"code": ""}, "malformed"),
        ({"code": "a\nb"}, "malformed"),
        ({"error": "access_denied"}, "access_denied"),
        ({"error": "<script>alert(1)</script>"}, "refused"),
        ({"error": ""}, "refused"),
        ({"error": "Jane Doe, 1970"}, "refused"),
        ({"iss": "https://evil.example"}, "issuer"),
    ],
)
async def test_an_answer_that_is_not_to_our_question_is_refused(
    registered: Made, connect: Made, change: dict[str, Any], why: str
) -> None:
    client = await connect(registered())
    pending, given = answered(client, **change)
    with pytest.raises(LaunchRefused) as refused:
        finish(pending, given, client.configuration, now=1010)
    assert refused.value.reason == why


async def test_an_answer_in_time_gives_its_code_and_a_late_one_is_refused(
    registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    pending, given = answered(client)
    assert finish(pending, given, client.configuration, now=1600) == "c0de"
    for when in (1601, 999):
        with pytest.raises(LaunchRefused) as why:
            finish(pending, given, client.configuration, now=when)
        assert why.value.reason == "late"


async def test_a_parameter_that_stands_twice_is_refused(registered: Made, connect: Made) -> None:
    client = await connect(registered())
    pending, given = answered(client)
    with pytest.raises(LaunchRefused) as why:
        finish(pending, [("code", "another"), *given], client.configuration, now=1010)
    assert why.value.reason == "malformed"


async def test_the_state_of_another_browser_is_refused(registered: Made, connect: Made) -> None:
    client = await connect(registered())
    _, attacker = answered(client)
    victim, _ = answered(client)
    with pytest.raises(LaunchRefused) as why:
        finish(victim, attacker, client.configuration, now=1010)
    assert why.value.reason == "state"


async def test_a_server_that_says_who_it_is_must_say_so_rightly(
    ehr: Any, registered: Made, connect: Made
) -> None:
    ehr.configuration = {"authorization_response_iss_parameter_supported": True}
    client = await connect(registered())
    pending, given = answered(client)
    with pytest.raises(LaunchRefused) as why:
        finish(pending, given, client.configuration, now=1010)
    assert why.value.reason == "issuer"
    pending, given = answered(client, iss=f"{ehr.url}/oauth")
    assert finish(pending, given, client.configuration, now=1010)


async def test_a_code_of_one_server_is_not_redeemed_at_another(
    ehr: Any, registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    pending, _ = answered(client)
    for other in (replace(pending, iss="https://b.example/fhir"), replace(pending, client_id="b")):
        with pytest.raises(LaunchRefused) as why:
            await redeem(client, other, "c0de")
        assert why.value.reason == "mix-up"
    assert ehr.calls(TOKEN) == []


async def test_a_code_is_exchanged_by_a_form_with_the_verifier(
    ehr: Any, registered: Made, connect: Made, browser: Made
) -> None:
    await launched(await connect(registered()), browser)
    ((method, _, form, headers),) = ehr.calls(TOKEN)
    assert method == "POST"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert form.keys() == {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}
    assert form["grant_type"] == "authorization_code"
    assert form["redirect_uri"] == "https://chartside.example/callback"
    assert "authorization" not in headers


async def test_a_client_with_a_secret_sends_it_in_the_header_and_its_id_nowhere_else(
    ehr: Any, registered: Made, connect: Made, browser: Made
) -> None:
    registration = registered(Kind.SYMMETRIC)
    await launched(await connect(registration), browser)
    ((_, _, form, headers),) = ehr.calls(TOKEN)
    assert headers["authorization"] == basic("chartside", registration.secret)
    assert not {"client_id", "client_secret"} & form.keys()


async def test_a_secret_goes_into_the_form_only_where_the_server_takes_it_nowhere_else(
    ehr: Any, registered: Made, connect: Made, browser: Made
) -> None:
    ehr.configuration = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    registration = registered(Kind.SYMMETRIC)
    await launched(await connect(registration), browser)
    ((_, _, form, headers),) = ehr.calls(TOKEN)
    assert form["client_secret"] == registration.secret
    assert "authorization" not in headers


def test_id_and_secret_are_form_encoded_before_they_are_put_together() -> None:
    both = base64.b64decode(basic("my:app", "a b+c%d:é").removeprefix("Basic ")).decode()
    assert both == "my%3Aapp:a+b%2Bc%25d%3A%C3%A9"


async def test_a_client_with_a_key_makes_a_new_proof_for_each_attempt(
    ehr: Any, registered: Made, connect: Made, browser: Made
) -> None:
    client = await connect(registered(Kind.ASYMMETRIC, jku="https://chartside.example/jwks"))
    tokens = await launched(client, browser)
    await renew(client, tokens)
    proofs = [form["client_assertion"] for _, _, form, _ in ehr.calls(TOKEN)]
    assert len(proofs) == 2
    assert len(ehr.proofs) == 2
    assert all("client_id" not in form for _, _, form, _ in ehr.calls(TOKEN))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"access_token": None}, "token"),
        ({"access_token": ""}, "token"),
        ({"access_token": "a b"}, "token"),
        ({"access_token": "a\r\nX-Evil: 1"}, "token"),
        ({"access_token": ["a"]}, "token"),
        ({"token_type": "mac"}, "token-type"),
        ({"token_type": None}, "token-type"),
        ({"patient": "../Patient/2"}, "context"),
        ({"patient": "Patient/2"}, "context"),
        ({"patient": ["p1", "p2"]}, "context"),
        ({"patient": 7}, "context"),
        ({"encounter": "e1?x"}, "context"),
        ({"scope": "x" * 70_000}, "scope"),
    ],
)
async def test_an_answer_that_is_no_grant_of_a_bearer_token_is_refused(
    ehr: Any, registered: Made, connect: Made, browser: Made, answer: dict[str, Any], why: str
) -> None:
    ehr.answer = answer
    client = await connect(registered())
    with pytest.raises(LaunchRefused) as refused:
        await launched(client, browser)
    assert refused.value.reason == why


@pytest.mark.parametrize("name", ["Bearer", "bearer", "BEARER"])
async def test_the_type_of_a_token_is_compared_without_regard_to_case(
    ehr: Any, registered: Made, connect: Made, browser: Made, name: str
) -> None:
    ehr.answer = {"token_type": name}
    assert await launched(await connect(registered()), browser)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (3600, 3600),
        ("3600", 3600),
        (0, 0),
        (-5, 0),
        (1.5, 1.5),
        (None, None),
        ("soon", None),
        (True, None),
        (1e300, 315_360_000),
        ("NaN", None),
    ],
)
async def test_the_end_of_a_token_is_read_as_servers_write_it(
    ehr: Any, registered: Made, connect: Made, browser: Made, said: Any, left: float | None
) -> None:
    ehr.answer = {"expires_in": said}
    client = await connect(registered())
    begun = begin(client.configuration, client.registration, launch="x")
    code = finish(begun.pending, await browser(begun), client.configuration)
    tokens = await redeem(client, begun.pending, code, now=1000)
    assert tokens.expires_at == (None if left is None else 1000 + left)


@pytest.mark.parametrize(
    ("scope", "read", "write"),
    [
        ("patient/Observation.rs", True, False),
        ("patient/Observation.r patient/Observation.s", True, False),
        ("patient/*.cruds", True, True),
        ("patient/Observation.read", True, False),
        ("patient/Patient.rs", False, False),
        ("", False, False),
        (None, True, True),
    ],
)
async def test_what_was_granted_is_looked_at_whatever_was_asked(
    ehr: Any, enter: Made, scope: str | None, read: bool, write: bool
) -> None:
    ehr.answer = {"scope": scope}
    _, tokens = await enter(scopes=Scopes.parse("launch patient/Observation.cruds"))
    assert tokens.scopes.allows("Observation", "rs") is read
    assert tokens.scopes.allows("Observation", "c") is write


@pytest.mark.parametrize(
    ("answer", "why", "status"),
    [
        (Response("<html>502 canary</html>", 502, media_type="text/html"), "refused", 502),
        (Response("", 500), "refused", 500),
        (Response("<html>login</html>", 200, media_type="text/html"), "not-json", 200),
        (Response("[]", 200, media_type="application/json"), "not-json", 200),
        (Response("", 302, {"location": "https://evil.example"}), "redirected", 302),
        (JSONResponse({"error": "server_error"}, 503), "refused", 503),
        (JSONResponse({"access_token": "a"}, 201), "refused", 201),
    ],
)
async def test_a_token_endpoint_that_gives_no_answer_of_its_kind_is_told_as_such(
    ehr: Any, enter: Made, answer: Response, why: str, status: int
) -> None:
    ehr.says[TOKEN] = answer
    with pytest.raises(WebError) as refused:
        await enter()
    assert (refused.value.reason, refused.value.status) == (why, status)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("status", [200, 400, 401, 403])
@pytest.mark.parametrize(
    ("error", "why"), [("invalid_client", "invalid_client"), ("canary & Co", "refused")]
)
async def test_the_code_of_a_refusal_is_kept_and_its_words_are_not(
    ehr: Any, enter: Made, status: int, error: str, why: str
) -> None:
    ehr.says[TOKEN] = JSONResponse({"error": error, "error_description": "canary"}, status)
    with pytest.raises(LaunchRefused) as refused:
        await enter()
    assert refused.value.reason == why
    assert "canary" not in str(refused.value)


async def test_a_refresh_token_that_comes_back_replaces_the_one_used(ehr: Any, enter: Made) -> None:
    client, first = await enter()
    second = await renew(client, first)
    assert second.refresh != first.refresh
    assert second.access != first.access
    assert second.context == first.context
    assert second.id_token == first.id_token
    with pytest.raises(LaunchRefused) as why:
        await renew(client, first)
    assert why.value.reason == "invalid_grant"
    ehr.answer = {"refresh_token": None}
    third = await renew(client, second)
    assert third.refresh == second.refresh


async def test_a_refresh_may_ask_for_less_and_never_for_more(ehr: Any, enter: Made) -> None:
    client, tokens = await enter()
    before = len(ehr.asked)
    with pytest.raises(LaunchRefused) as why:
        await renew(client, tokens, Scopes.parse("patient/DocumentReference.c"))
    assert why.value.reason == "scope"
    assert len(ehr.asked) == before
    less = await renew(client, tokens, Scopes.parse("patient/Patient.r"))
    assert str(less.scopes) == "patient/Patient.r"
    assert "scope" not in ehr.calls(TOKEN)[0][2]


@pytest.mark.parametrize("changed", [{"patient": "p2"}, {"encounter": "e2"}])
async def test_a_refresh_cannot_change_the_patient_under_the_app(
    ehr: Any, enter: Made, changed: dict[str, str]
) -> None:
    client, tokens = await enter()
    ehr.context = ehr.context | changed
    with pytest.raises(LaunchRefused) as why:
        await renew(client, tokens)
    assert why.value.reason == "context"


async def test_without_a_refresh_token_nothing_is_asked(ehr: Any, enter: Made) -> None:
    ehr.answer = {"refresh_token": None}
    client, tokens = await enter()
    with pytest.raises(LaunchRefused) as why:
        await renew(client, tokens)
    assert why.value.reason == "expired"
    assert len(ehr.calls(TOKEN)) == 1
