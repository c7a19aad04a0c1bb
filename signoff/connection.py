"""One SQLite file: short transactions, each on its own connection, and errors that say what to do.

A connection a transaction makes the store safe to share between threads and processes without a
word about it. Writers take the write lock first (`BEGIN IMMEDIATE`), so a compare-and-swap inside
never loses to a reader that upgrades. WAL with `synchronous=FULL`: what was committed survives the
power cord.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chartside.errors import StoreError
from chartside.signoff import anchor
from chartside.signoff.clock import Clock
from chartside.signoff.schema import prepare

_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full: nothing was changed",
    sqlite3.SQLITE_IOERR: "the disk failed or is full: nothing was changed",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only",
    sqlite3.SQLITE_PERM: "no permission",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened (is the folder there, and writable?)",
    sqlite3.SQLITE_BUSY: "another process holds it locked: try again",
    sqlite3.SQLITE_LOCKED: "another process holds it locked: try again",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
}
_PRIMARY = 0xFF  # an extended SQLite result code keeps its primary code in the low byte


@dataclass(slots=True)
class Transaction:
    """An open transaction and the moment it began.

    `grew` is set when it appended to the audit chain.
    """

    connection: sqlite3.Connection
    now: datetime
    grew: bool = False

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row, None where there is none."""
        row: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row."""
        return self.connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        """Rows that the statement changed."""
        return self.connection.execute(sql, values).rowcount

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        """One new row; the column names are ours, never a caller's."""
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - the names are ours
        self.connection.execute(sql, tuple(row.values()))


class Database:
    """The file behind a sign-off store.

    `patience` is how many seconds to wait for another writer.
    """

    def __init__(self, path: Path, clock: Clock, patience: float) -> None:
        self.path = path
        self._clock = clock
        self._patience = patience
        with self._said():
            self._found()

    @contextlib.contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view; nothing in it is kept."""
        with self._said(), self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Transaction(connection, self._clock())
            finally:
                connection.rollback()

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """All of it or nothing.

        The moment is read under the lock, so chain order is time order.
        """
        with self._said(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                transaction = Transaction(connection, self._clock())
                yield transaction
                connection.commit()
            finally:
                if connection.in_transaction:
                    connection.rollback()
            if transaction.grew:
                self._drop_anchor(connection)

    def _drop_anchor(self, connection: sqlite3.Connection) -> None:
        # After the commit and under the lock again: the anchor never runs ahead of the chain and
        # never goes back. If this fails or the process dies here, the decision stands and the next
        # event catches up.
        with contextlib.suppress(sqlite3.Error, OSError):
            connection.execute("BEGIN IMMEDIATE")
            try:
                anchor.follow(connection, self.path)
            finally:
                connection.rollback()

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=self._patience, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(
                "PRAGMA recursive_triggers = ON"
            )  # else INSERT OR REPLACE deletes without the trigger
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as wrong:
            code = getattr(wrong, "sqlite_errorcode", 0) & _PRIMARY
            raise StoreError(
                f"sign-off store {self.path.name}: {_WORDS.get(code, f'SQLite code {code}')}"
            ) from None
        except OSError as wrong:
            raise StoreError(
                f"sign-off store {self.path.name}: {os.strerror(wrong.errno or 0)}"
            ) from None

    def _found(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():  # readable by its owner only: it holds drafts
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with self._connection() as connection:
            self._use_wal(connection)
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone():
                prepare(connection, self.path.name)
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                if prepare(connection, self.path.name):
                    anchor.start(connection, self.path)
                connection.commit()
            finally:
                if connection.in_transaction:
                    connection.rollback()

    def _use_wal(self, connection: sqlite3.Connection) -> None:
        # SQLite does not always wait for the lock when two processes switch a new file to WAL at
        # once.
        deadline = time.monotonic() + self._patience
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as wrong:
                if (
                    wrong.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY
                    or time.monotonic() > deadline
                ):
                    raise
                time.sleep(0.01)
            else:
                return
