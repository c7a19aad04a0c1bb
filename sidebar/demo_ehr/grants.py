"""What has been given out: launches, codes, tokens. All of it is in memory and gone with it.

Tokens are opaque; what is kept of each is its hash. A code and a launch are good once. A refresh
token is replaced each time; one that comes back a second time has been stolen from somebody, and
ends everything that came of the same authorization (RFC 9700, 4.14.2).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from chartside.sidebar.demo_ehr.clock import Clock
from chartside.sidebar.demo_ehr.registration import Registration

LAUNCH_SECONDS: Final = 300.0
CODE_SECONDS: Final = 60.0
TOKEN_SECONDS: Final = 3600
BACKEND_SECONDS: Final = 300
REFRESH_SECONDS: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Context:
    """What an app is launched with.

    `beside` holds more members of the token's answer: `intent`, `tenant`, `appContext`,
    `need_patient_banner`, `smart_style_url`, `smart_web_messaging_handle` and `_origin`,
    `fhirContext`.
    """

    user: str = ""
    patient: str = ""
    encounter: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)
    signed_in: float = 0.0


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client was granted, and by whom; `family` is the authorization that it came from."""

    client_id: str
    scopes: tuple[str, ...]
    context: Context
    nonce: str = ""
    family: str = field(default_factory=lambda: uuid4().hex)

    @property
    def patient(self) -> str:
        """The id of the patient that it is about; empty where it is about nobody."""
        return self.context.patient


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code's grant, and what whoever brings it must bring with it."""

    grant: Grant
    redirect_uri: str
    challenge: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """Something given out, and when it ends."""

    value: Any
    ends: float


@dataclass(slots=True)
class Grants:
    """The memory of the authorization server."""

    clock: Clock
    _launches: dict[str, _Kept] = field(default_factory=dict)
    _codes: dict[str, _Kept] = field(default_factory=dict)
    _used: dict[str, str] = field(default_factory=dict)
    _access: dict[str, _Kept] = field(default_factory=dict)
    _refresh: dict[str, _Kept] = field(default_factory=dict)
    _spent: dict[str, str] = field(default_factory=dict)
    _assertions: dict[tuple[str, str], float] = field(default_factory=dict)

    def launch(self, context: Context) -> str:
        """A handle under which an app is launched in this context."""
        return self._give(self._launches, context, LAUNCH_SECONDS)

    def launched(self, handle: str) -> Context | None:
        """The context of a handle, once."""
        found: Context | None = self._take(self._launches, handle)
        return found

    def code(self, code: Code) -> str:
        """An authorization code."""
        return self._give(self._codes, code, CODE_SECONDS)

    def redeem(self, code: str) -> Code | None:
        """What a code stands for, once; used again it ends the tokens that it was given for."""
        name = _hash(code)
        if name in self._used:
            self.end(self._used[name])
            return None
        found: Code | None = self._take(self._codes, code)
        if found is not None:
            self._used[name] = found.grant.family
        return found

    def token(self, grant: Grant, seconds: int = TOKEN_SECONDS) -> str:
        """An access token."""
        return self._give(self._access, grant, seconds)

    def granted(self, token: str) -> tuple[Grant, float] | None:
        """What an access token stands for, and when it ends; None where it does not hold."""
        found = self._access.get(_hash(token))
        if found is None or found.ends <= self.clock.now():
            return None
        return found.value, found.ends

    def refresh(self, grant: Grant) -> str:
        """A refresh token."""
        return self._give(self._refresh, grant, REFRESH_SECONDS)

    def refreshed(self, token: str, client: Registration) -> Grant | None:
        """What a refresh token of this client stands for, once."""
        name = _hash(token)
        if name in self._spent:
            self.end(self._spent[name])
            return None
        found = self._refresh.get(name)
        if found is None or found.value.client_id != client.client_id:
            return None
        grant: Grant | None = self._take(self._refresh, token)
        if grant is not None:
            self._spent[name] = grant.family
        return grant

    def holder(self, token: str) -> Grant | None:
        """The grant of an access or a refresh token, without using it."""
        for kept in (self._access, self._refresh):
            found = kept.get(_hash(token))
            if found is not None and found.ends > self.clock.now():
                grant: Grant = found.value
                return grant
        return None

    def end(self, family: str) -> None:
        """End every token that came of one authorization."""
        for kept in (self._access, self._refresh):
            for name in [n for n, one in kept.items() if one.value.family == family]:
                del kept[name]

    def revoke(self, token: str) -> None:
        """End a token; with a refresh token all that came of the same authorization."""
        grant = self.holder(token)
        if grant is not None and _hash(token) in self._refresh:
            self.end(grant.family)
        self._access.pop(_hash(token), None)

    def expire(self) -> None:
        """End every access token now, as if its time had run out; refresh tokens stay."""
        for name, one in self._access.items():
            self._access[name] = replace(one, ends=0.0)

    def first_use(self, client_id: str, jti: str, ends: float) -> bool:
        """Whether a client's assertion comes for the first time; kept until it ends."""
        now = self.clock.now()
        for name in [n for n, end in self._assertions.items() if end <= now]:
            del self._assertions[name]
        if (client_id, jti) in self._assertions:
            return False
        self._assertions[client_id, jti] = ends
        return True

    def _give(self, kept: dict[str, _Kept], value: Any, seconds: float) -> str:
        now = self.clock.now()
        for name in [n for n, one in kept.items() if 0.0 < one.ends < now - REFRESH_SECONDS]:
            del kept[name]
        token = secrets.token_urlsafe(32)
        kept[_hash(token)] = _Kept(value, now + seconds)
        return token

    def _take(self, kept: dict[str, _Kept], token: str) -> Any:
        found = kept.pop(_hash(token), None)
        return found.value if found is not None and found.ends > self.clock.now() else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
