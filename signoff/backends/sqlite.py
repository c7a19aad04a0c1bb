"""SQLite, the default: one file, WAL, a connection a transaction.

A connection a transaction makes the store safe to share between threads and processes without a
word about it. Writers take the write lock first (`BEGIN IMMEDIATE`), so a compare-and-swap inside
never loses to a reader that upgrades. WAL with `synchronous=FULL`: what was committed survives the
power cord.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from chartside.signoff.backends.backend import dropped, kept
from chartside.signoff.backends.turns import turns_at

_WORDS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full: nothing was changed",
    sqlite3.SQLITE_IOERR: "the disk failed or is full: nothing was changed",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only",
    sqlite3.SQLITE_PERM: "no permission",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened (is the folder there, and writable?)",
    sqlite3.SQLITE_BUSY: "another process holds it locked: try again",
    sqlite3.SQLITE_LOCKED: "another process holds it locked: try again",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_CONSTRAINT: "what was written is never changed, and nothing is written twice",
}
_PRIMARY: Final = 0xFF  # an extended SQLite result code keeps its primary code in the low byte
_HOW: Final = "chartside_begin"
"""The execution option that says how a transaction begins."""


class SQLite:
    """A SQLite file; `patience` is how many seconds to wait for another writer."""

    def __init__(self, path: Path, patience: float) -> None:
        self.path = path
        self._patience = patience
        self._engine = _engine(path, patience)
        self._turns = turns_at(path)

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self.path.name

    def make(self) -> None:
        """The file and its folder, readable by its owner only: it holds drafts."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with self.connected() as connection:
            self._use_wal(connection)

    def connected(self) -> AbstractContextManager[Connection]:
        """A connection of its own."""
        return self._engine.connect()

    def read(self, connection: Connection) -> AbstractContextManager[None]:
        """The file as it is at the first look."""
        return dropped(connection.execution_options(**{_HOW: "BEGIN"}))

    @contextlib.contextmanager
    def write(self, connection: Connection) -> Iterator[None]:
        """The only writer of the file, from the start.

        Threads of one process take turns here. SQLite lets who waits for another writer look again
        now and then, and of many some would never come at the right moment.
        """
        begun = connection.execution_options(**{_HOW: "BEGIN IMMEDIATE"})
        with self._turns.one(self._patience), kept(begun):
            yield

    def says(self, failed: DBAPIError) -> str:
        """SQLite's result code in words."""
        code = getattr(failed.orig, "sqlite_errorcode", 0) & _PRIMARY
        return _WORDS.get(code, f"SQLite code {code}")

    def _use_wal(self, connection: Connection) -> None:
        # SQLite does not always wait for the lock when two processes switch a new file to WAL at
        # once.
        deadline = time.monotonic() + self._patience
        driver: Any = connection.connection.driver_connection
        while True:
            try:
                driver.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as wrong:
                busy = wrong.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > deadline:
                    raise DBAPIError("PRAGMA journal_mode", None, wrong) from None
                time.sleep(0.01)
            else:
                return


def _engine(path: Path, patience: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": patience, "isolation_level": None},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(
        "PRAGMA recursive_triggers = ON"
    )  # else INSERT OR REPLACE deletes without the trigger


def _begin(connection: Connection) -> None:
    """Begin as asked: Python's `sqlite3` would do it late, and without the write lock."""
    connection.exec_driver_sql(str(connection.get_execution_options()[_HOW]))
