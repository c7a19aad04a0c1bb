"""Old rows of the audit leave the database for an archive, and the chain still proves them.

What leaves is what nothing in the database rests upon any more: readings, exports that nobody
signed, refusals and proposals that came too late, of drafts that are decided. What a document
stands on (who proposed, edited, signed, amended, retracted, filed it) stays as long as the document
does.

The archive is written, flushed and read back first. Then, in one transaction, the chain gets a row
with the archive's name and hash, each row leaves its place in the chain behind (number and hashes),
and the rows go; the database refuses to let go of any other. Killed in between, nothing has left.
Archives are kept by whoever keeps records there: `audit verify` misses one that is gone.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from chartside.errors import StoreError, UsageError
from chartside.signoff import chain
from chartside.signoff.archives import archive_bytes, archive_name, write_archive
from chartside.signoff.canonical import sha256
from chartside.signoff.clock import utc_text
from chartside.signoff.row import AuditRow
from chartside.signoff.schema import METADATA
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore
from chartside.signoff.transaction import Transaction

LEAVES: Final = ("viewed", "exported", "denied", "unlock_refused", "proposal_set_aside")
"""Events that nothing in the database rests upon."""
MOST: Final = 50_000
"""Rows of one archive: while it is written, nobody else writes."""


@dataclass(frozen=True, slots=True)
class Archived:
    """Rows that left, and the name of the archive that they left for."""

    rows: int
    file: str


def archive(store: SignoffStore, days: int, *, most: int = MOST) -> tuple[Archived, ...]:
    """Let the rows leave that are older than so many days, `most` for each archive.

    The archives, oldest first.

    Raises:
        UsageError: not a number of days.
        StoreError: the archive cannot be written; nothing has left then.
    """
    if days < 1:
        raise UsageError("rows of the audit stay for a day at least")
    made: list[Archived] = []
    while (one := _one(store, timedelta(days=days), most)) is not None:
        made.append(one)
    return tuple(made)


def _one(store: SignoffStore, age: timedelta, most: int) -> Archived | None:
    with store.write() as tx:
        rows = _leaving(tx, utc_text(tx.now - age), most)
        if not rows:
            return None
        said = tx.one("SELECT value FROM meta WHERE key = 'store'")
        data = archive_bytes(rows, str(said["value"] if said else ""))
        name = archive_name(rows, data)
        try:
            write_archive(store.archive, name, data)
        except OSError as wrong:
            why = wrong.strerror or "the disk refused"
            raise StoreError(f"archive {name} cannot be written: {why}") from None
        _let_go(tx, rows, name, data)
    return Archived(len(rows), name)


_LEAVING: Final = (
    "SELECT * FROM audit WHERE at < ? AND event IN (?, ?, ?, ?, ?) AND signed_sha256 IS NULL "
    "AND NOT EXISTS "
    "(SELECT 1 FROM drafts WHERE drafts.id = audit.draft_id AND status IN (?, ?)) "
    "ORDER BY seq LIMIT ?"
)


def _leaving(tx: Transaction, before: str, most: int) -> list[AuditRow]:
    still_open = sorted(state.value for state in OPEN)
    return [chain.as_row(row) for row in tx.all(_LEAVING, before, *LEAVES, *still_open, most)]


def _let_go(tx: Transaction, rows: list[AuditRow], name: str, data: bytes) -> None:
    event = AuditRow("archived", document_sha256=sha256(data), detail=name)
    chain.append(tx, event)
    kept = METADATA.tables["archived"].columns.keys()
    stubs = [{k: v for k, v in (asdict(row) | {"file": name}).items() if k in kept} for row in rows]
    tx.connection.execute(METADATA.tables["archived"].insert(), stubs)
    gone = tx.run(
        "DELETE FROM audit WHERE EXISTS "
        "(SELECT 1 FROM archived WHERE archived.seq = audit.seq AND archived.file = ?)",
        name,
    )
    if gone != len(rows):
        raise StoreError(
            "rows of the audit were lost on their way to the archive: nothing has left"
        )
