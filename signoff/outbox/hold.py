"""The hold that one process has on a row while it sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chartside.signoff import chain, drafts
from chartside.signoff.outbox import rows
from chartside.signoff.outbox.rows import Posting, State
from chartside.signoff.row import AuditRow
from chartside.signoff.store import SignoffStore

_EVENTS: Mapping[State, str] = {
    State.SENT: "written",
    State.ALTERED: "written",
    State.REFUSED: "write_refused",
}


class Lost(Exception):
    """Another process took the row over."""


@dataclass(slots=True)
class Hold:
    """A row that this process sends.

    Every step that changes something at the server is noted before (`note`), which also asks
    whether the row is still held.
    """

    store: SignoffStore
    posting: Posting
    span: timedelta
    written: dict[str, str] = field(default_factory=dict)

    def note(self, **written: str) -> None:
        """Keep what was done, or is about to be, and hold the row for longer.

        Raises:
            Lost: Another process took it over.
        """
        self.written |= written
        with self.store.write() as tx:
            if not rows.keep(tx, self.posting, tx.now + self.span, self.written):
                raise Lost

    def leave(self, state: State, said: str = "", **more: object) -> Posting:
        """Let the row go, and put what became of it into the audit."""
        then = replace(
            self.posting,
            state=state,
            said=said,
            written=dict(self.written),
            **more,  # type: ignore[arg-type]  # fields of the row
        )
        with self.store.write() as tx:
            if rows.leave(tx, self.posting, then) and state in _EVENTS:
                held = drafts.find(tx, self.posting.draft_id)
                event = _EVENTS[state]
                row = chain.about(held.draft, held.version, event) if held else AuditRow(event)
                place = self.written.get("DocumentReference", "")
                chain.append(tx, replace(row, detail=said or place or None))
            return rows.again(tx, self.posting)
