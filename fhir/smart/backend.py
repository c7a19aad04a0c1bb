"""SMART Backend Services: a token for a service with no person in it (client credentials)."""

import time
from collections.abc import Callable
from typing import Final

from typing_extensions import override

from chartside.errors import LaunchRefused, UsageError, WebError
from chartside.fhir.smart.auth import Bearer
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Kind
from chartside.fhir.smart.scopes import Scopes
from chartside.fhir.smart.tokens import Tokens, read

_UNSAID: Final = 300
"""Seconds that a token is used whose server does not say when it ends."""


class BackendAuth(Bearer):
    """The token of a service, asked for when first needed and again when it ends or is refused.

    Args:
        client: Registered with a key.
        scopes: `system/…` and no others.
        clock: Seconds since 1970.

    Raises:
        UsageError: The client has no key, or a scope is not of the system.
    """

    def __init__(
        self, client: Client, scopes: Scopes, *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(client.registration.base)
        if client.registration.kind is not Kind.ASYMMETRIC:
            raise UsageError("a service proves who it is with a key of its own")
        if not scopes.access or any(one.level != "system" for one in scopes.access):
            raise UsageError("a service asks for system scopes")
        self._client = client
        self._scopes = scopes
        self._clock = clock
        self._tokens: Tokens | None = None
        self._got = 0.0

    @override
    async def _current(self) -> Tokens:
        if self._tokens is None or self._ended(self._tokens):
            try:
                return await self._ask()
            except WebError:
                if self._tokens is None or self._tokens.expired(self._clock(), ahead=0):
                    raise
        return self._tokens

    @override
    async def _after(self, used: Tokens) -> Tokens | None:
        if self._tokens is not None and self._tokens.access != used.access:
            return self._tokens
        return await self._ask()

    def _ended(self, tokens: Tokens) -> bool:
        now = self._clock()
        return tokens.expired(now) or (tokens.expires_at is None and now - self._got > _UNSAID)

    async def _ask(self) -> Tokens:
        configuration = self._client.configuration
        asked = {
            "grant_type": "client_credentials",
            "scope": configuration.written(self._scopes),
        }
        answer = await self._client.post(configuration.token_endpoint, asked)
        got = read(answer, self._scopes, now=self._clock())
        if not got.scopes.access:
            raise LaunchRefused("scope")
        self._tokens, self._got = got, self._clock()
        return got
