"""The rows of the outbox, and the one way each moves.

    waiting ─▶ sending ─▶ sent | altered | refused | withdrawn
       └──────────┘ (a failure that may pass, or a process that died)

Whoever sends a row holds it for a while, under a name of their own, and writes nothing to it once
somebody else took it over. A row holds ids, codes and times, never chart text.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from chartside.signoff.clock import utc_text
from chartside.signoff.connection import Transaction
from chartside.signoff.row import AuditRow


class Kind(StrEnum):
    """What leaves."""

    DOCUMENT = "document"
    RETRACTION = "retraction"


class State(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    ALTERED = "altered"  # it is on the server, and not as it was signed: a person has to look
    REFUSED = "refused"  # it will not get there by trying again: a person has to look
    WITHDRAWN = "withdrawn"  # it does not stand any more, and never got there


HTTP: Final = "HTTP "
"""How what a server said begins; no code of ours begins so."""
CLOSED = frozenset({State.SENT, State.ALTERED, State.WITHDRAWN})
"""Nothing more happens to these."""
_IN_ORDER = (
    "SELECT o.* FROM outbox o LEFT JOIN audit a ON a.decision_id = o.decision_id "
    "AND a.event IN ('signed', 'retracted') ORDER BY o.queued, a.seq"
)
_KINDS = {"signed": Kind.DOCUMENT, "retracted": Kind.RETRACTION}


@dataclass(frozen=True, slots=True)
class Posting:
    """One row.

    `said` is what the server answered last, or what went wrong, as a code; `written` where each
    resource lies there (`{"DocumentReference": "DocumentReference/7/_history/1"}`), or why not;
    `marks` which parts of the document were there when it was read back.
    """

    decision_id: str
    draft_id: str
    kind: Kind
    state: State
    queued: str
    attempts: int = 0
    not_before: str = ""
    holder: str = ""
    held_until: str = ""
    server: str = ""
    said: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, bool] = field(default_factory=dict)
    closed: str = ""

    @property
    def answer(self) -> str:
        """What the server said: `HTTP 422 invariant`; empty where something else counted."""
        return self.said if self.said.startswith(HTTP) else ""

    @property
    def reason(self) -> str:
        """Why we went no further, as a code of ours: `another-patient`."""
        return "" if self.answer else self.said

    @property
    def lost(self) -> tuple[str, ...]:
        """Parts of the document that the server did not keep."""
        return tuple(name for name, kept in self.marks.items() if not kept)


def enqueue(tx: Transaction, row: AuditRow) -> None:
    """Put what a decision lets leave into the outbox, in the decision's own transaction."""
    kind = _KINDS.get(row.event)
    if kind is not None and row.decision_id and row.draft_id:
        tx.insert(
            "outbox",
            {
                "decision_id": row.decision_id,
                "draft_id": row.draft_id,
                "kind": kind.value,
                "state": State.WAITING.value,
                "queued": utc_text(tx.now),
                "attempts": 0,
            },
        )


def listed(tx: Transaction, draft_ids: Collection[str] = ()) -> tuple[Posting, ...]:
    """The rows, oldest first; of these drafts only, where any are named."""
    rows = tx.all(_IN_ORDER)
    return tuple(_posting(row) for row in rows if not draft_ids or row["draft_id"] in draft_ids)


def claim(tx: Transaction, posting: Posting, server: str, holder: str, until: datetime) -> bool:
    """Hold a row that waits, or whose holder is overdue. False where somebody was faster.

    A row stays with the server that it was first sent to.
    """
    taken = tx.run(
        "UPDATE outbox SET state = 'sending', holder = ?, held_until = ?, server = ?, "
        "attempts = attempts + 1 WHERE decision_id = ? AND attempts = ? "
        "AND (state IN ('waiting', 'refused') OR (state = 'sending' AND held_until < ?)) "
        "AND (server IS NULL OR server = ?)",
        holder,
        utc_text(until),
        server,
        posting.decision_id,
        posting.attempts,
        utc_text(tx.now),
        server,
    )
    return taken == 1


def keep(tx: Transaction, posting: Posting, until: datetime, written: Mapping[str, str]) -> bool:
    """Hold the row for longer and note what is done; False where it was taken over."""
    kept = tx.run(
        "UPDATE outbox SET held_until = ?, written = ? "
        "WHERE decision_id = ? AND state = 'sending' AND holder = ?",
        utc_text(until),
        json.dumps(dict(written)),
        posting.decision_id,
        posting.holder,
    )
    return kept == 1


def leave(tx: Transaction, posting: Posting, then: Posting) -> bool:
    """Let the row go in another state; False where it was taken over."""
    left = tx.run(
        "UPDATE outbox SET state = ?, said = ?, not_before = ?, written = ?, marks = ?, "
        "closed = ?, holder = NULL, held_until = NULL "
        "WHERE decision_id = ? AND state = 'sending' AND holder = ?",
        then.state.value,
        then.said,
        then.not_before or None,
        json.dumps(dict(then.written)),
        json.dumps(dict(then.marks)),
        utc_text(tx.now) if then.state in CLOSED else None,
        posting.decision_id,
        posting.holder,
    )
    return left == 1


def place(tx: Transaction, decision_id: str, resource_type: str) -> str:
    """Where a resource of a decision was noted to lie; empty where it was not."""
    row = tx.one("SELECT written FROM outbox WHERE decision_id = ?", decision_id)
    noted = json.loads(row["written"] or "{}").get(resource_type, "") if row is not None else ""
    return str(noted) if str(noted).startswith(f"{resource_type}/") else ""


def again(tx: Transaction, posting: Posting) -> Posting:
    """The row as it is now."""
    row = tx.one("SELECT * FROM outbox WHERE decision_id = ?", posting.decision_id)
    return _posting(row) if row is not None else replace(posting, state=State.WITHDRAWN)


def _posting(row: Any) -> Posting:
    return Posting(
        decision_id=row["decision_id"],
        draft_id=row["draft_id"],
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        queued=row["queued"],
        attempts=row["attempts"],
        not_before=row["not_before"] or "",
        holder=row["holder"] or "",
        held_until=row["held_until"] or "",
        server=row["server"] or "",
        said=row["said"] or "",
        written=json.loads(row["written"] or "{}"),
        marks=json.loads(row["marks"] or "{}"),
        closed=row["closed"] or "",
    )
