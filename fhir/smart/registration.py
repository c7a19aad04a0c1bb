"""What a site and a record system agreed on when this client was registered there."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from chartside.errors import UsageError
from chartside.fhir.network import origin_of, server_address
from chartside.fhir.smart.assertion import SigningKey
from chartside.fhir.smart.scopes import READING, Scopes
from chartside.settings import is_this_machine

_CLIENT_ID: Final = re.compile(r"[\x20-\x7e]{1,4096}")  # some servers hand out signed tokens


class Kind(StrEnum):
    """How a client proves who it is, if it does."""

    PUBLIC = "public"
    SYMMETRIC = "symmetric"
    ASYMMETRIC = "asymmetric"


@dataclass(frozen=True, slots=True)
class Registration:
    """One client at one FHIR server. Its `repr` shows no secret.

    Attributes:
        iss: The base of the FHIR server, written as the server itself writes it in a launch.
        client_id: As it was given out.
        kind: How the client proves who it is.
        redirect_uri: Where the browser comes back to; empty for Backend Services.
        secret: Of a symmetric client.
        key: Of an asymmetric one.
        jku: The URL of that one's key set, where it was registered.
        scopes: What is asked for.
        origins: Where the server's endpoints may be besides the origin of `iss`.
        takes_max_age: Whether the server knows `max_age`; it must not be sent to others.
        plain_http: Allow http to another machine: in a test bed, never in a hospital.

    Raises:
        UsageError: It does not fit together.
    """

    iss: str
    client_id: str
    kind: Kind = Kind.PUBLIC
    redirect_uri: str = ""
    secret: str | None = field(default=None, repr=False)
    key: SigningKey | None = field(default=None, repr=False)
    jku: str | None = None
    scopes: Scopes = READING
    origins: frozenset[str] = frozenset()
    takes_max_age: bool = False
    plain_http: bool = False

    def __post_init__(self) -> None:
        """Checks that what was agreed fits together."""
        for one in (self.iss, *self.origins):
            server_address(one, plain_http=self.plain_http, what="a server of a launch")
        if not _CLIENT_ID.fullmatch(self.client_id):
            raise UsageError("a registration needs the client_id that the server gave out")
        if (self.kind is Kind.SYMMETRIC) != bool(self.secret):
            raise UsageError("a symmetric client has a secret, and no other client has one")
        if (self.kind is Kind.ASYMMETRIC) != (self.key is not None):
            raise UsageError("an asymmetric client has a key, and no other client has one")
        if self.redirect_uri and not _protected(self.redirect_uri):
            raise UsageError("a browser comes back to one whole https URL, without a fragment")
        if self.jku and not _protected(self.jku):
            raise UsageError("the keys of a client are published at one whole https URL")
        if self.scopes.misspelt():
            raise UsageError("a scope that is asked for is not written as SMART writes it")

    @property
    def base(self) -> str:
        """The base of the FHIR server, as it is asked: without a slash at its end."""
        return server_address(self.iss, plain_http=self.plain_http)

    def is_at(self, iss: str) -> bool:
        """Whether a launch names this server."""
        try:
            return server_address(iss, plain_http=True) == self.base
        except UsageError:
            return False

    def reach(self) -> frozenset[str]:
        """The origins of the server and of its endpoints: what a `Web` for it is made with."""
        return frozenset(str(origin_of(one)) for one in (self.iss, *self.origins))

    def allows(self, url: str) -> bool:
        """Whether an URL is one of those origins'."""
        origin = origin_of(url)
        return origin is not None and str(origin) in self.reach()


def _protected(url: str) -> bool:
    origin = origin_of(url)
    if origin is None or "#" in url:
        return False
    return origin.scheme == "https" or is_this_machine(origin.host)
