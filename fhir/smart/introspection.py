"""Asking a server what a token is still worth (RFC 7662), and telling it to end one (RFC 7009)."""

from dataclasses import dataclass, field
from typing import Any, Final

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.smart import context
from chartside.fhir.smart.authorizing import refusal
from chartside.fhir.smart.claims import seconds
from chartside.fhir.smart.context import LaunchContext
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Kind
from chartside.fhir.smart.scopes import Scopes

_OK: Final = 200
_UNAUTHORIZED: Final = 401
_REFUSED: Final = frozenset({400, 401, 403})


@dataclass(frozen=True, slots=True)
class Introspected:
    """What a server says of a token.

    Attributes:
        active: Whether it still counts; where it does not, nothing else is said.
        scopes: What it is good for.
        client_id: Whom it was given to.
        expires_at: Seconds since 1970.
        sub: The person, in the word of `iss`.
        iss: Who vouches for that.
        fhir_user: The person, as the server writes it; proof of nothing, which an id_token is.
        context: What was open at launch.
    """

    active: bool
    scopes: Scopes = field(default_factory=Scopes)
    client_id: str | None = None
    expires_at: float | None = None
    sub: str | None = None
    iss: str | None = None
    fhir_user: str | None = None
    context: LaunchContext = field(default_factory=LaunchContext)


async def introspect(client: Client, token: str, *, by: str | None = None) -> Introspected:
    """What the server says of a token of ours.

    Args:
        client: Of the registration that the token belongs to.
        token: An access token.
        by: An access token that allows the question, as every server of SMART takes one; None for
            the token itself. Where it is refused, a client that can prove who it is does so.

    Raises:
        LaunchRefused: `configuration` (it has no such endpoint), a code of OAuth, or `claims`.
        WebError: It gave no usable answer.
    """
    said = await _said(client, token, token if by is None else by)
    if not isinstance(said, dict) or not isinstance(said.get("active"), bool):
        raise LaunchRefused("claims")
    if not said["active"]:
        return Introspected(active=False)
    return Introspected(
        active=True,
        scopes=Scopes.parse(_text(said.get("scope")) or ""),
        client_id=_text(said.get("client_id")),
        expires_at=_when(said),
        sub=_text(said.get("sub")),
        iss=_text(said.get("iss")),
        fhir_user=_text(said.get("fhirUser")),
        context=context.read(said),
    )


async def revoke(client: Client, token: str, *, refresh: bool = False) -> bool:
    """End a token at the server; False where the server has no way to do so.

    Args:
        client: Of the registration that the token belongs to.
        token: An access or a refresh token.
        refresh: Whether it is the latter: with it, a server ends the others of the same grant.

    Raises:
        LaunchRefused: A code of OAuth.
        WebError: It gave no usable answer.
    """
    endpoint = client.configuration.revocation_endpoint
    if endpoint is None:
        return False
    hint = "refresh_token" if refresh else "access_token"
    answer = await client.post(endpoint, {"token": token, "token_type_hint": hint})
    if answer.status != _OK:
        raise _refused(answer.status, answer.body and _json(answer))
    return True


async def _said(client: Client, token: str, by: str) -> Any:
    endpoint = client.configuration.introspection_endpoint
    if endpoint is None:
        raise LaunchRefused("configuration")
    answer = await client.post(endpoint, {"token": token}, bearer=by)
    if answer.status == _UNAUTHORIZED and client.registration.kind is not Kind.PUBLIC:
        answer = await client.post(endpoint, {"token": token})
    if answer.status != _OK:
        raise _refused(answer.status, _json(answer))
    return answer.json()


def _json(answer: Any) -> Any:
    try:
        return answer.json()
    except WebError:
        return None


def _refused(status: int, said: Any) -> LaunchRefused | WebError:
    if status in _REFUSED and isinstance(said, dict):
        return LaunchRefused(refusal(said.get("error")))
    return WebError("refused", status)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.isprintable() else None


def _when(said: dict[str, Any]) -> float | None:
    return seconds(said, "exp", LaunchRefused)
