"""Who signed in: the id_token, verified as OpenID Connect says (Core 3.1.3.7), and its fhirUser."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.smart.auth import within
from chartside.fhir.smart.authorizing import Pending
from chartside.fhir.smart.claims import LEEWAY, Expected, seconds, verified
from chartside.fhir.smart.compact import read
from chartside.fhir.smart.keys import KeySet
from chartside.fhir.smart.proving import Client

USERS: Final = ("Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Person")
_USER: Final = re.compile(rf"({'|'.join(USERS)})/[A-Za-z0-9\-.]{{1,64}}")
_OPENID: Final = "/.well-known/openid-configuration"
_OK: Final = 200
_NAME: Final = 200
_WORD: Final = 512
_LONGEST: Final = 172_800
"""Seconds: no sign-on of a shift ends two days later; a longer one is a mistake or a trap."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in, as the record system says and has signed.

    Attributes:
        iss: Who says so.
        sub: What it calls the person; with `iss`, the one thing that never names another.
        fhir_user: `Practitioner/123` on the FHIR server of the launch; None where it was not
            granted.
        name: As the record system prints it.
        auth_time: When the person signed in there, in seconds since 1970.
        issued: When it said so.
        jti: The name of the token, where it has one.
        acr: How surely the person was known, in a word of the record system.
        amr: By what means.
    """

    iss: str
    sub: str
    fhir_user: str | None
    name: str | None = field(default=None, repr=False)
    auth_time: float | None = None
    issued: float = 0
    jti: str | None = field(default=None, repr=False)
    acr: str | None = None
    amr: tuple[str, ...] = ()


class IdTokens:
    """Reads the id_tokens of one registration; the issuer's keys are fetched once and kept.

    Args:
        client: Of that registration.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._keys: dict[str, KeySet] = {}

    async def person(
        self, id_token: str | None, pending: Pending | None, *, now: float | None = None
    ) -> Person:
        """Who an id_token is about.

        Args:
            id_token: What came with the access token.
            pending: The authorisation that it came from; None for one that came with a refresh,
                which has no nonce (Core 12.2).
            now: Seconds since 1970; None for this machine's clock.

        Raises:
            LaunchRefused: `id-token` (there is none), `elsewhere` (its issuer or its keys are on no
                origin that was registered), `auth-time` (the person signed in longer ago than was
                asked, or it does not say when), `fhir-user` (it is on another server, or nobody who
                can use an app), or a code of `claims.verified`.
            WebError: The issuer gave no usable answer.
        """
        if not id_token:
            raise LaunchRefused("id-token")
        now = time.time() if now is None else now
        issuer = self._issuer(read(id_token, LaunchRefused).text("iss"))
        expected = Expected(
            issuer=issuer,
            audience=frozenset({self._client.registration.client_id}),
            nonce=pending.nonce if pending else None,
            longest=_LONGEST,
            needs=frozenset({"iss", "sub", "aud", "exp", "iat"}),
        )
        claims = await verified(id_token, await self._keys_of(issuer), expected, now=now)
        self._for_us_alone(claims)
        auth_time = seconds(claims, "auth_time", LaunchRefused)
        if pending is not None and pending.max_age is not None:
            _recent(auth_time, pending.max_age, now)
        return self._made(claims, issuer, auth_time)

    def _made(self, claims: Mapping[str, Any], issuer: str, auth_time: float | None) -> Person:
        sub = _text(claims.get("sub"), _WORD)
        if sub is None:
            raise LaunchRefused("claims")
        amr = claims.get("amr")
        return Person(
            iss=issuer,
            sub=sub,
            fhir_user=self._user(claims.get("fhirUser")),
            name=_text(claims.get("name"), _NAME),
            auth_time=auth_time,
            issued=seconds(claims, "iat", LaunchRefused) or 0,
            jti=_text(claims.get("jti"), _WORD),
            acr=_text(claims.get("acr"), _WORD),
            amr=tuple(filter(None, (_text(one, _WORD) for one in amr)))
            if isinstance(amr, list)
            else (),
        )

    def _issuer(self, named: str) -> str:
        """Whose token it must be: the configured issuer's, or one on a registered origin."""
        known = self._client.configuration.issuer
        if known is not None and named != known:
            raise LaunchRefused("issuer")
        if not self._client.registration.allows(named):
            raise LaunchRefused("elsewhere")
        return named

    async def _keys_of(self, issuer: str) -> KeySet:
        if issuer not in self._keys:
            url = await self._jwks_uri(issuer)
            if not self._client.registration.allows(url):
                raise LaunchRefused("elsewhere")
            self._keys[issuer] = KeySet.fetched(self._client.web, url)
        return self._keys[issuer]

    async def _jwks_uri(self, issuer: str) -> str:
        """Where the keys are: as the issuer's own document says, or else the SMART one."""
        url = issuer.rstrip("/") + _OPENID
        answer = await self._client.web.ask("GET", url, headers={"Accept": "application/json"})
        if answer.status != _OK:
            if self._client.configuration.jwks_uri:
                return self._client.configuration.jwks_uri
            raise WebError("refused", answer.status)
        said = answer.json()
        if not isinstance(said, dict) or said.get("issuer") != issuer:
            raise LaunchRefused("issuer")
        if not isinstance(said.get("jwks_uri"), str):
            raise LaunchRefused("configuration")
        return str(said["jwks_uri"])

    def _for_us_alone(self, claims: Mapping[str, Any]) -> None:
        """A token for several must say that it was given to us (Core 3.1.3.7, 3 to 5)."""
        shared = isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1
        party = claims.get("azp")
        if (shared or party is not None) and party != self._client.registration.client_id:
            raise LaunchRefused("audience")

    def _user(self, value: Any) -> str | None:
        """`Type/id` of a claim that is relative, or absolute on the server of the launch."""
        if value is None:
            return None
        base = self._client.registration.base
        text = value if isinstance(value, str) else ""
        if within(base, text):
            text = "/".join(text.split("/")[-2:]) if _just_below(base, text) else ""
        if not _USER.fullmatch(text):
            raise LaunchRefused("fhir-user")
        return text


def _just_below(base: str, url: str) -> bool:
    """Whether an URL is the base with a type and an id, and nothing else."""
    return url.count("/") == base.count("/") + 2


def _recent(auth_time: float | None, max_age: int, now: float) -> None:
    if auth_time is None or not -LEEWAY <= now - auth_time <= max_age + LEEWAY:
        raise LaunchRefused("auth-time")


def _text(value: Any, most: int) -> str | None:
    """A text without control characters; None where it is none, or longer than it may be."""
    if not isinstance(value, str) or not 0 < len(value) <= most or not value.isprintable():
        return None
    return value
