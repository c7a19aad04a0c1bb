"""A retraction that leaves: a signed decision that a document does not stand any more.

It holds nothing of the document but its identifier, its patient and its kind; what the person who
withdrew it gave as a reason is in it, because whoever acted on the document has to know.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff import drafts, jose
from chartside.signoff.audit_event import practitioner
from chartside.signoff.canonical import Document, document_from_json
from chartside.signoff.connection import Transaction, as_bytes
from chartside.signoff.escaping import escape
from chartside.signoff.exporting import resources
from chartside.signoff.exporting.resources import JSON
from chartside.signoff.exporting.transaction import withdrawal
from chartside.signoff.gate import decision_of, recorded, row_of
from chartside.signoff.names import shown_id
from chartside.signoff.other_policy import require_allowed
from chartside.signoff.roster import roster_in_force
from chartside.signoff.row import AuditRow
from chartside.signoff.store import SignoffStore

_MADE_HERE: Final = object()
_WITHDRAWN: Final = (
    "SELECT d.payload, d.jws, s.public_key FROM decisions d "
    "JOIN audit a ON a.decision_id = d.id JOIN signers s ON s.who = a.who "
    "WHERE a.draft_id = ? AND a.event = 'retracted' ORDER BY a.seq DESC LIMIT 1"
)


@dataclass(frozen=True)
class Retraction:
    """A signed retraction, and the document that it withdraws.

    Made by `open_retraction` only, from what the store recorded.
    """

    row: AuditRow
    reason: str
    document: Document
    withdrawn: AuditRow
    payload: bytes
    jws: str
    store: SignoffStore = field(repr=False, compare=False)
    made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what the sign-off store did not make."""
        if self.made_by is not _MADE_HERE:
            raise PolicyError("only the sign-off store makes a retraction; this was made elsewhere")


def open_retraction(store: SignoffStore, draft_id: str) -> Retraction:
    """The retraction of a draft's document.

    Raises:
        PolicyError: the document was not retracted, or a signature does not verify.
        AuditBroken: the audit chain ends before the place that its anchor remembers.
        UsageError: there is no such draft.
    """
    remembered = store.remembered()
    with store.read() as tx:
        remembered.require_reached(tx)
        held = drafts.load(tx, draft_id)
        if held.status is not Status.RETRACTED:
            raise PolicyError(f"draft {shown_id(draft_id)} is {held.status.value}, not retracted")
        content, payload, jws = _decided(tx, draft_id)
        signed: dict[str, Any] = json.loads(recorded(tx, decision_of(tx, draft_id))[0])
    return Retraction(
        row=AuditRow(**content["row"]),
        reason=content["reason"] or "",
        document=document_from_json(signed["document"]),
        withdrawn=AuditRow(**signed["row"]),
        payload=payload,
        jws=jws,
        store=store,
        made_by=_MADE_HERE,
    )


def _decided(tx: Transaction, draft_id: str) -> tuple[dict[str, Any], bytes, str]:
    found = tx.one(_WITHDRAWN, draft_id)
    if found is None:
        raise PolicyError(f"draft {shown_id(draft_id)} has no recorded retraction: run the audit")
    payload, jws, key = as_bytes(found["payload"]), str(found["jws"]), str(found["public_key"])
    row = row_of(payload)
    fits = (row.draft_id, row.event) == (draft_id, "retracted")
    if not fits or not jose.verifies(payload, jws, key) or roster_in_force().amiss(row, key):
        raise PolicyError(
            f"the retraction of draft {shown_id(draft_id)} does not verify: run the audit"
        )
    content: dict[str, Any] = json.loads(payload)
    return content, payload, jws


def notice(retraction: Retraction) -> JSON:
    """The document that takes the place of the one that was withdrawn, and says so."""
    row, older = retraction.row, retraction.withdrawn
    lines = (
        f"# RETRACTED: {escape(retraction.document.draft.kind.capitalize())}",
        f"The document {older.decision_id}, signed by {escape(older.name or '')} on "
        f"{older.local_time}, does not stand any more. Do not act on it.",
        f"Retracted by {escape(row.name or '')}, {escape(row.role or '')} on {row.local_time}.",
        f"Reason: {escape(retraction.reason)}",
    )
    kind = resources.kind_of(retraction.document)
    text = "\n\n".join(lines) + "\n"
    title = f"Retraction of {retraction.document.draft.kind}"
    return {
        "resourceType": "DocumentReference",
        "contained": [practitioner(row, "signer")],
        "identifier": [resources.identifier_of(row.decision_id or "")],
        "status": "current",
        "docStatus": "final",
        "type": kind,
        "category": [resources.category()],
        "subject": {"reference": retraction.document.draft.patient},
        "date": row.at,
        "author": [{"reference": "#signer", "display": row.name}],
        "description": "Retraction of a document",
        "content": [{"attachment": resources.attachment(text, title, row.at)}],
        "relatesTo": [resources.replaces(older.decision_id or "")],
    }


def retraction_fhir(retraction: Retraction) -> JSON:
    """A retraction as a FHIR R4 transaction: the notice, Provenance and AuditEvent.

    Raises:
        PolicyError: it is none, would not be valid R4, or the policy in force here does not let its
            signer withdraw such a document.
    """
    if type(retraction) is not Retraction:  # a subclass could say anything
        raise PolicyError("only a signed retraction can leave; this is not one")
    require_allowed(retraction.payload, retraction.store.policy)
    return withdrawal(notice(retraction), retraction.row, retraction.payload, retraction.jws)
