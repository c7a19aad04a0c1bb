"""Writing down what a person did, under their signature: payload, row, place in the chain.

Nothing is written before the signature verifies with the key of the name that it shows.
"""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from chartside.signoff import chain
from chartside.signoff.canonical import Document, sha256
from chartside.signoff.gate import decision_payload
from chartside.signoff.rendering import rendering
from chartside.signoff.row import AuditRow
from chartside.signoff.signer import Signer, register, require_signature, signed_by
from chartside.signoff.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Done:
    """What a person did, as every rule let it through: its row, what it rests on and is about."""

    row: AuditRow
    basis: dict[str, Any] = field(default_factory=dict)
    document: Document | None = None
    reason: str | None = None


def record(tx: Transaction, signer: Signer, done: Done) -> AuditRow:
    """Sign it and append it; the row in its place.

    `PolicyError` where the signer does not hold the key of the identity that they show.
    """
    placed = chain.place(tx, done.row)
    rests_on = done.basis | rendering(done.document, placed)
    payload = decision_payload(done.document, placed, done.reason, rests_on)
    jws = signer.sign(payload)
    require_signature(payload, jws, signer)
    tx.insert("decisions", {"id": placed.decision_id, "payload": payload, "jws": jws})
    chain.append(tx, replace(placed, signed_sha256=sha256(payload)))
    return placed


def record_work(tx: Transaction, signer: Signer, row: AuditRow) -> None:
    """Sign and append what decides nothing and is somebody's all the same: an edit, an export.

    `PolicyError` where the signer has not the key, or the name is known with another one.
    """
    register(tx, signer)
    record(tx, signer, Done(signed_by(replace(row, decision_id=str(uuid.uuid4())), signer)))
