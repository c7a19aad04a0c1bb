"""Who signed in is what the record system has signed, checked before anybody signs a document."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.smart.authorizing import Pending, begin
from chartside.fhir.smart.id_token import IdTokens, Person

Made = Callable[..., Any]
OPENID = "/oauth/.well-known/openid-configuration"


@pytest.fixture
def sign_on(ehr: Any, registered: Made, connect: Made) -> Made:
    """A reader of id_tokens, an authorisation, and a token that belongs to it."""

    async def made(**claims: Any) -> tuple[IdTokens, Pending, str]:
        client = await connect(registered())
        pending = begin(client.configuration, client.registration, launch="x").pending
        ehr.claims = claims
        return IdTokens(client), pending, ehr.id_token("chartside", pending.nonce)

    return made


async def reason(sign_on: Made, **claims: Any) -> str:
    reader, pending, token = await sign_on(**claims)
    with pytest.raises(LaunchRefused) as why:
        await reader.person(token, pending)
    return why.value.reason


async def test_a_person_is_known_by_issuer_subject_and_fhir_user(ehr: Any, sign_on: Made) -> None:
    at = int(time.time())
    reader, pending, token = await sign_on(auth_time=at, iat=at, jti="j1", acr="loa3", amr=["mfa"])
    assert await reader.person(token, pending) == Person(
        iss=f"{ehr.url}/oauth",
        sub="user-1",
        fhir_user="Practitioner/dr1",
        name="Dr. Adams",
        auth_time=at,
        issued=at,
        jti="j1",
        acr="loa3",
        amr=("mfa",),
    )


async def test_a_token_without_key_id_and_half_a_second_ahead_is_taken_as_real_servers_send_it(
    sign_on: Made,
) -> None:
    reader, pending, token = await sign_on(iat=time.time() + 0.5)
    assert (await reader.person(token, pending)).sub == "user-1"


async def test_the_keys_are_found_through_the_issuers_own_document_and_fetched_once(
    ehr: Any, sign_on: Made
) -> None:
    reader, pending, token = await sign_on()
    for _ in range(3):
        await reader.person(token, pending)
    assert len(ehr.calls(OPENID)) == 1
    assert len(ehr.calls("/oauth/jwks")) == 1


async def test_without_that_document_the_keys_of_the_smart_configuration_are_used(
    ehr: Any, sign_on: Made
) -> None:
    ehr.says[OPENID] = Response("", 404)
    reader, pending, token = await sign_on()
    assert await reader.person(token, pending)
    ehr.configuration = {"jwks_uri": None}
    reader, pending, token = await sign_on()
    with pytest.raises(WebError) as why:
        await reader.person(token, pending)
    assert why.value.status == 404


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "another-app"}, "audience"),
        ({"aud": ["chartside", "another-app"]}, "audience"),
        ({"aud": ["chartside", "another-app"], "azp": "another-app"}, "audience"),
        ({"azp": "another-app"}, "audience"),
        ({"exp": 1_600_000_000, "iat": 1_599_999_000}, "expired"),
        ({"exp": 4_000_000_000}, "lifetime"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_300}, "not-yet"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "claims"),
        ({"sub": ""}, "claims"),
        ({"sub": 7}, "claims"),
        ({"sub": "a\0b"}, "claims"),
        ({"auth_time": "yesterday"}, "claims"),
        ({"fhirUser": "https://evil.example/Practitioner/dr1"}, "fhir-user"),
        ({"fhirUser": "Device/d1"}, "fhir-user"),
        ({"fhirUser": "Organization/o1"}, "fhir-user"),
        ({"fhirUser": "Practitioner/dr1/_history/1"}, "fhir-user"),
        ({"fhirUser": "Practitioner/dr1/../../Practitioner/dr2"}, "fhir-user"),
        ({"fhirUser": "Practitioner?identifier=1"}, "fhir-user"),
        ({"fhirUser": "javascript:alert(1)"}, "fhir-user"),
        ({"fhirUser": ""}, "fhir-user"),
        ({"fhirUser": ["Practitioner/dr1"]}, "fhir-user"),
    ],
)
async def test_an_id_token_that_is_not_of_this_sign_on_is_refused(
    sign_on: Made, claims: dict[str, Any], why: str
) -> None:
    assert await reason(sign_on, **claims) == why


async def test_a_token_for_several_is_taken_where_it_says_that_it_was_given_to_us(
    sign_on: Made,
) -> None:
    reader, pending, token = await sign_on(aud=["chartside", "other"], azp="chartside")
    assert await reader.person(token, pending)


@pytest.mark.parametrize(
    "kind", ["Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Person"]
)
async def test_a_user_may_be_of_five_types_relative_or_on_the_server_of_the_launch(
    ehr: Any, sign_on: Made, kind: str
) -> None:
    for said in (f"{kind}/a.1-B", f"{ehr.base}/{kind}/a.1-B"):
        reader, pending, token = await sign_on(fhirUser=said)
        assert (await reader.person(token, pending)).fhir_user == f"{kind}/a.1-B"


async def test_a_user_below_the_base_and_deeper_is_not_cut_to_fit(ehr: Any, sign_on: Made) -> None:
    for said in (
        f"{ehr.base}/other/Practitioner/dr1",
        f"{ehr.base}/Practitioner/dr1/_history/2",
        f"{ehr.base}/Practitioner/dr1?x=Practitioner/dr2",
        f"{ehr.url}/fhir2/Practitioner/dr1",
    ):
        assert await reason(sign_on, fhirUser=said) == "fhir-user"


async def test_without_a_fhir_user_the_person_is_known_by_subject_alone(sign_on: Made) -> None:
    reader, pending, token = await sign_on(fhirUser=None, name="a\nb", jti=7, acr=[], amr="mfa")
    person = await reader.person(token, pending)
    assert (person.fhir_user, person.name, person.jti) == (None, None, None)
    assert (person.acr, person.amr) == (None, ())


@pytest.mark.parametrize(
    ("ago", "taken"),
    [(0, True), (300, True), (340, True), (400, False), (None, False), (-500, False)],
)
async def test_who_is_to_have_signed_in_lately_must_be_said_to_have(
    sign_on: Made, ago: int | None, taken: bool
) -> None:
    now = time.time()
    reader, pending, token = await sign_on(auth_time=None if ago is None else int(now - ago))
    asked = replace(pending, max_age=300)
    if taken:
        assert (await reader.person(token, asked, now=now)).auth_time == int(now - (ago or 0))
        return
    with pytest.raises(LaunchRefused) as why:
        await reader.person(token, asked, now=now)
    assert why.value.reason == "auth-time"


async def test_a_token_of_a_refresh_has_no_nonce_and_is_verified_all_the_same(
    sign_on: Made,
) -> None:
    reader, _, token = await sign_on(nonce=None)
    assert (await reader.person(token, None)).sub == "user-1"
    head, body, _ = token.split(".")
    with pytest.raises(LaunchRefused) as why:
        await reader.person(f"{head}.{body}.AAAA", None)
    assert why.value.reason == "signature"


@pytest.mark.parametrize("token", [None, ""])
async def test_without_an_id_token_nobody_has_signed_in(sign_on: Made, token: str | None) -> None:
    reader, pending, _ = await sign_on()
    with pytest.raises(LaunchRefused) as why:
        await reader.person(token, pending)
    assert why.value.reason == "id-token"


async def test_an_issuer_whose_document_names_another_is_refused(ehr: Any, sign_on: Made) -> None:
    ehr.openid = {"issuer": "https://evil.example"}
    assert await reason(sign_on) == "issuer"
    ehr.openid = {"jwks_uri": 7}
    assert await reason(sign_on) == "configuration"


async def test_keys_on_an_origin_that_was_not_registered_are_not_fetched(
    ehr: Any, sign_on: Made
) -> None:
    ehr.openid = {"jwks_uri": "https://evil.example/jwks"}
    assert await reason(sign_on) == "elsewhere"


async def test_an_issuer_that_the_server_forgot_to_name_must_still_be_on_a_registered_origin(
    ehr: Any, sign_on: Made
) -> None:
    ehr.configuration = {"issuer": None, "jwks_uri": None}
    reader, pending, token = await sign_on()
    assert await reader.person(token, pending)
    assert await reason(sign_on, iss="https://evil.example") == "elsewhere"


async def test_a_token_of_another_issuers_key_is_refused(
    ehr: Any, sign_on: Made, rsa_2: Any
) -> None:
    reader, pending, _ = await sign_on()
    real, ehr.key = ehr.key, rsa_2
    forged = ehr.id_token("chartside", pending.nonce)
    ehr.key = real
    with pytest.raises(LaunchRefused) as why:
        await reader.person(forged, pending)
    assert why.value.reason == "signature"


async def test_a_page_in_place_of_the_issuers_document_is_told_as_such(
    ehr: Any, sign_on: Made
) -> None:
    reader, pending, token = await sign_on()
    for said, why in (
        (Response("<html>"), "not-json"),
        (Response("", 302, {"location": "/x"}), "redirected"),
    ):
        ehr.says[OPENID] = said
        with pytest.raises(WebError) as refused:
            await reader.person(token, pending)
        assert refused.value.reason == why
    ehr.says[OPENID] = JSONResponse([])
    with pytest.raises(LaunchRefused):
        await reader.person(token, pending)


async def test_the_name_of_a_person_is_not_printed(sign_on: Made) -> None:
    reader, pending, token = await sign_on(name="Canary Name")
    person = await reader.person(token, pending)
    assert person.name == "Canary Name"
    assert "Canary" not in repr(person)
