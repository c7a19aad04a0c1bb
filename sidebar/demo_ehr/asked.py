"""An authorization request, read strictly before anybody is asked anything.

Where the client or its redirect URI is not known, nobody is sent anywhere: a page says so. All else
goes back to the client as an error of OAuth.

Source: SMART App Launch 2.2.0, Obtain authorization code; RFC 6749 4.1.2.1; RFC 7636; OpenID
Connect Core 1.0, 3.1.2.1.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chartside.sidebar.demo_ehr.grants import Context, Grants
from chartside.sidebar.demo_ehr.registration import Registration
from chartside.sidebar.demo_ehr.scopes import accesses, within

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_LEAST_STATE: Final = 16
_CODE_SCOPES: Final = ("patient", "user")


class Astray(Exception):
    """A request that nobody may be sent on from; the message is shown."""


class SentBack(Exception):
    """An error that the client is told of, at its redirect URI."""

    def __init__(self, error: str, why: str) -> None:
        self.error = error
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request that is in order. `context` is what an EHR launch came with."""

    client: Registration
    redirect_uri: str
    state: str
    scopes: tuple[str, ...]
    challenge: str
    nonce: str = ""
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    hint: str = ""
    context: Context | None = None

    def must_sign_in(self, now: float) -> bool:
        """Whether the person has to authenticate, whatever they did before."""
        if self.context is None or "login" in self.prompt:
            return True
        return self.max_age is not None and now - self.context.signed_in > self.max_age

    @property
    def needs_patient(self) -> bool:
        """Whether a patient has to be chosen."""
        if self.context is not None:
            return False
        levels = {one.level for one in accesses(self.scopes)}
        return "launch/patient" in self.scopes or "patient" in levels


def client_asked(
    params: Mapping[str, Sequence[str]], clients: Mapping[str, Registration]
) -> tuple[Registration, str]:
    """Who asks, and where the answer goes.

    Raises:
        Astray: One of the two is not registered.
    """
    names = params.get("client_id", ())
    client = clients.get(names[0]) if len(names) == 1 else None
    if client is None or client.kind == "backend":
        raise Astray("This app is not registered here.")
    uris = params.get("redirect_uri", ())
    if len(uris) != 1 or uris[0] not in client.redirect_uris:
        raise Astray("The app asked to be answered at an address that was not registered.")
    return client, uris[0]


def asked_of(
    params: Mapping[str, Sequence[str]],
    who: tuple[Registration, str],
    grants: Grants,
    base: str,
    withheld: frozenset[str],
) -> Asked:
    """The request, where it is in order.

    Raises:
        SentBack: It is not.
    """
    client, redirect_uri = who
    if any(len(values) > 1 for values in params.values()):
        raise SentBack("invalid_request", "a parameter is there twice")
    one = {name: values[0] for name, values in params.items()}
    if one.get("response_type") != "code":
        raise SentBack("unsupported_response_type", "response_type is code")
    if one.get("aud", "").rstrip("/") != base:
        raise SentBack("invalid_request", "aud is not this server")
    if len(one.get("state", "")) < _LEAST_STATE:
        raise SentBack("invalid_request", "state is missing, or can be guessed")
    if one.get("code_challenge_method") != "S256":
        raise SentBack("invalid_request", "code_challenge_method is S256")
    if not _CHALLENGE.fullmatch(one.get("code_challenge", "")):
        raise SentBack("invalid_request", "code_challenge is the SHA-256 of a verifier")
    scopes = _granted(one.get("scope", ""), client, withheld)
    return Asked(
        client=client,
        redirect_uri=redirect_uri,
        state=one["state"],
        scopes=scopes,
        challenge=one["code_challenge"],
        nonce=one.get("nonce", ""),
        prompt=frozenset(one.get("prompt", "").split()),
        max_age=_seconds(one.get("max_age")),
        hint=one.get("login_hint", ""),
        context=_context(one.get("launch", ""), scopes, grants),
    )


def _granted(scope: str, client: Registration, withheld: frozenset[str]) -> tuple[str, ...]:
    asked = dict.fromkeys(scope.split())
    granted = tuple(
        one
        for one in asked
        if one not in withheld
        and within(one, client.scopes)
        and all(access.level in _CODE_SCOPES for access in accesses([one]))
    )
    if not granted:
        raise SentBack("invalid_scope", "nothing of what is asked for can be granted")
    return granted


def _context(launch: str, scopes: Sequence[str], grants: Grants) -> Context | None:
    if not launch:
        if "launch" in scopes:
            raise SentBack("invalid_request", "the scope launch comes with a launch")
        return None
    if "launch" not in scopes:
        raise SentBack("invalid_scope", "a launch comes with the scope launch")
    found = grants.launched(launch)
    if found is None:
        raise SentBack("invalid_request", "the launch is not known, used, or too old")
    return found


def _seconds(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise SentBack("invalid_request", "max_age is a number of seconds")
    return int(text)
