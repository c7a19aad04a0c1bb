"""The gate: `Signed`, the one type that anything leaving Chartside takes.

A `Signed` is made here only, from what the sign-off store recorded, and only when the signature
over the recorded bytes verifies against the key that the signer is registered with. Whatever
exports checks it again (`require_signed`): a value made by hand, copied from another store, or of a
document that was retracted since, does not pass.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chartside.draft import Draft, Status
from chartside.errors import PolicyError
from chartside.signoff import drafts, jose
from chartside.signoff.canonical import Document, canonical, document_from_json
from chartside.signoff.connection import Transaction, as_bytes
from chartside.signoff.names import shown_id
from chartside.signoff.roster import roster_in_force
from chartside.signoff.row import AuditRow
from chartside.signoff.store import SignoffStore

FORMAT = "chartside-decision/2"
FORMATS = frozenset({"chartside-decision/1", FORMAT})
"""What may be on record; the first had no `basis`."""
_MADE_HERE = object()


@dataclass(frozen=True)
class Signed:
    """A draft version bound to a signer, a meaning, a time and hashes.

    `payload` is the exact bytes that were signed (canonical JSON: the document, and the audit row's
    fields), `jws` the detached signature, `public_key` the signer's Ed25519 key as a JWK's `x`.
    """

    payload: bytes
    jws: str
    public_key: str
    store: SignoffStore = field(repr=False, compare=False)
    made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what the sign-off store did not make."""
        require_signed(self)

    @cached_property
    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.payload)
        return content

    @cached_property
    def document(self) -> Document:
        """The document as signed."""
        return document_from_json(self._content["document"])

    @cached_property
    def row(self) -> AuditRow:
        """The decision: signer, meaning, times, hashes, and its place in the audit chain."""
        return AuditRow(**self._content["row"])

    @property
    def draft(self) -> Draft:
        """The draft in the version that was signed."""
        return self.document.draft

    @property
    def attested(self) -> tuple[str, ...]:
        """Ids of the unsupported sentences that the signer vouched for."""
        return tuple(json.loads(self.row.attested or "[]"))

    @property
    def basis(self) -> dict[str, Any]:
        """What the decision rested on (`chartside.signoff.basis`); empty in the first format."""
        return dict(self._content.get("basis") or {})

    @property
    def acknowledged(self) -> tuple[str, ...]:
        """Names of the warnings that the signer took note of, each by itself."""
        return tuple(one["id"] for one in self.basis.get("acknowledged", ()))

    @property
    def decision_id(self) -> str:
        """The decision's id; also the document's identifier wherever it is filed."""
        return self.row.decision_id or ""


def open_signed(store: SignoffStore, draft_id: str) -> Signed:
    """The signed document of a draft.

    Raises:
        PolicyError: the draft is not signed, was amended or retracted since, or its signature does
            not verify.
        AuditBroken: the audit chain ends before the place that its anchor remembers.
        UsageError: there is no such draft.
    """
    with store.read() as tx:
        held = drafts.load(tx, draft_id)
        if held.status is not Status.SIGNED:
            raise PolicyError(
                f"draft {shown_id(draft_id)} is {held.status.value}, not signed: it cannot leave"
            )
        _require_last(tx, draft_id)
        payload, jws, public_key = recorded(tx, decision_of(tx, draft_id))
    if row_of(payload).draft_id != draft_id:
        raise PolicyError(f"the signature on record for draft {shown_id(draft_id)} is of another")
    return Signed(payload, jws, public_key, store, _MADE_HERE)


def require_signed(value: object) -> Signed:
    """The value itself, when it is a `Signed` that still stands in its store.

    `PolicyError` otherwise; `AuditBroken` where the store was set back to an older state, in which
    it may stand although it was withdrawn since.
    """
    if type(value) is not Signed:  # a subclass could say anything
        raise PolicyError("only a signed document can leave; this is not one")
    if getattr(value, "made_by", None) is not _MADE_HERE or type(value.store) is not SignoffStore:
        raise PolicyError(
            "only the sign-off store makes a signed document; this one was made elsewhere"
        )
    row = row_of(value.payload)
    draft_id, decision_id = row.draft_id or "", row.decision_id or ""
    remembered = value.store.remembered()
    with value.store.read() as tx:
        remembered.require_reached(tx)
        if drafts.load(tx, draft_id).status is not Status.SIGNED:
            raise PolicyError(f"draft {shown_id(draft_id)} is no longer signed: it cannot leave")
        _require_last(tx, draft_id)
        if recorded(tx, decision_id) != (value.payload, value.jws, value.public_key):
            raise PolicyError(
                f"the signed document of draft {shown_id(draft_id)} is not the one on record"
            )
    return value


def decision_payload(
    document: Document | None, row: AuditRow, reason: str | None, basis: dict[str, Any]
) -> bytes:
    """The bytes that a person signs when deciding.

    The document (where there is one), the reason, the audit row's fields, and what it rested on.
    """
    return canonical(
        {
            "format": FORMAT,
            "document": document.to_json() if document else None,
            "reason": reason,
            "row": row.covered(),
            "basis": basis,
        }
    )


def _require_last(tx: Transaction, draft_id: str) -> None:
    """Nothing followed the signature, whatever the draft itself says of its state.

    A document that was withdrawn does not come back because somebody set a field back.
    """
    row = tx.one(
        "SELECT event FROM audit WHERE draft_id = ? "
        "AND event IN ('signed', 'amended', 'retracted', 'declined', 'superseded', 'expired') "
        "ORDER BY seq DESC LIMIT 1",
        draft_id,
    )
    if row is not None and row["event"] != Status.SIGNED.value:
        raise PolicyError(
            f"draft {shown_id(draft_id)} is signed by its state and {row['event']} by its events: "
            "it cannot leave; run the audit"
        )


def decision_of(tx: Transaction, draft_id: str) -> str:
    """The id of the decision that signed a draft; `PolicyError` where none is on record."""
    row = tx.one(
        "SELECT decision_id FROM audit WHERE draft_id = ? AND event = 'signed' "
        "ORDER BY seq DESC LIMIT 1",
        draft_id,
    )
    if row is None:
        raise PolicyError(f"draft {shown_id(draft_id)} has no recorded signature: run the audit")
    return str(row["decision_id"])


def recorded(tx: Transaction, decision_id: str) -> tuple[bytes, str, str]:
    """Payload, signature and registered key of a decision, checked to belong together."""
    row = tx.one(
        "SELECT d.payload, d.jws, s.public_key FROM decisions d "
        "JOIN audit a ON a.decision_id = d.id JOIN signers s ON s.who = a.who "
        "WHERE d.id = ? AND a.event = 'signed'",
        decision_id,
    )
    if row is None:
        raise PolicyError(f"decision {shown_id(decision_id)} is not on record: it cannot leave")
    payload, jws, public_key = as_bytes(row["payload"]), str(row["jws"]), str(row["public_key"])
    signed = row_of(payload)
    fits = (signed.decision_id, signed.event) == (decision_id, "signed")
    if not fits or not jose.verifies(payload, jws, public_key):
        raise PolicyError(
            f"the signature of decision {shown_id(decision_id)} does not verify: it cannot leave"
        )
    if amiss := roster_in_force().amiss(signed, public_key):
        raise PolicyError(
            f"the signer of decision {shown_id(decision_id)} {amiss}: it cannot leave"
        )
    return payload, jws, public_key


def row_of(payload: bytes) -> AuditRow:
    """The audit row that was signed; `PolicyError` where these are no bytes of a decision."""
    try:
        content = json.loads(payload)
        if content["format"] in FORMATS:
            return AuditRow(**content["row"])
    except (ValueError, TypeError, KeyError):
        pass
    raise PolicyError("what is on record is no decision: it cannot leave")
