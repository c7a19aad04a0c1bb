"""Whoever signs: what they have to be able to do, and the key that a name is known by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from chartside.errors import PolicyError
from chartside.signoff import jose
from chartside.signoff.clock import utc_text
from chartside.signoff.connection import Transaction
from chartside.signoff.identity import Identity
from chartside.signoff.roster import roster_in_force
from chartside.signoff.row import AuditRow


class Signer(Protocol):
    """A person who proved who they are, as far as sign-off needs to know.

    `UnlockedIdentity` is one, by a passphrase. One who came by a SMART launch is another: who they
    are is in the verified id_token, and the key is the server's, which no agent can reach. What an
    object says of itself counts for nothing: `sign` has to make signatures that verify with the key
    that `identity` is known by.
    """

    @property
    def identity(self) -> Identity:
        """Short name, printed name, role and public key."""
        ...

    @property
    def authenticated_at(self) -> datetime:
        """When they proved it (id_token: `auth_time`)."""
        ...

    @property
    def method(self) -> str:
        """How, in words: `local passphrase`."""
        ...

    @property
    def claims(self) -> Mapping[str, str]:
        """What the proof said besides, and in which context.

        Of an id_token `iss`, `sub`, `jti` and `fhirUser`; of a launch `encounter`, `fhir_base` and
        `tenant`. It is part of what is signed.
        """
        ...

    def sign(self, payload: bytes) -> str:
        """A detached JWS over the payload, with the key of `identity`."""
        ...


def require_signature(payload: bytes, jws: str, signer: Signer) -> None:
    """`PolicyError` unless the signature verifies with the key of the signer's identity."""
    if not jose.verifies(payload, jws, signer.identity.public_key):
        raise PolicyError(
            f"what signs for {signer.identity.who} does not hold the key of that name"
        )


def register(tx: Transaction, signer: Signer) -> None:
    """Bind a name to its key, printed name and role at first use.

    `PolicyError` when it is known with another one of these, or is not on the site's list of
    signers. Whoever knows the passphrase could seal their key anew beside another role.
    """
    who = signer.identity
    if amiss := roster_in_force().amiss(_row(signer, tx), who.public_key):
        raise PolicyError(f"{who.who} {amiss}: ask whoever keeps that list")
    held = tx.one("SELECT public_key, name, role FROM signers WHERE who = ?", who.who)
    if held is None:
        row = {
            "who": who.who,
            "public_key": who.public_key,
            "name": who.name,
            "role": who.role,
            "first_seen": utc_text(tx.now),
        }
        tx.insert("signers", row)
    elif held["public_key"] != who.public_key:
        raise PolicyError(
            f"{who.who} is known here with another key: that name cannot be used again"
        )
    elif (held["name"], held["role"]) != (who.name, who.role):
        raise PolicyError(
            f"{who.who} is known here with another name or role: make a new signer for it"
        )


def _row(signer: Signer, tx: Transaction) -> AuditRow:
    return signed_by(AuditRow("", at=utc_text(tx.now)), signer)


def signed_by(row: AuditRow, signer: Signer) -> AuditRow:
    """The row with its who, and how and when they proved it."""
    who = signer.identity
    return replace(
        row,
        who=who.who,
        name=who.name,
        role=who.role,
        key_id=who.key_id,
        auth_at=utc_text(signer.authenticated_at),
        auth_method=signer.method,
    )
