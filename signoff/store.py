"""The sign-off store.

Drafts, their versions, what was decided, and the audit chain, in one SQLite file or in one schema
of a PostgreSQL database.

The store keeps and moves; it cannot sign. Deciding is in `chartside.signoff.gate`, editing in
`chartside.signoff.editing`, and both need an unlocked identity.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from chartside.draft import Draft, Status
from chartside.errors import UsageError
from chartside.settings import PostgreSQL
from chartside.signoff import chain, drafts, proposals
from chartside.signoff.account import account
from chartside.signoff.anchor import Remembered, remembered
from chartside.signoff.clock import Clock, utc_now
from chartside.signoff.connection import Database, Transaction
from chartside.signoff.decision import Decision
from chartside.signoff.drafts import Held, Version
from chartside.signoff.names import shown_id, shown_who
from chartside.signoff.policy import Policy, default_policy
from chartside.signoff.row import AuditRow
from chartside.signoff.states import OPEN

FILED = "filed"
NOTABLE = frozenset({"exported", FILED, "unlock_refused"})
"""Events that others may record with `SignoffStore.note`."""


class SignoffStore:
    """A sign-off store, made where there is none.

    Safe to use from threads, processes and (PostgreSQL) machines at once.

    Args:
        place: The SQLite file, with its audit anchor beside it as `<name>.head`; or a database.
        policy: Who may sign what (default: the policy file of the package).
        clock: Gives the present moment.
        patience: Seconds to wait for another writer before giving up.
        anchor: The file for the head of the audit chain, instead of the one beside it. Where it is
            named, it has to be there before anything is signed or leaves.

    Raises:
        StoreError: here or in any method: newer version, not a store, full disk, read-only, locked,
            damaged, out of reach.
        MissingExtra: a database on a server, and its driver is not installed.
    """

    def __init__(
        self,
        place: Path | str | PostgreSQL,
        *,
        policy: Policy | None = None,
        clock: Clock = utc_now,
        patience: float = 10.0,
        anchor: Path | None = None,
    ) -> None:
        self.place = Path(place) if isinstance(place, str) else place
        self.policy = policy or default_policy()
        self.clock = clock
        self._database = Database(self.place, clock, patience, anchor)
        self._anchor_named = anchor is not None

    @property
    def path(self) -> Path:
        """The SQLite file; `UsageError` where the store is a database on a server."""
        if isinstance(self.place, PostgreSQL):
            raise UsageError("this sign-off store is no file")
        return self.place

    @property
    def anchor(self) -> Path:
        """The file that keeps the head of the audit chain, outside the database."""
        return self._database.anchor

    @property
    def archive(self) -> Path:
        """The folder for rows of the audit that left the database."""
        if isinstance(self.place, PostgreSQL):
            return self.place.archive
        return self.place.with_name(f"{self.place.name}.archive")

    def remembered(self) -> Remembered:
        """What the anchor says now: ask before a look at the chain that is held against it."""
        return remembered(self.anchor, needed=self._anchor_named)

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view of the store."""
        return self._database.read()

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction: all of it or nothing."""
        return self._database.write()

    def propose(self, draft: Draft, *, source: str | None = None) -> None:
        """Lay a draft down for a person to decide.

        Idempotent by draft id (`chartside.signoff.proposals` has every case).

        `source` is where its chart can be opened again (as the command line's SOURCE), kept for the
        reviewer's convenience.

        Raises:
            UsageError: no sentences, an id that cannot be stored, two sentences with one id, broken
                Unicode.
        """
        with self.write() as tx:
            proposals.propose(tx, draft, self.policy, source)

    def remember_source(self, draft_id: str, source: str) -> None:
        """Note where the draft's chart can be opened again."""
        with self.write() as tx:
            drafts.load(tx, draft_id)
            tx.run("UPDATE drafts SET source = ? WHERE id = ?", source, draft_id)

    def held(self, draft_id: str) -> Held:
        """The draft as it is now, with version, expiry and source.

        `UsageError` where there is none.
        """
        with self.read() as tx:
            return drafts.load(tx, draft_id)

    def draft(self, draft_id: str) -> Draft:
        """The draft in its newest version, with its present status.

        `UsageError` where there is none.
        """
        return self.held(draft_id).draft

    def versions(self, draft_id: str) -> tuple[Version, ...]:
        """Every version of a draft, the author's own text first."""
        with self.read() as tx:
            drafts.load(tx, draft_id)
            return drafts.versions(tx, draft_id)

    def drafts(
        self, *, patient: str | None = None, status: Collection[Status] = tuple(Status)
    ) -> tuple[Held, ...]:
        """Drafts in these states (all by default), newest first."""
        with self.read() as tx:
            return drafts.listed(tx, patient, status)

    def ids(self, beginning: str = "") -> tuple[str, ...]:
        """Ids of the drafts that begin so, newest first; none begins with what is no id."""
        if beginning and shown_id(beginning) != beginning:
            return ()
        with self.read() as tx:
            rows = tx.all(
                "SELECT id FROM drafts WHERE substr(id, 1, ?) = ? "
                "ORDER BY created DESC, number DESC",
                len(beginning),
                beginning,
            )
            return tuple(row["id"] for row in rows)

    def decision(self, draft_id: str) -> Decision | None:
        """How a draft ended; None while it is open or where there is none."""
        with self.read() as tx:
            held = drafts.find(tx, draft_id)
            if held is None or held.status in OPEN:
                return None
            found = tx.one(
                "SELECT * FROM audit WHERE draft_id = ? AND event = ? ORDER BY seq DESC LIMIT 1",
                draft_id,
                held.status.value,
            )
            row = chain.as_row(found) if found is not None else AuditRow(event=held.status.value)
        return Decision(
            draft_id=draft_id,
            status=held.status,
            version=held.version,
            decision_id=row.decision_id or "",
            who=row.who or "",
            at=row.at,
            superseded_by=held.superseded_by or "",
        )

    def expire_due(self) -> tuple[str, ...]:
        """Close every open draft whose time is over; their ids."""
        with self.write() as tx:
            open_now = tuple(s.value for s in OPEN)
            rows = tx.all("SELECT id FROM drafts WHERE status IN (?, ?)", *open_now)
            due = [
                held
                for held in (drafts.load(tx, row["id"]) for row in rows)
                if held.expires <= tx.now
            ]
            for held in due:
                drafts.move(tx, held, Status.EXPIRED)
                chain.append(tx, chain.about(held.draft, held.version, Status.EXPIRED.value))
        return tuple(held.draft.id for held in due)

    def note(
        self, event: str, draft_id: str | None = None, *, who: str | None = None, detail: str = ""
    ) -> None:
        """Record an event that decides nothing.

        The same document filed again, or by two processes at once, is one event.

        Args:
            event: One of `NOTABLE`; what moves a draft is recorded by what moves it.
            draft_id: The draft it was about.
            who: Who did it, as far as known; else it is the account of this process.
            detail: One word more, such as a format; what is not a word is not written.

        Raises:
            UsageError: another event.
        """
        if event not in NOTABLE:
            raise UsageError(f"only {', '.join(sorted(NOTABLE))} can be noted")
        with self.write() as tx:
            held = drafts.find(tx, draft_id) if draft_id else None
            row = chain.about(held.draft, held.version, event) if held else AuditRow(event=event)
            words = shown_id(detail) if detail else None
            if held and words and event == FILED and words == _last_filed(tx, held):
                return
            by = shown_who(who) if who else account()
            chain.append(tx, replace(row, who=by, detail=words))


def _last_filed(tx: Transaction, held: Held) -> str | None:
    row = tx.one(
        "SELECT detail FROM audit WHERE draft_id = ? AND event = ? ORDER BY seq DESC LIMIT 1",
        held.draft.id,
        FILED,
    )
    return row["detail"] if row else None
