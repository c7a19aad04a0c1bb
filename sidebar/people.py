"""Who is at the other end: a person whose id_token was verified, and their signatures."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typing_extensions import override

from chartside.errors import PolicyError
from chartside.sidebar.keys import Keys
from chartside.signoff import jose
from chartside.signoff.identity import Identity, printed_name

METHOD: Final = "SMART on FHIR, OpenID Connect"
_OTHER: Final = re.compile(r"[^A-Za-z0-9.]+")
_LONGEST: Final = 30


@dataclass(frozen=True, slots=True)
class Clinician:
    """A person of an EHR, as its id_token names them.

    `fhir_user` is `Practitioner/id` on the EHR's FHIR base; `name` how they are printed; `role` one
    of the sign-off policy, empty where they may only read; `authenticated_at` when they last
    proved who they are (`auth_time`); `claims` what else the token said, which is signed with each
    decision.
    """

    ehr: str
    iss: str
    sub: str
    fhir_user: str
    name: str
    role: str
    authenticated_at: datetime
    claims: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def who(self) -> str:
        """The short name in the audit: `practitioner.123.1f2e3d4c@north`.

        The eight digits tell the account apart, and the name and role that it had: under another
        name or role a person is another signer.
        """
        told = "\0".join((self.iss, self.sub, self.fhir_user, self.name, self.role))
        short = _OTHER.sub(".", self.fhir_user).strip(".")[:_LONGEST].lower()
        return f"{short}.{hashlib.sha256(told.encode()).hexdigest()[:8]}@{self.ehr}"


class LaunchedSigner:
    """A signer who came by a launch, with the key that this server keeps for them."""

    __slots__ = ("_key", "authenticated_at", "claims", "identity")

    def __init__(self, person: Clinician, keys: Keys) -> None:
        if not person.role:
            raise PolicyError("this account may read here, and decides on nothing")
        key: Ed25519PrivateKey = keys.key_of(person.iss, person.sub, person.who)
        public = jose.public_text(key.public_key())
        self.identity = Identity(person.who, printed_name(person.name), person.role, public)
        self.authenticated_at = person.authenticated_at
        self.claims = person.claims
        self._key = key

    @property
    def method(self) -> str:
        """How the person proved who they are."""
        return METHOD

    def sign(self, payload: bytes) -> str:
        """A detached JWS over the payload."""
        return jose.sign_detached(payload, self._key)

    @override
    def __repr__(self) -> str:
        """The name, and nothing of the key."""
        return f"LaunchedSigner({self.identity.who})"

    @override
    def __reduce__(self) -> str:
        """Refused: a pickled key would be an open key."""
        raise PolicyError("a signer does not leave its process")
