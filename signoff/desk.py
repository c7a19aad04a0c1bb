"""All of sign-off that the agent's process is given."""

from pathlib import Path

from chartside.draft import Draft
from chartside.settings import PostgreSQL
from chartside.signoff.decision import Decision
from chartside.signoff.store import SignoffStore


class Desk:
    """A `DraftDesk` on a sign-off store. It proposes and looks.

    It holds no identity and has no method that decides.
    """

    def __init__(self, store: Path | str | PostgreSQL, *, anchor: Path | None = None) -> None:
        self._store = SignoffStore(store, anchor=anchor)

    def propose(self, draft: Draft) -> None:
        """Lay a draft down for a person; the same draft again changes nothing."""
        self._store.propose(draft)

    def decision(self, draft_id: str) -> Decision | None:
        """How the draft ended; None while it is open."""
        return self._store.decision(draft_id)
