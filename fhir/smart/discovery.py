"""What a server says of itself at `.well-known/smart-configuration` (conformance, SMART 2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.registration import Registration
from chartside.fhir.smart.scopes import Scopes

_PATH: Final = "/.well-known/smart-configuration"
_OK: Final = 200
_BIGGEST: Final = 1_000_000
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a server can do, and its endpoints: all of them on origins that were registered.

    Attributes:
        token_endpoint: Where codes and refresh tokens are exchanged.
        authorization_endpoint: Where the browser is sent; None where nobody can launch here.
        introspection_endpoint: None where it has none.
        revocation_endpoint: None where it has none.
        issuer: Of its id_tokens; None without sign-on, and with servers that forget to say it.
        jwks_uri: Of that issuer's keys.
        capabilities: As it lists them; unknown ones are kept and mean nothing.
        grants: `authorization_code`, `client_credentials`.
        methods: How clients may prove who they are; empty where it does not say.
        scopes: What it says it supports, which may not be all.
        names_itself: Whether it puts `iss` into what it sends back (RFC 9207).
    """

    token_endpoint: str
    authorization_endpoint: str | None = None
    introspection_endpoint: str | None = None
    revocation_endpoint: str | None = None
    issuer: str | None = None
    jwks_uri: str | None = None
    capabilities: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    names_itself: bool = False

    def can(self, capability: str) -> bool:
        """Whether it lists a capability, such as `launch-ehr`."""
        return capability in self.capabilities

    def written(self, scopes: Scopes) -> str:
        """Scopes in the syntax that it knows: version 1 where it does not say that it knows 2."""
        return str(scopes) if self.can("permission-v2") else scopes.as_v1()


async def discover(web: Web, registration: Registration) -> Configuration:
    """The configuration of the server of a registration.

    Raises:
        LaunchRefused: `configuration` (something that must be there is not, or is not of its kind),
            `pkce` (it does not bind a code to who asked for it, or lets that be switched off),
            `elsewhere` (an endpoint is on an origin that was not registered).
        WebError: It gave no usable answer.
    """
    answer = await web.ask(
        "GET",
        registration.base + _PATH,
        headers={"Accept": "application/json"},
        most=_BIGGEST,
    )
    if answer.status != _OK:
        raise WebError("refused", answer.status)
    said = answer.json()
    if not isinstance(said, dict):
        raise LaunchRefused("configuration")
    return read(said, registration)


def read(said: Mapping[str, Any], registration: Registration) -> Configuration:
    """A configuration out of the document that a server gave; see `discover`.

    Raises:
        LaunchRefused: As `discover`.
    """
    for name in ("capabilities", "grant_types_supported"):
        if not isinstance(said.get(name), list):
            raise LaunchRefused("configuration")
    token = _endpoint(said, "token_endpoint", registration)
    if token is None:
        raise LaunchRefused("configuration")
    made = Configuration(
        token_endpoint=token,
        authorization_endpoint=_endpoint(said, "authorization_endpoint", registration),
        introspection_endpoint=_endpoint(said, "introspection_endpoint", registration),
        revocation_endpoint=_endpoint(said, "revocation_endpoint", registration),
        issuer=_endpoint(said, "issuer", registration),
        jwks_uri=_endpoint(said, "jwks_uri", registration),
        capabilities=_words(said, "capabilities"),
        grants=_words(said, "grant_types_supported"),
        methods=_words(said, "token_endpoint_auth_methods_supported"),
        scopes=_words(said, "scopes_supported"),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )
    _check(made, _words(said, "code_challenge_methods_supported"))
    return made


def _check(made: Configuration, challenges: frozenset[str]) -> None:
    launches = made.can("launch-ehr") or made.can("launch-standalone")
    if launches and made.authorization_endpoint is None:
        raise LaunchRefused("configuration")
    # Backend Services send no code, and such servers often list no way to bind one.
    if made.authorization_endpoint and ("S256" not in challenges or "plain" in challenges):
        raise LaunchRefused("pkce")


def _endpoint(said: Mapping[str, Any], name: str, registration: Registration) -> str | None:
    """An URL of the server, made whole where it is relative to the base (RFC 1808 4)."""
    url = said.get(name)
    if url is None or url == "":
        return None
    if not isinstance(url, str) or "#" in url:
        raise LaunchRefused("configuration")
    try:
        whole = url if name == "issuer" else urljoin(registration.base, url)
    except ValueError:
        raise LaunchRefused("configuration") from None
    if not registration.allows(whole):
        raise LaunchRefused("elsewhere")
    return whole


def _words(said: Mapping[str, Any], name: str) -> frozenset[str]:
    listed = said.get(name)
    if not isinstance(listed, list):
        return frozenset()
    return frozenset(one for one in listed[:_MOST] if isinstance(one, str))
