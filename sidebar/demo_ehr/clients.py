"""How an app proves at the token endpoint who it is.

By nothing (public), by a secret, or by a signed assertion: RS384 or ES384, a `kid`, five minutes at
the most, and a `jti` that comes once. An app proves it in the one way that it was registered for.

Source: SMART App Launch 2.2.0, Client Authentication; RFC 6749 2.3; RFC 7523.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_plus

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from chartside.errors import WebError
from chartside.fhir.network import Web
from chartside.sidebar.demo_ehr.grants import Grants
from chartside.sidebar.demo_ehr.registration import Registration

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS: Final = {"RS384": "RSA", "ES384": "EC"}
LONGEST: Final = 300
"""Seconds that an assertion may be good for."""
_SKEW: Final = 5
Form = Mapping[str, str]


class Denied(Exception):
    """A request to the token endpoint that is refused, as OAuth says it."""

    def __init__(self, error: str, why: str, status: int = 400) -> None:
        self.error = error
        self.why = why
        self.status = status
        super().__init__(why)


def _invalid(why: str) -> Denied:
    return Denied("invalid_client", why, 401)


@dataclass(frozen=True, slots=True)
class Clients:
    """The registered apps, by their ids."""

    held: Mapping[str, Registration]
    grants: Grants
    token_url: str

    async def proved(self, form: Form, authorization: str) -> Registration:
        """The app that a request comes from.

        Raises:
            Denied: It is not known, or does not prove who it is in the way agreed.
        """
        if "client_assertion" in form or "client_assertion_type" in form:
            if authorization or "client_secret" in form:
                raise Denied("invalid_request", "one way to prove who you are, not two")
            return await self._by_assertion(form)
        name, secret = _basic(authorization) if authorization else _posted(form)
        client = self.held.get(name)
        if client is None or client.kind in {"asymmetric", "backend"}:
            raise _invalid("unknown, or registered to authenticate in another way")
        if client.kind == "public":
            if secret is not None:
                raise _invalid("a public client has no secret")
        elif secret is None or not hmac.compare_digest(secret.encode(), client.secret.encode()):
            raise _invalid("the secret is not the one agreed on")
        if form.get("client_id", client.client_id) != client.client_id:
            raise _invalid("two client ids")
        return client

    async def _by_assertion(self, form: Form) -> Registration:
        if form.get("client_assertion_type") != ASSERTION:
            raise Denied("invalid_request", "client_assertion_type is that of a JWT bearer")
        token = form.get("client_assertion", "")
        header = _header(token)
        client = self.held.get(form.get("client_id") or _issuer(token))
        if client is None or client.kind not in {"asymmetric", "backend"}:
            raise _invalid("unknown, or registered to authenticate in another way")
        algorithm = str(header.get("alg"))
        if algorithm not in ALGORITHMS or header.get("typ") != "JWT":
            raise _invalid("an assertion is a JWT by RS384 or ES384")
        if header.get("jku", client.jwks_url) != client.jwks_url:
            raise _invalid("jku is not the address that was registered")
        key = _key(await _published(client), header, ALGORITHMS[algorithm])
        try:
            claims = jwt.decode(token, import_key(key), algorithms=[algorithm]).claims
        except (JoseError, ValueError):
            raise _invalid("the signature does not hold") from None
        self._require_claims(client, claims)
        return client

    def _require_claims(self, client: Registration, claims: Mapping[str, Any]) -> None:
        now = self.grants.clock.now()
        ends, audience = claims.get("exp"), claims.get("aud")
        if not claims.get("iss") == claims.get("sub") == client.client_id:
            raise _invalid("iss and sub are the client id")
        if audience not in (self.token_url, [self.token_url]):
            raise _invalid("aud is the address of the token endpoint")
        if not isinstance(ends, int | float) or isinstance(ends, bool):
            raise _invalid("exp is missing")
        if not now < ends <= now + LONGEST + _SKEW:
            raise _invalid("exp is past, or more than five minutes ahead")
        if any(_late(claims.get(name), now) for name in ("iat", "nbf")):
            raise _invalid("it is not valid yet")
        jti = claims.get("jti")
        if not isinstance(jti, str) or not jti:
            raise _invalid("jti is missing")
        if not self.grants.first_use(client.client_id, jti, ends):
            raise _invalid("this jti was here before")


def _late(value: Any, now: float) -> bool:
    if value is None:
        return False
    return not isinstance(value, int | float) or value > now + _SKEW


def _basic(authorization: str) -> tuple[str, str | None]:
    scheme, _, said = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise _invalid("a client authenticates by Basic here")
    try:
        name, colon, secret = base64.b64decode(said, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise _invalid("not Basic") from None
    if not colon:
        raise _invalid("not Basic")
    return unquote_plus(name), unquote_plus(secret)


def _posted(form: Form) -> tuple[str, str | None]:
    return form.get("client_id", ""), form.get("client_secret")


def _header(token: str) -> Mapping[str, Any]:
    try:
        return jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError):
        raise _invalid("not a JWT") from None


def _issuer(token: str) -> str:
    """Who an assertion says it is from; nothing is believed of it before its signature holds."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    except (ValueError, IndexError, RecursionError):
        raise _invalid("not a JWT") from None
    return str(claims.get("iss", "")) if isinstance(claims, dict) else ""


def _key(jwks: Mapping[str, Any], header: Mapping[str, Any], kty: str) -> dict[str, Any]:
    keys = jwks.get("keys")
    held = [one for one in keys if isinstance(one, dict)] if isinstance(keys, list) else []
    name = header.get("kid")
    found = [one for one in held if name and one.get("kid") == name and one.get("kty") == kty]
    if len(found) != 1:
        raise _invalid("kid names no key that was registered for this algorithm")
    return found[0]


async def _published(client: Registration) -> Mapping[str, Any]:
    if client.jwks is not None:
        return client.jwks
    if not client.jwks_url:
        raise _invalid("no keys were registered")
    try:
        async with Web([client.jwks_url]) as web:
            found = (await web.ask("GET", client.jwks_url)).json()
    except WebError:
        raise _invalid("the registered keys cannot be fetched") from None
    return found if isinstance(found, dict) else {}
