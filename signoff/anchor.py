"""The head of the audit chain in a small file outside the database: a cut-off end is noticed.

Beside a SQLite store it lies by itself; for a database on a server, or out of reach of whoever may
write the data folder, the settings say where on this machine. Each machine that has one moves it on
with what it writes itself; on a machine that has none, none is begun
(`chartside.signoff.copying.begin_anchor` does, and the chain says so).

What it can show: rows removed from the end (or the entire store put back to an older copy) while
the anchor stayed; then nothing is signed and nothing leaves. What it cannot: a person who may write
both files can set both back. Against that, keep the head that `audit verify` prints, or a filed
document, elsewhere: every signed document holds its place in the chain under the signer's key, and
`verify(store, witnesses=…)` looks for it.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chartside.errors import AuditBroken, StoreError
from chartside.signoff.counting import counted
from chartside.signoff.filing import write_atomically
from chartside.signoff.row import genesis
from chartside.signoff.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the chain: row number (0: before the first) and that row's hash."""

    seq: int
    row_hash: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an anchor says at one moment, before anybody looks at the chain.

    It never runs ahead of the chain; but a chain that was looked at before it would seem to be cut.
    `kept` says whether this machine keeps one, or was told to.
    """

    path: Path
    place: Anchor | None
    kept: bool

    def require_reached(self, tx: Transaction) -> None:
        """`AuditBroken` where the chain ends before that place; none is asked where none is kept.

        Whoever may write the store can set it back to when a document still stood.
        """
        if self.kept and (amiss := next(shortfall(tx, self.place), "")):
            raise AuditBroken(f"the audit chain is not what {self.path.name} remembers: {amiss}")


def remembered(path: Path, *, needed: bool) -> Remembered:
    """What the anchor in that place says now."""
    return Remembered(path, read_anchor(path), kept=needed or path.exists())


def anchor_path(store: Path) -> Path:
    """Where the anchor of a SQLite store lies: beside it."""
    return store.with_name(store.name + ".head")


def read_anchor(path: Path) -> Anchor | None:
    """The anchor as last written; None where it is missing or unreadable."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Anchor(int(held["seq"]), str(held["row_hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def head(tx: Transaction) -> Anchor:
    """The last row of the chain as it is."""
    row = tx.one("SELECT seq, row_hash FROM audit ORDER BY seq DESC LIMIT 1")
    return Anchor(row["seq"], row["row_hash"]) if row else Anchor(0, beginning(tx))


def beginning(tx: Transaction) -> str:
    """What stands before this store's first row."""
    row = tx.one("SELECT value FROM meta WHERE key = 'store'")
    return genesis(str(row["value"] if row else ""))


def holds(tx: Transaction, place: Anchor) -> bool:
    """Whether the chain has this row with this hash, in the audit or in an archive."""
    if place.seq == 0:
        return place.row_hash == beginning(tx)
    row = tx.one(
        "SELECT row_hash FROM audit WHERE seq = ? "
        "UNION ALL SELECT row_hash FROM archived WHERE seq = ?",
        place.seq,
        place.seq,
    )
    return row is not None and bool(row["row_hash"] == place.row_hash)


def shortfall(tx: Transaction, place: Anchor | None) -> Iterator[str]:
    """What is amiss where the chain does not reach the place that its anchor remembered."""
    last = head(tx)
    if place is None:
        yield "the anchor file of the store is missing or unreadable"
    elif place.seq > last.seq:
        yield f"{counted(place.seq - last.seq, 'row is', 'rows are')} missing from the end"
    elif not holds(tx, place):
        yield f"row {place.seq} is not the one that was anchored"


def start(tx: Transaction, path: Path, store: str) -> None:
    """Anchor a store that was just created.

    Refuse to begin anew where an older store's chain was anchored.
    """
    before = read_anchor(path)
    if before is not None and before.seq > 0:
        raise StoreError(
            f"{store} is gone or empty, yet {path.name} remembers "
            f"{before.seq} audit rows: restore it"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, head(tx))


def follow(tx: Transaction, path: Path) -> None:
    """Move the anchor to the head, unless it no longer fits the chain.

    Then it stays, as evidence.
    """
    before = read_anchor(path)
    if before is not None and holds(tx, before):
        write(path, head(tx))


def write(path: Path, place: Anchor) -> None:
    """Write the anchor down, in full or not at all."""
    text = json.dumps({"seq": place.seq, "row_hash": place.row_hash}) + os.linesep
    write_atomically(path, text.encode())
