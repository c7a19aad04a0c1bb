"""A copy of a live store, and a store from a copy: one SQLite file, its anchor, and its archives.

A copy is taken of one moment, whatever others write meanwhile, and verified once it is written. The
same file can become a store on a server: that is how one moves from SQLite to PostgreSQL.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from chartside.errors import StoreError, UsageError
from chartside.settings import PostgreSQL
from chartside.signoff import anchor, chain
from chartside.signoff.anchor import read_anchor
from chartside.signoff.audit import AuditReport, verify
from chartside.signoff.connection import version_of
from chartside.signoff.row import AuditRow
from chartside.signoff.schema import METADATA
from chartside.signoff.store import SignoffStore
from chartside.signoff.transaction import Transaction

_AT_ONCE: Final = 500
"""Rows that are held in memory while a table is copied."""


def backup(store: SignoffStore, path: Path) -> AuditReport:
    """Copy a live store into a new SQLite file beside which its anchor and archives lie.

    The file is there under its name only once it is whole. What `verify` says of the copy.

    Raises:
        UsageError: there is such a file already.
        StoreError: the store cannot be read, or the file cannot be written.
    """
    final = _Files(path)
    if final.any_there():
        raise UsageError(f"{path.name} is there already: name a file that is not")
    part = _Files(path.with_name(f".{path.name}.part"))
    try:
        part.remove()
        path.parent.mkdir(parents=True, exist_ok=True)
        with store.read() as tx:
            _fill(tx, SignoffStore(part.file, policy=store.policy, clock=store.clock))
        if store.archive.is_dir():
            shutil.copytree(store.archive, part.archive)
        report = verify(SignoffStore(part.file, policy=store.policy, clock=store.clock))
        part.move_to(final)
    except OSError as wrong:
        why = wrong.strerror or "the disk refused"
        raise StoreError(f"{path.name} cannot be written: {why}") from None
    finally:
        with suppress(OSError):
            part.remove()
    return report


def restore(
    copy: Path, place: Path | PostgreSQL, *, anchor_file: Path | None = None
) -> AuditReport:
    """Make a store out of a copy, where there is none yet. What `verify` says of it.

    `anchor_file` is where its anchor lies instead of where it would by itself. A store whose chain
    is broken stays in its place, to be looked at: a copy with a lost archive may be all there is.

    Raises:
        UsageError: there is no such copy, or there is a store in that place.
        StoreError: the copy is older than what the anchor of that place remembers.
        AuditBroken: the copy was cut off since: it ends before the head that lies beside it.
    """
    if not copy.is_file():
        raise UsageError(f"there is no copy {copy.name}")
    source = SignoffStore(copy)
    _require_empty(place)
    beside = source.remembered()
    with source.read() as tx:
        beside.require_reached(tx)
        usual = place.anchor if isinstance(place, PostgreSQL) else anchor.anchor_path(place)
        _forget_anchor(tx, anchor_file or usual)
        target = SignoffStore(place, anchor=anchor_file)
        _fill(tx, target)
    if source.archive.is_dir():
        shutil.copytree(source.archive, target.archive, dirs_exist_ok=True)
    return verify(target)


def begin_anchor(store: SignoffStore) -> None:
    """Begin to keep the head of the chain on this machine; the chain says that it was begun.

    Raises:
        UsageError: this machine keeps one already.
    """
    if store.anchor.exists():
        raise UsageError(f"{store.anchor.name} is there already")
    with store.write() as tx:
        store.anchor.parent.mkdir(parents=True, exist_ok=True)
        anchor.write(store.anchor, anchor.head(tx))
        chain.append(tx, AuditRow("anchored"))


class _Files:
    """A SQLite store's file, and what lies beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.anchor = anchor.anchor_path(file)
        self.archive = file.with_name(f"{file.name}.archive")

    def any_there(self) -> bool:
        """Whether anything of that name is there."""
        return self.file.exists() or self.anchor.exists() or self.archive.exists()

    def remove(self) -> None:
        """Remove all of it, and what SQLite left beside it."""
        for ending in ("", ".head", "-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.rmtree(self.archive, ignore_errors=True)

    def move_to(self, other: "_Files") -> None:
        """Move all of it, the file itself last."""
        if self.archive.exists():
            self.archive.rename(other.archive)
        self.anchor.rename(other.anchor)
        self.file.rename(other.file)


def _fill(tx: Transaction, target: SignoffStore) -> None:
    """Every row of every table, and the anchor at the head of what was copied."""
    with target.write() as into:
        into.run("DELETE FROM meta")
        for table in METADATA.sorted_tables:
            found = tx.connection.execute(table.select(), execution_options={"yield_per": _AT_ONCE})
            for rows in found.mappings().partitions():
                into.connection.execute(table.insert(), [dict(row) for row in rows])
    with target.read() as copied:
        anchor.write(target.anchor, anchor.head(copied))


def _require_empty(place: Path | PostgreSQL) -> None:
    there = isinstance(place, PostgreSQL) or place.exists()
    if not there or version_of(place) is None:
        return
    with SignoffStore(place).read() as tx:
        if tx.one("SELECT 1 FROM audit") or tx.one("SELECT 1 FROM drafts"):
            raise UsageError("there is a sign-off store already: nothing was changed")


def _forget_anchor(tx: Transaction, path: Path) -> None:
    """Let go of an anchor whose chain this copy goes on from; refuse a copy that is older."""
    before = read_anchor(path)
    if before is not None and before.seq > 0 and not anchor.holds(tx, before):
        raise StoreError(
            f"the copy is not the chain that {path.name} remembers up to row {before.seq}, or ends "
            "before it: nothing was changed"
        )
    path.unlink(missing_ok=True)
