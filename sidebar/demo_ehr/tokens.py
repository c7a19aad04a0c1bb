"""The token endpoint, and asking about or ending a token.

Grants: authorization code with PKCE, refresh with rotation, client credentials. Source: SMART App
Launch 2.2.0; RFC 6749, 7636, 7662, 7009; OpenID Connect Core 1.0.
"""

import base64
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chartside.sidebar.demo_ehr.authorization import form_text
from chartside.sidebar.demo_ehr.clients import Clients, Denied, Form
from chartside.sidebar.demo_ehr.faults import Faults
from chartside.sidebar.demo_ehr.grants import BACKEND_SECONDS, TOKEN_SECONDS, Grant, Grants
from chartside.sidebar.demo_ehr.grants import Context as Nobody
from chartside.sidebar.demo_ehr.keys import Keys
from chartside.sidebar.demo_ehr.registration import Registration
from chartside.sidebar.demo_ehr.scopes import accesses, within
from chartside.sidebar.demo_ehr.watched import Event, Watched

IDENTITY_SECONDS: Final = 600
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_LASTING: Final = frozenset({"offline_access", "online_access"})
Said = dict[str, Any]
Answering = Callable[[Registration, Form], Said]


@dataclass(slots=True)
class Tokens:
    """What is given out, by whom it was granted; `base` is the issuer and the FHIR server."""

    base: str
    clients: Clients
    grants: Grants
    keys: Keys
    faults: Faults
    watched: Watched

    def routes(self) -> list[Route]:
        """What it answers to; paths are below `/auth`."""
        return [
            Route("/token", self._door(self._token), methods=["POST"]),
            Route("/introspect", self._door(self._introspect), methods=["POST"]),
            Route("/revoke", self._door(self._revoke), methods=["POST"]),
        ]

    def _door(self, answering: Answering) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            text = await form_text(request)
            form: Form = {}
            status = 200
            try:
                form = _single(request, text)
                authorization = request.headers.get("authorization", "")
                client = await self.clients.proved(form, authorization)
                said = answering(client, form)
            except Denied as denied:
                said = {"error": denied.error, "error_description": denied.why}
                status = denied.status
            challenge = {"WWW-Authenticate": 'Basic realm="token"'} if status == 401 else {}  # noqa: PLR2004 - what HTTP calls it
            what = f"{request.url.path.rpartition('/')[2]} {form.get('grant_type', '')}".strip()
            self.watched.add(
                Event(self.grants.clock.instant(), what, status, form.get("client_id", ""))
            )
            return JSONResponse(said, status, {**_NO_STORE, **challenge})

        return answer

    def _token(self, client: Registration, form: Form) -> Said:
        grant = form.get("grant_type")
        if grant == "authorization_code" and client.kind != "backend":
            return self._by_code(client, form)
        if grant == "refresh_token" and client.kind != "backend":
            return self._by_refresh(client, form)
        if grant == "client_credentials" and client.kind == "backend":
            return self._for_backend(client, form)
        known = grant in {"authorization_code", "refresh_token", "client_credentials"}
        raise Denied("unauthorized_client" if known else "unsupported_grant_type", "not this way")

    def _by_code(self, client: Registration, form: Form) -> Said:
        code = self.grants.redeem(form.get("code", ""))
        if code is None or code.grant.client_id != client.client_id:
            raise Denied("invalid_grant", "the code is not known, used, or too old")
        if form.get("redirect_uri") != code.redirect_uri:
            raise Denied("invalid_grant", "redirect_uri is not the one before")
        verifier = form.get("code_verifier", "")
        digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(digest, code.challenge):
            raise Denied("invalid_grant", "code_verifier is not that of the challenge")
        return self._answer(code.grant, nonce=code.grant.nonce)

    def _by_refresh(self, client: Registration, form: Form) -> Said:
        grant = self.grants.refreshed(form.get("refresh_token", ""), client)
        if grant is None:
            raise Denied("invalid_grant", "the refresh token is not known, used, or too old")
        asked = form.get("scope", "").split() or grant.scopes
        if not all(within(one, grant.scopes) for one in asked):
            raise Denied("invalid_scope", "more than was granted")
        return self._answer(replace(grant, scopes=tuple(asked)), lasting=grant)

    def _answer(self, grant: Grant, *, nonce: str = "", lasting: Grant | None = None) -> Said:
        context = grant.context
        said: Said = {
            "access_token": self.grants.token(grant),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(grant.scopes),
        }
        if _LASTING & {*(lasting or grant).scopes}:
            said["refresh_token"] = self.grants.refresh(lasting or grant)
        if "openid" in grant.scopes:
            said["id_token"] = self._id_token(grant, nonce)
        about = {"patient": context.patient, "encounter": context.encounter}
        return {**said, **context.beside, **{name: value for name, value in about.items() if value}}

    def _id_token(self, grant: Grant, nonce: str) -> str:
        now = int(self.grants.clock.now() + self.faults.id_token_skew)
        claims: Said = {
            "iss": self.base,
            "sub": subject(grant.context.user),
            "aud": grant.client_id,
            "iat": now,
            "exp": now + IDENTITY_SECONDS,
            "auth_time": int(grant.context.signed_in),
            "jti": uuid4().hex,
        }
        if {"fhirUser", "profile"} & {*grant.scopes}:
            claims["fhirUser"] = f"{self.base}/{grant.context.user}"
        if nonce:
            claims["nonce"] = nonce
        if self.faults.id_token_without_auth_time:
            del claims["auth_time"]
        return self.keys.id_token(
            claims,
            named=not self.faults.id_token_without_kid,
            own=not self.faults.foreign_id_token,
        )

    def _for_backend(self, client: Registration, form: Form) -> Said:
        asked = form.get("scope", "").split()
        allowed = tuple(
            one
            for one in asked
            if one not in self.faults.withheld
            and within(one, client.scopes)
            and all(access.level == "system" for access in accesses([one]))
        )
        if not allowed:
            raise Denied("invalid_scope", "nothing of what is asked for can be granted")
        grant = Grant(client.client_id, allowed, Nobody())
        return {
            "access_token": self.grants.token(grant, BACKEND_SECONDS),
            "token_type": "bearer",
            "expires_in": BACKEND_SECONDS,
            "scope": " ".join(allowed),
        }

    def _introspect(self, client: Registration, form: Form) -> Said:
        held = self.grants.granted(form.get("token", ""))
        if held is None or held[0].client_id != client.client_id:
            return {"active": False}
        grant, ends = held
        context = grant.context
        said: Said = {
            "active": True,
            "scope": " ".join(grant.scopes),
            "client_id": grant.client_id,
            "exp": int(ends),
            "iss": self.base,
        }
        if context.user and "openid" in grant.scopes:
            said["sub"] = subject(context.user)
            said["fhirUser"] = f"{self.base}/{context.user}"
        about = {"patient": context.patient, "encounter": context.encounter}
        return {**said, **context.beside, **{name: value for name, value in about.items() if value}}

    def _revoke(self, client: Registration, form: Form) -> Said:
        token = form.get("token", "")
        grant = self.grants.holder(token)
        if grant is not None and grant.client_id == client.client_id:
            self.grants.revoke(token)
        return {}


def subject(user: str) -> str:
    """How this issuer names a person to apps: always the same, and no reference."""
    return sha256(f"millbrook {user}".encode()).hexdigest()[:24]


def _single(request: Request, text: str) -> Form:
    said = request.headers.get("content-type", "").partition(";")[0].strip()
    held = parse_qs(text, keep_blank_values=True)
    if said != "application/x-www-form-urlencoded" or any(len(v) > 1 for v in held.values()):
        raise Denied("invalid_request", "a form, with each parameter once")
    return {name: values[0] for name, values in held.items()}
