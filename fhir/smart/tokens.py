"""What a token endpoint gives: for a code, for a refresh token, or for a client's own proof."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.network import Answer
from chartside.fhir.smart import context
from chartside.fhir.smart.authorizing import Pending, refusal
from chartside.fhir.smart.context import LaunchContext
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.scopes import Scopes

AHEAD: Final = 30
"""Seconds before its end at which a token is as good as expired."""
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,65536}")
"""RFC 6749 appendix A.12, without the blank that no header could carry."""
_LONGEST: Final = 315_360_000
_CLIENT_ERRORS: Final = range(400, 500)
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the server gave. No `repr` shows a token.

    Attributes:
        access: The access token; it goes to the FHIR server and nowhere else.
        scopes: What was granted, which may be less than what was asked for, or more.
        expires_at: Seconds since 1970; None where the server does not say.
        refresh: What a new one is asked for with.
        id_token: Who signed in, not yet verified: see `id_token`.
        context: What was open at launch.
    """

    access: str = field(repr=False)
    scopes: Scopes
    expires_at: float | None = None
    refresh: str | None = field(default=None, repr=False)
    id_token: str | None = field(default=None, repr=False)
    context: LaunchContext = field(default_factory=LaunchContext)

    def expired(self, now: float, ahead: float = AHEAD) -> bool:
        """Whether it ends within some seconds of a time."""
        return self.expires_at is not None and self.expires_at - ahead <= now


async def redeem(
    client: Client, pending: Pending, code: str, *, now: float | None = None
) -> Tokens:
    """Exchange a code for tokens, at the server that it was asked of.

    Args:
        client: Of the registration that the authorisation was begun with.
        pending: That authorisation.
        code: What `finish` gave.
        now: Seconds since 1970; None for this machine's clock.

    Raises:
        LaunchRefused: `mix-up` (the authorisation was begun with another registration), `token`,
            `token-type`, `context`, or the code of OAuth with which the server refused.
        WebError: It gave no usable answer.
    """
    who = client.registration
    if (pending.iss, pending.client_id) != (who.iss, who.client_id):
        raise LaunchRefused("mix-up")
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
        "code_verifier": pending.verifier,
    }
    answer = await client.post(client.configuration.token_endpoint, asked)
    return read(answer, Scopes.parse(pending.scopes), now=now)


async def renew(
    client: Client, tokens: Tokens, scopes: Scopes | None = None, *, now: float | None = None
) -> Tokens:
    """New tokens for a refresh token. A refresh token that comes back replaces the one used.

    Args:
        client: Of the registration that the tokens belong to.
        tokens: The ones in use.
        scopes: Fewer than were granted; None for the same.
        now: Seconds since 1970; None for this machine's clock.

    Raises:
        LaunchRefused: `expired` (there is no refresh token), `scope` (more is asked than was
            granted), `context` (the answer is about another patient), or as `redeem`.
        WebError: It gave no usable answer.
    """
    if tokens.refresh is None:
        raise LaunchRefused("expired")
    asked = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
    if scopes is not None:
        if tokens.scopes.missing(scopes) != Scopes():
            raise LaunchRefused("scope")
        asked["scope"] = client.configuration.written(scopes)
    answer = await client.post(client.configuration.token_endpoint, asked)
    new = read(answer, tokens.scopes if scopes is None else scopes, now=now)
    return replace(
        new,
        refresh=new.refresh or tokens.refresh,
        id_token=new.id_token or tokens.id_token,
        context=_same_chart(tokens.context, new.context),
    )


def read(answer: Answer, asked: Scopes, *, now: float | None = None) -> Tokens:
    """The tokens in an answer of a token endpoint.

    Args:
        answer: What it said.
        asked: The scopes that were asked for: granted where it names none (RFC 6749 5.1).
        now: Seconds since 1970; None for this machine's clock.

    Raises:
        LaunchRefused: See `redeem`.
        WebError: It is no answer of a token endpoint.
    """
    said = _said(answer)
    access, scope = said.get("access_token"), said.get("scope")
    if not isinstance(access, str) or not _TOKEN.fullmatch(access):
        raise LaunchRefused("token")
    if str(said.get("token_type")).lower() != "bearer":
        raise LaunchRefused("token-type")
    lifetime = _lifetime(said.get("expires_in"))
    return Tokens(
        access=access,
        scopes=Scopes.parse(scope) if isinstance(scope, str) else asked,
        expires_at=None if lifetime is None else (time.time() if now is None else now) + lifetime,
        refresh=_opaque(said.get("refresh_token")),
        id_token=_opaque(said.get("id_token")),
        context=context.read(said),
    )


def _said(answer: Answer) -> Mapping[str, Any]:
    """What an endpoint said, if it granted; some servers refuse with a status of success."""
    try:
        said = answer.json()
    except WebError:
        if answer.status == _OK:
            raise
        said = None
    if not isinstance(said, dict):
        raise WebError("refused" if answer.status != _OK else "not-json", answer.status)
    if "access_token" not in said and "error" in said:
        if answer.status in _CLIENT_ERRORS or answer.status == _OK:
            raise LaunchRefused(refusal(said["error"]))
        raise WebError("refused", answer.status)
    if answer.status != _OK:
        raise WebError("refused", answer.status)
    return said


def _opaque(value: Any) -> str | None:
    return value if isinstance(value, str) and _TOKEN.fullmatch(value) else None


def _lifetime(value: Any) -> float | None:
    """Seconds; some servers write the number as a text. None where it is no number at all."""
    if isinstance(value, bool):
        return None
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, min(seconds, _LONGEST)) if seconds == seconds else None  # noqa: PLR0124 - not a number


def _same_chart(old: LaunchContext, new: LaunchContext) -> LaunchContext:
    """The context of a refresh, which may leave out what it said before and may not change it."""
    if (new.patient or old.patient) != old.patient or (
        new.encounter or old.encounter
    ) != old.encounter:
        raise LaunchRefused("context")
    return old
