"""The EHRs' servers, as this service is registered with them."""

import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final, Self

from chartside.errors import UsageError
from chartside.fhir.network import Web
from chartside.fhir.smart.assertion import SigningKey, published
from chartside.fhir.smart.discovery import discover
from chartside.fhir.smart.id_token import IdTokens
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Kind, Registration
from chartside.fhir.smart.scopes import Scopes
from chartside.settings import passphrase
from chartside.sidebar.site import RegisteredEHR, Site

CALLBACK: Final = "/launch/callback"
_FRESH: Final = 3600.0
"""Seconds that what a server says of itself is good for."""


def registration_of(site: Site, ehr: RegisteredEHR) -> Registration:
    """How this service is registered with an EHR.

    Raises:
        UsageError: A secret or a key that the site names is not there, or does not fit.
    """
    return Registration(
        iss=ehr.fhir,
        client_id=ehr.client_id,
        kind=Kind(ehr.client),
        redirect_uri=f"{site.url}{CALLBACK}",
        secret=_secret(ehr),
        key=_key(ehr.key),
        scopes=Scopes.parse(ehr.asked),
        origins=frozenset(ehr.origins),
        takes_max_age=ehr.takes_max_age,
    )


def _secret(ehr: RegisteredEHR) -> str | None:
    if not ehr.secret:
        return None
    found = passphrase(ehr.secret, keep=False)
    if not found:
        raise UsageError(f"the secret of EHR {ehr.name} is not in its environment variable")
    return found


def _key(path: Path | None) -> SigningKey | None:
    return SigningKey.from_file(path) if path else None


class Servers:
    """What the service asks of each EHR, through one guarded client each; an async context manager.

    Raises:
        UsageError: A registration does not fit together.
    """

    def __init__(self, site: Site, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._registrations = {ehr.name: registration_of(site, ehr) for ehr in site.ehr}
        self._clock = clock
        self._webs: dict[str, Web] = {}
        self._known: dict[str, tuple[float, Client, IdTokens]] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Make the clients; nothing is asked yet."""
        for name, one in self._registrations.items():
            web = Web(one.reach())
            self._webs[name] = await self._stack.enter_async_context(web)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close their connections."""
        await self._stack.aclose()

    def web(self, ehr: RegisteredEHR) -> Web:
        """The client of an EHR's origins."""
        return self._webs[ehr.name]

    async def client(self, ehr: RegisteredEHR) -> Client:
        """This service as the EHR's authorisation server knows it.

        Raises:
            LaunchRefused: What the server says of itself is not as it has to be.
            WebError: It gave no usable answer.
        """
        return (await self._of(ehr))[1]

    async def id_tokens(self, ehr: RegisteredEHR) -> IdTokens:
        """What reads the EHR's id_tokens; its keys are fetched once and kept.

        Raises:
            LaunchRefused: As `client`.
            WebError: As `client`.
        """
        return (await self._of(ehr))[2]

    def published(self) -> Mapping[str, Any]:
        """The public keys by which authorisation servers know this service (RFC 7517)."""
        keys = {one.key.kid: one.key for one in self._registrations.values() if one.key}
        return published(keys.values())

    async def _of(self, ehr: RegisteredEHR) -> tuple[float, Client, IdTokens]:
        known = self._known.get(ehr.name)
        now = self._clock()
        if known is None or now - known[0] > _FRESH:
            web, registration = self._webs[ehr.name], self._registrations[ehr.name]
            client = Client(web, await discover(web, registration), registration)
            known = (now, client, IdTokens(client))
            self._known[ehr.name] = known
        return known
