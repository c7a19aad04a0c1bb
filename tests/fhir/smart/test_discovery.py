"""What a server says of itself is looked through before anything of it is used."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.discovery import discover, read
from chartside.fhir.smart.registration import Registration
from chartside.fhir.smart.scopes import Scopes

Made = Callable[..., Any]
PATH = "/fhir/.well-known/smart-configuration"
REGISTERED = Registration(
    "https://ehr.example/r4/fhir",
    "app",
    redirect_uri="https://chartside.example/callback",
    origins=frozenset({"https://login.example"}),
)
SAID: dict[str, Any] = {
    "authorization_endpoint": "https://login.example/authorize",
    "token_endpoint": "https://login.example/token",
    "grant_types_supported": ["authorization_code"],
    "code_challenge_methods_supported": ["S256"],
    "capabilities": ["launch-ehr", "launch-standalone", "permission-v2"],
}


def why(change: dict[str, Any]) -> str:
    with pytest.raises(LaunchRefused) as refused:
        read({**SAID, **change}, REGISTERED)
    return refused.value.reason


async def test_the_configuration_is_asked_for_below_the_base_as_json(
    ehr: Any, registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    ((method, path, _, headers),) = ehr.asked
    assert (method, path) == ("GET", PATH)
    assert headers["accept"] == "application/json"
    assert "authorization" not in headers
    assert client.configuration.token_endpoint == f"{ehr.url}/oauth/token"
    assert client.configuration.issuer == f"{ehr.url}/oauth"
    assert client.configuration.introspection_endpoint == f"{ehr.url}/oauth/introspect"
    assert client.configuration.revocation_endpoint == f"{ehr.url}/oauth/revoke"


async def test_a_base_that_ends_with_a_slash_is_asked_at_the_same_place(
    ehr: Any, connect: Made
) -> None:
    made = Registration(f"{ehr.base}/", "chartside", redirect_uri="https://chartside.example/cb")
    assert await connect(made)
    assert ehr.asked[0][1] == PATH


def test_capabilities_that_nobody_knows_are_kept_and_do_no_harm() -> None:
    odd = ["context-passthrough-banner", "https://ehr.example/own", 7, None, {"a": 1}]
    made = read({**SAID, "capabilities": [*SAID["capabilities"], *odd]}, REGISTERED)
    assert made.can("launch-ehr")
    assert made.can("context-passthrough-banner")
    assert not made.can("sso-openid-connect")
    assert not made.can("7")


@pytest.mark.parametrize("name", ["token_endpoint", "capabilities", "grant_types_supported"])
@pytest.mark.parametrize("value", [None, 7, {}, ""])
def test_what_must_be_there_has_to_be_there(name: str, value: Any) -> None:
    assert why({name: value}) == "configuration"


@pytest.mark.parametrize("capability", ["launch-ehr", "launch-standalone"])
def test_who_can_be_launched_from_says_where_to_authorise(capability: str) -> None:
    change = {"authorization_endpoint": None, "capabilities": [capability]}
    assert why(change) == "configuration"
    service = read({**SAID, **change, "capabilities": ["permission-v2"]}, REGISTERED)
    assert service.authorization_endpoint is None


@pytest.mark.parametrize(
    "methods", [None, [], ["plain"], ["plain", "S256"], ["s256"], "S256", [["S256"]]]
)
def test_a_server_that_does_not_bind_a_code_or_lets_that_be_switched_off_is_refused(
    methods: Any,
) -> None:
    assert why({"code_challenge_methods_supported": methods}) == "pkce"


def test_a_service_without_launches_need_not_bind_codes() -> None:
    made = read(
        {
            "token_endpoint": "https://login.example/token",
            "capabilities": ["client-confidential-asymmetric"],
            "grant_types_supported": ["client_credentials"],
        },
        REGISTERED,
    )
    assert made.grants == {"client_credentials"}


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("/oauth/token", "https://ehr.example/oauth/token"),
        ("token", "https://ehr.example/r4/token"),
        ("../auth/token", "https://ehr.example/auth/token"),
        ("//login.example/token", "https://login.example/token"),
        ("https://login.example/token?t=1", "https://login.example/token?t=1"),
    ],
)
def test_a_relative_endpoint_is_resolved_against_the_base(url: str, whole: str) -> None:
    assert read({**SAID, "token_endpoint": url}, REGISTERED).token_endpoint == whole


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/token",
        "https://login.example.evil.example/token",
        "https://login.example@evil.example/token",
        "//evil.example/token",
        "http://login.example/token",
        "https://login.example:444/token",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/token",
        "https://[::ffff:127.0.0.1]/token",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:\\\\evil.example",
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "token_endpoint",
        "authorization_endpoint",
        "introspection_endpoint",
        "revocation_endpoint",
        "jwks_uri",
        "issuer",
    ],
)
def test_an_endpoint_on_an_origin_that_was_not_registered_is_refused(name: str, url: str) -> None:
    assert why({name: url}) == "elsewhere"


@pytest.mark.parametrize("url", ["https://login.example/token#x", 7, ["https://login.example"]])
def test_an_endpoint_that_is_no_url_of_one_is_refused(url: Any) -> None:
    assert why({"authorization_endpoint": url}) == "configuration"


def test_what_this_client_does_not_use_is_passed_over() -> None:
    unused = {
        "registration_endpoint": "https://evil.example",
        "management_endpoint": "javascript:alert(1)",
        "user_access_brand_bundle": 7,
        "associated_endpoints": [{"url": "https://evil.example", "capabilities": None}],
        "smart_app_state_endpoint": "https://evil.example/state",
    }
    assert read({**SAID, **unused}, REGISTERED) == read(SAID, REGISTERED)


@pytest.mark.parametrize(
    ("capabilities", "written"),
    [
        (["permission-v2"], "launch patient/Observation.rs"),
        (["permission-v1", "permission-v2"], "launch patient/Observation.rs"),
        (["permission-v1"], "launch patient/Observation.read"),
        ([], "launch patient/Observation.read"),
    ],
)
def test_scopes_are_written_in_the_version_that_the_server_says_it_knows(
    capabilities: list[str], written: str
) -> None:
    made = read({**SAID, "capabilities": capabilities}, REGISTERED)
    assert made.written(Scopes.parse("launch patient/Observation.rs")) == written


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Response("", 404), "refused"),
        (Response("<html>canary</html>", 200, media_type="text/html"), "not-json"),
        (Response("", 302, {"location": "https://evil.example"}), "redirected"),
        (Response(b" " * 1_000_001 + b"{}", 200), "too-large"),
        (Response("[" * 100_000, 200), "not-json"),
    ],
)
async def test_a_server_that_gives_no_configuration_is_told_as_such(
    ehr: Any, registered: Made, connect: Made, answer: Response, reason: str
) -> None:
    ehr.says[PATH] = answer
    with pytest.raises(WebError) as refused:
        await connect(registered())
    assert refused.value.reason == reason
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("said", [[], 7, None, "x"])
async def test_json_that_is_no_configuration_is_refused(
    ehr: Any, registered: Made, connect: Made, said: Any
) -> None:
    ehr.says[PATH] = JSONResponse(said)
    with pytest.raises(LaunchRefused) as refused:
        await connect(registered())
    assert refused.value.reason == "configuration"


async def test_json_is_taken_whatever_the_server_calls_it(
    ehr: Any, registered: Made, connect: Made
) -> None:
    import json

    ehr.says[PATH] = Response(
        json.dumps({**SAID, **{n: "/x" for n in SAID if n.endswith("_endpoint")}}),
        media_type="text/plain",
    )
    assert (await connect(registered())).configuration.can("launch-ehr")


async def test_a_server_that_was_not_registered_is_not_asked(ehr: Any, registered: Made) -> None:
    async with Web(["https://another.example"]) as web:
        with pytest.raises(WebError) as refused:
            await discover(web, registered())
    assert refused.value.reason == "not-listed"
    assert ehr.asked == []
