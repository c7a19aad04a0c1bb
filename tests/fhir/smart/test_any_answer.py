"""Whatever a server says, it is taken or refused in one of our own errors, and never half."""

import asyncio
import json
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.network import Answer
from chartside.fhir.smart import discovery
from chartside.fhir.smart.authorizing import Pending, finish
from chartside.fhir.smart.claims import Expected, verified
from chartside.fhir.smart.discovery import Configuration
from chartside.fhir.smart.keys import KeySet
from chartside.fhir.smart.registration import Registration
from chartside.fhir.smart.scopes import Scopes
from chartside.fhir.smart.style import read_style
from chartside.fhir.smart.tokens import read

NOW = 1_800_000_000
REGISTERED = Registration("https://ehr.example/fhir", "app", redirect_uri="https://a.example/cb")
PENDING = Pending("s" * 43, "v" * 43, "n" * 43, REGISTERED.iss, "app", "", None, "openid", NOW)
CONFIGURED = Configuration("https://ehr.example/token", "https://ehr.example/authorize")

urls = st.sampled_from(
    [
        "https://ehr.example/a",
        "/token",
        "//evil.example",
        "https://[::1",
        "http://x:99999/",
        "#",
        "?",
    ]
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | urls
    | st.sampled_from(["Bearer", "S256", "launch-ehr", "p1", "openid", "access_denied"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=10,
)


def said_with(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), anything)


@given(
    said_with(
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "refresh_token",
        "id_token",
        "error",
        "patient",
        "encounter",
        "fhirContext",
    ),
    st.sampled_from([200, 201, 400, 401, 500]),
)
def test_any_answer_of_a_token_endpoint(said: dict[str, Any], status: int) -> None:
    answer = Answer(status, httpx.Headers(), json.dumps(said).encode(), "https://ehr.example")
    try:
        tokens = read(answer, Scopes(), now=NOW)
    except (LaunchRefused, WebError):
        return
    assert status == 200
    assert tokens.access == said["access_token"]
    assert said["token_type"].lower() == "bearer"
    assert tokens.expires_at is None or NOW <= tokens.expires_at <= NOW + 315_360_000
    assert tokens.context.patient == said.get("patient")


@given(
    said_with(
        "authorization_endpoint",
        "token_endpoint",
        "issuer",
        "jwks_uri",
        "revocation_endpoint",
        "capabilities",
        "grant_types_supported",
        "code_challenge_methods_supported",
        "scopes_supported",
    )
)
def test_any_configuration_of_a_server(said: dict[str, Any]) -> None:
    usual = {
        "token_endpoint": "https://ehr.example/token",
        "capabilities": [],
        "grant_types_supported": [],
        "code_challenge_methods_supported": ["S256"],
    }
    try:
        made = discovery.read({**usual, **said}, REGISTERED)
    except LaunchRefused:
        return
    ends = [made.token_endpoint, made.authorization_endpoint, made.issuer, made.jwks_uri]
    assert all(REGISTERED.allows(one) for one in ends if one)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["state", "code", "error", "iss", "error_description"]),
            st.text(max_size=50) | st.just("s" * 43),
        ),
        max_size=6,
    )
)
def test_any_parameters_of_a_redirect(given: list[tuple[str, str]]) -> None:
    try:
        code = finish(PENDING, given, CONFIGURED, now=NOW + 1)
    except LaunchRefused as why:
        assert why.reason.replace("_", "").isalpha()
        return
    assert dict(given)["state"] == PENDING.state
    assert dict(given)["code"] == code


@given(anything)
def test_any_style(said: Any) -> None:
    assert len(read_style(said)) <= 11


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(place=st.integers(0, 10_000), other=st.characters(codec="utf-8"))
def test_a_token_that_was_changed_anywhere_is_refused_or_says_the_same(
    rsa: Any, jwks: Any, token: Any, place: int, other: str
) -> None:
    keys = KeySet.pinned(jwks(rsa))
    whole = token(rsa)
    expected = Expected("https://ehr.example/oauth", frozenset({"chartside"}))

    def claims(text: str) -> dict[str, Any]:
        return asyncio.run(verified(text, keys, expected, now=NOW))

    at = place % len(whole)
    try:
        read_as = claims(f"{whole[:at]}{other}{whole[at + 1 :]}")
    except LaunchRefused:
        return
    assert read_as == claims(whole)
