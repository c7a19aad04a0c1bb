"""A signer in the store.

The key that a name is known by, and the fields of an audit row that say who acted.
"""

from dataclasses import replace

from chartside.errors import PolicyError
from chartside.signoff.clock import utc_text
from chartside.signoff.connection import Transaction
from chartside.signoff.identity import UnlockedIdentity
from chartside.signoff.row import AuditRow


def register(tx: Transaction, signer: UnlockedIdentity) -> None:
    """Bind a name to its key at first use.

    `PolicyError` when the name is known with another key.
    """
    held = tx.one("SELECT public_key FROM signers WHERE who = ?", signer.identity.who)
    if held is None:
        who = signer.identity
        row = {
            "who": who.who,
            "public_key": who.public_key,
            "name": who.name,
            "role": who.role,
            "first_seen": utc_text(tx.now),
        }
        tx.insert("signers", row)
    elif held["public_key"] != signer.identity.public_key:
        raise PolicyError(
            f"{signer.identity.who} is known here with another key: that name cannot be used again"
        )


def signed_by(row: AuditRow, signer: UnlockedIdentity) -> AuditRow:
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
