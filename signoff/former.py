"""Reading a document that was signed and stands no more: amended or retracted.

What is given is for reading only. It is no `Signed`, so that nothing that exports takes it.
"""

import json
from dataclasses import dataclass

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff import chain, drafts
from chartside.signoff.canonical import Document, document_from_json
from chartside.signoff.connection import Transaction, as_bytes
from chartside.signoff.drafts import Held
from chartside.signoff.gate import decision_of, recorded
from chartside.signoff.markdown import signed_text, stands_no_more
from chartside.signoff.row import AuditRow
from chartside.signoff.store import SignoffStore


@dataclass(frozen=True, slots=True)
class Former:
    """A document as it was signed, and what followed.

    `row` is the decision that signed it; `followed` says in a sentence what became of it, with the
    reason of a retraction (which may hold chart text).
    """

    document: Document
    row: AuditRow
    status: Status
    followed: str
    superseded_by: str | None = None

    @property
    def attested(self) -> tuple[str, ...]:
        """Ids of the unsupported sentences that the signer vouched for."""
        return tuple(json.loads(self.row.attested or "[]"))

    @property
    def markdown(self) -> str:
        """The text that was signed, marked above it for what it is now."""
        text = signed_text(self.document, self.row, self.attested)
        return stands_no_more(text, self.status, self.followed)


def read_former(store: SignoffStore, draft_id: str) -> Former:
    """A document that was amended or retracted.

    Raises:
        PolicyError: it was never signed, it still stands (then
            `chartside.signoff.gate.open_signed` has it), or its signature does not verify.
        UsageError: there is no such draft.
    """
    with store.read() as tx:
        held = drafts.load(tx, draft_id)
        if held.status not in {Status.AMENDED, Status.RETRACTED}:
            raise PolicyError(f"draft {draft_id} is {held.status.value}: it is no former document")
        payload, _, _ = recorded(tx, decision_of(tx, draft_id))
        content = json.loads(payload)
        return Former(
            document_from_json(content["document"]),
            AuditRow(**content["row"]),
            held.status,
            _followed(tx, held),
            held.superseded_by,
        )


def _followed(tx: Transaction, held: Held) -> str:
    found = tx.one(
        "SELECT * FROM audit WHERE draft_id = ? AND event = ? ORDER BY seq DESC LIMIT 1",
        held.draft.id,
        held.status.value,
    )
    if found is None:
        return "The audit does not say when."
    row = chain.as_row(found)
    by = f"by {row.name} on {row.local_time}"
    if held.status is Status.AMENDED:
        return f"Amended {by}: draft {held.superseded_by} took its place."
    why = tx.one("SELECT payload FROM decisions WHERE id = ?", row.decision_id)
    reason = json.loads(as_bytes(why["payload"]))["reason"] if why is not None else "not on record"
    return f"Retracted {by}. Reason: {reason}"
