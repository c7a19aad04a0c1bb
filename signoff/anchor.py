"""The head of the audit chain in a small file beside the store: a cut-off end is noticed.

What it can show: rows removed from the end (or the entire store put back to an older copy) while
the anchor stayed. What it cannot: a person who may write both files can set both back. Against
that, keep the head that `audit verify` prints, or a filed document,
elsewhere: every signed document holds its place in the chain under the signer's key, and
    `verify(store, witnesses=…)` looks for it.
"""

import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from chartside.errors import StoreError
from chartside.signoff.filing import write_atomically
from chartside.signoff.row import genesis


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the chain: row number (0: before the first) and that row's hash."""

    seq: int
    row_hash: str


def anchor_path(store: Path) -> Path:
    """Where a store's anchor lies."""
    return store.with_name(store.name + ".head")


def read_anchor(store: Path) -> Anchor | None:
    """The anchor as last written; None where it is missing or unreadable."""
    try:
        held = json.loads(anchor_path(store).read_text(encoding="utf-8"))
        return Anchor(int(held["seq"]), str(held["row_hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def head(connection: sqlite3.Connection) -> Anchor:
    """The last row of the chain as it is."""
    row = connection.execute("SELECT seq, row_hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return Anchor(row[0], row[1]) if row else Anchor(0, beginning(connection))


def beginning(connection: sqlite3.Connection) -> str:
    """What stands before this store's first row."""
    return genesis(connection.execute("SELECT value FROM meta WHERE key = 'store'").fetchone()[0])


def holds(connection: sqlite3.Connection, place: Anchor) -> bool:
    """Whether the chain has this row with this hash."""
    if place.seq == 0:
        return place.row_hash == beginning(connection)
    row = connection.execute("SELECT row_hash FROM audit WHERE seq = ?", (place.seq,)).fetchone()
    return row is not None and row[0] == place.row_hash


def start(connection: sqlite3.Connection, store: Path) -> None:
    """Anchor a store that was just created.

    Refuse to begin anew where an older store's chain was anchored.
    """
    before = read_anchor(store)
    if before is not None and before.seq > 0:
        raise StoreError(
            f"{store.name} is gone or empty, yet {anchor_path(store).name} remembers "
            f"{before.seq} audit rows: restore it"
        )
    _write(store, head(connection))


def follow(connection: sqlite3.Connection, store: Path) -> None:
    """Move the anchor to the head, unless it no longer fits the chain.

    Then it stays, as evidence.
    """
    before = read_anchor(store)
    if before is not None and holds(connection, before):
        _write(store, head(connection))


def _write(store: Path, place: Anchor) -> None:
    text = json.dumps({"seq": place.seq, "row_hash": place.row_hash}) + os.linesep
    write_atomically(anchor_path(store), text.encode())
