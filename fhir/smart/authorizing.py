"""Asking for authorisation, and what comes back to the redirect URL (RFC 6749, 7636, 9207)."""

import base64
import hashlib
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from chartside.errors import LaunchRefused, UsageError
from chartside.fhir.smart.discovery import Configuration
from chartside.fhir.smart.registration import Registration
from chartside.fhir.smart.scopes import Scopes

LIFETIME: Final = 600
"""Seconds that a person has to sign in; what comes back later is refused."""
_RANDOM: Final = 32
"""Bytes: 256 bits, where SMART asks for at least 122."""
_LONG: Final = 2_000
"""Characters of an URL from which a form is sent instead, where the server takes one."""
_LAUNCH: Final = re.compile(r"[\x20-\x7e]{1,8192}")
_CODE: Final = re.compile(r"[\x20-\x7e]{1,8192}")
_ERROR: Final = re.compile(r"[a-z][a-z_]{2,40}")
_PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})


@dataclass(frozen=True, slots=True)
class Pending:
    """An authorisation that was begun. Its `repr` shows none of its secrets.

    The caller keeps it bound to the browser that it was begun with, under `state`, and takes it out
    before `finish`, so that a state counts once. All its fields are plain JSON.

    Attributes:
        state: What must come back.
        verifier: The secret behind the code challenge.
        nonce: What must stand in the id_token.
        iss: The FHIR server, as registered; a code is redeemed there and nowhere else.
        client_id: Of the registration.
        redirect_uri: As it was sent.
        launch: What the record system called the launch; None for a standalone one.
        scopes: As they were sent.
        at: When it was begun, in seconds since 1970.
        max_age: Seconds since the person signed in, where that was asked.
    """

    state: str = field(repr=False)
    verifier: str = field(repr=False)
    nonce: str = field(repr=False)
    iss: str
    client_id: str
    redirect_uri: str
    launch: str | None = field(repr=False)
    scopes: str
    at: float
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser is to be sent: by a redirect to `url`, or by posting `form` to it.

    No `repr` shows what it is sent with.
    """

    url: str = field(repr=False)
    form: Mapping[str, str] | None = field(repr=False)
    pending: Pending


def begin(
    configuration: Configuration,
    registration: Registration,
    *,
    launch: str | None = None,
    prompt: str | None = None,
    max_age: int | None = None,
    now: float | None = None,
) -> Begun:
    """Begin an authorisation: of an EHR launch where `launch` is given, else a standalone one.

    Args:
        configuration: Of the server.
        registration: Of this client there.
        launch: The parameter of the launch URL, sent back unchanged.
        prompt: `login` to have a person sign in again, as before a signature.
        max_age: Seconds since that person signed in. It is sent only to servers that were
            registered as knowing it, and always checked in `id_token`.
        now: Seconds since 1970; None for this machine's clock.

    Raises:
        UsageError: The registration has no redirect URL, or `prompt` is no word of OpenID Connect.
        LaunchRefused: `launch` (it could not be one), `configuration` (nobody can launch here).
    """
    if not registration.redirect_uri or (prompt is not None and prompt not in _PROMPTS):
        raise UsageError("an authorisation needs a redirect URL, and a prompt of OpenID Connect")
    if launch is not None and not _LAUNCH.fullmatch(launch):
        raise LaunchRefused("launch")
    if configuration.authorization_endpoint is None:
        raise LaunchRefused("configuration")
    pending = Pending(
        state=secrets.token_urlsafe(_RANDOM),
        verifier=secrets.token_urlsafe(_RANDOM),
        nonce=secrets.token_urlsafe(_RANDOM),
        iss=registration.iss,
        client_id=registration.client_id,
        redirect_uri=registration.redirect_uri,
        launch=launch,
        scopes=configuration.written(_asked(registration.scopes, launch)),
        at=time.time() if now is None else now,
        max_age=max_age,
    )
    asked = _parameters(pending)
    if prompt is not None:
        asked["prompt"] = prompt
    if max_age is not None and registration.takes_max_age:
        asked["max_age"] = str(max_age)
    return _sent(configuration, configuration.authorization_endpoint, asked, pending)


def finish(
    pending: Pending,
    parameters: Iterable[tuple[str, str]],
    configuration: Configuration,
    *,
    now: float | None = None,
) -> str:
    """The code out of what came back to the redirect URL, once it is known to be an answer to us.

    Args:
        pending: What the browser that came back had begun; taken out of where it was kept.
        parameters: Each name and value, as often as it stood there.
        configuration: Of the server that was asked.
        now: Seconds since 1970; None for this machine's clock.

    Raises:
        LaunchRefused: `state`, `late`, `issuer` (another server answered), `malformed`, or the code
            of OAuth with which the server refused, such as `access_denied`.
    """
    pairs = list(parameters)
    given = dict(pairs)
    sent = given.get("state", "")
    if not secrets.compare_digest(sent.encode("utf-8", "replace"), pending.state.encode("ascii")):
        raise LaunchRefused("state")
    if len(given) != len(pairs):
        raise LaunchRefused("malformed")  # none may stand twice (RFC 6749 3.1)
    waited = (time.time() if now is None else now) - pending.at
    if not 0 <= waited <= LIFETIME:
        raise LaunchRefused("late")
    _same_server(given.get("iss"), pending, configuration)
    if "error" in given:
        raise LaunchRefused(refusal(given["error"]))
    code = given.get("code", "")
    if not _CODE.fullmatch(code):
        raise LaunchRefused("malformed")
    return code


def refusal(error: object) -> str:
    """The code of an OAuth error as it may be shown; `refused` for anything that is none."""
    return error if isinstance(error, str) and _ERROR.fullmatch(error) else "refused"


def _asked(scopes: Scopes, launch: str | None) -> Scopes:
    """With `launch` in an EHR launch; without one, the server is asked to have a patient chosen.

    Where nothing of a patient is asked for, as when a person only proves who they are, none is.
    """
    if launch is not None:
        return scopes | Scopes.parse("launch")
    alone = scopes.without("launch")
    of_a_patient = any(one.level == "patient" for one in scopes.access)
    return alone | Scopes.parse("launch/patient") if of_a_patient else alone


def _parameters(pending: Pending) -> dict[str, str]:
    digest = hashlib.sha256(pending.verifier.encode("ascii")).digest()
    asked = {
        "response_type": "code",
        "client_id": pending.client_id,
        "redirect_uri": pending.redirect_uri,
        "scope": pending.scopes,
        "state": pending.state,
        "aud": pending.iss,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
        "code_challenge_method": "S256",
    }
    if "openid" in pending.scopes.split():
        asked["nonce"] = pending.nonce
    return asked if pending.launch is None else {**asked, "launch": pending.launch}


def _sent(
    configuration: Configuration, endpoint: str, asked: dict[str, str], pending: Pending
) -> Begun:
    url = endpoint + ("&" if "?" in endpoint else "?") + urlencode(asked)
    if len(url) > _LONG and configuration.can("authorize-post"):
        return Begun(endpoint, asked, pending)
    return Begun(url, None, pending)


def _same_server(named: str | None, pending: Pending, configuration: Configuration) -> None:
    if named is None and not configuration.names_itself:
        return
    known = {configuration.issuer, None if configuration.issuer else pending.iss} - {None}
    if named not in known:
        raise LaunchRefused("issuer")
