"""The head of the audit chain in a small file outside the database: a cut-off end is noticed.

Beside a SQLite store it lies by itself; for a database on a server the settings say where on this
machine. Each machine that has one moves it on with what it writes itself; on a machine that has
none, none is begun (`chartside.signoff.copying.begin_anchor` does, and the chain says so).

What it can show: rows removed from the end (or the entire store put back to an older copy) while
the anchor stayed. What it cannot: a person who may write both files can set both back. Against
that, keep the head that `audit verify` prints, or a filed document,
elsewhere: every signed document holds its place in the chain under the signer's key, and
    `verify(store, witnesses=…)` looks for it.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from chartside.errors import StoreError
from chartside.signoff.filing import write_atomically
from chartside.signoff.row import genesis
from chartside.signoff.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the chain: row number (0: before the first) and that row's hash."""

    seq: int
    row_hash: str


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
