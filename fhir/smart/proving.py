"""How a client proves who it is at an endpoint of the server: not at all, by secret, or by key."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_plus

from chartside.errors import LaunchRefused
from chartside.fhir.network import Answer, Web
from chartside.fhir.smart.assertion import ASSERTION_TYPE, assertion
from chartside.fhir.smart.discovery import Configuration
from chartside.fhir.smart.registration import Registration

_ACCEPT: Final = {"Accept": "application/json"}
_BIGGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client, the server it is registered with, and the way to that server."""

    web: Web = field(repr=False)
    configuration: Configuration
    registration: Registration

    async def post(
        self, endpoint: str, form: Mapping[str, str], *, bearer: str | None = None
    ) -> Answer:
        """Post a form to an endpoint of the server, with a new proof of who asks.

        Args:
            endpoint: Of the server's configuration.
            form: What is asked.
            bearer: An access token that allows it, in place of the proof.

        Raises:
            LaunchRefused: `elsewhere`, where the endpoint is on no origin that was registered.
            WebError: There was no answer.
        """
        if not self.registration.allows(endpoint):
            raise LaunchRefused("elsewhere")
        proof, headers = self._proof() if bearer is None else ({}, _allowed(bearer))
        return await self.web.ask(
            "POST", endpoint, headers={**_ACCEPT, **headers}, form={**form, **proof}, most=_BIGGEST
        )

    def _proof(self) -> tuple[dict[str, str], dict[str, str]]:
        who = self.registration
        if who.key is not None:
            # Its audience is the token endpoint also where it is posted to another (RFC 7523 3).
            signed = assertion(
                who.client_id, self.configuration.token_endpoint, who.key, jku=who.jku
            )
            return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}, {}
        if who.secret is None:
            return {"client_id": who.client_id}, {}
        methods = self.configuration.methods
        if "client_secret_post" in methods and "client_secret_basic" not in methods:
            return {"client_id": who.client_id, "client_secret": who.secret}, {}
        return {}, {"Authorization": basic(who.client_id, who.secret)}


def _allowed(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(client_id: str, secret: str) -> str:
    """The header of a client with a secret; both are form-encoded first (RFC 6749 2.3.1).

    >>> basic("my-app", "my:app secret")
    'Basic bXktYXBwOm15JTNBYXBwK3NlY3JldA=='
    """
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode("ascii")).decode("ascii")
