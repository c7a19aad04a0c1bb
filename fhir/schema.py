"""The store's tables, and the check that a file holds them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chartside.errors import StoreError

VERSION = 1
"""Raised with any change of the tables that an older Chartside could not read."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row a resource, its current version. `number` changes with the version, so that index rows
-- of a replaced version point at nothing. `patient` is the compartment: `Patient/id`, a reference
-- that is resolved later (see link and conditional), '' for none, '*' for several.
CREATE TABLE resource (
    number INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL,
    hash BLOB NOT NULL, patient TEXT NOT NULL, updated INTEGER, source INTEGER NOT NULL,
    line INTEGER, raw BLOB NOT NULL
);
CREATE UNIQUE INDEX resource_key ON resource (type, id);
CREATE INDEX resource_patient ON resource (patient);
CREATE INDEX resource_source ON resource (source, patient);

CREATE TABLE history (
    type TEXT NOT NULL, id TEXT NOT NULL, hash BLOB NOT NULL, version TEXT NOT NULL,
    source INTEGER NOT NULL, line INTEGER, raw BLOB NOT NULL, PRIMARY KEY (type, id, hash)
);

-- `taken` is 1 for a source that gave at least one resource.
CREATE TABLE source (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, taken INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE set_aside (source INTEGER NOT NULL, line INTEGER, reason TEXT NOT NULL, reference
TEXT); CREATE INDEX set_aside_source ON set_aside (source);

-- What references point at: full URLs of Bundles; target '' where two Bundles disagree.
CREATE TABLE link (text TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;
-- Conditional references; target '' while no resource, or more than one, carries the identifier.
CREATE TABLE conditional (
    text TEXT PRIMARY KEY, type TEXT NOT NULL, system TEXT, value TEXT NOT NULL,
    target TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX conditional_target ON conditional (target);

CREATE TABLE token (
    param INTEGER, code TEXT COLLATE NOCASE, system TEXT, resource INTEGER,
    PRIMARY KEY (param, code, system, resource)
) WITHOUT ROWID;
CREATE TABLE date (
    param INTEGER, low INTEGER, high INTEGER, resource INTEGER,
    PRIMARY KEY (param, low, high, resource)
) WITHOUT ROWID;
CREATE TABLE string (
    param INTEGER, folded TEXT, exact TEXT, resource INTEGER,
    PRIMARY KEY (param, folded, exact, resource)
) WITHOUT ROWID;
CREATE TABLE reference (
    param INTEGER, target TEXT, resource INTEGER, PRIMARY KEY (param, target, resource)
) WITHOUT ROWID;
CREATE TABLE quantity (
    param INTEGER, low REAL, high REAL, system TEXT, code TEXT, unit TEXT, resource INTEGER,
    PRIMARY KEY (param, low, high, system, code, unit, resource)
) WITHOUT ROWID;
CREATE TABLE uri (
    param INTEGER, uri TEXT, resource INTEGER, PRIMARY KEY (param, uri, resource)
) WITHOUT ROWID;

-- The other way round, for sorting and `_has`. Numbers rise, so that rows are mostly appended.
CREATE INDEX token_of ON token (resource);
CREATE INDEX date_of ON date (resource);
CREATE INDEX string_of ON string (resource);
CREATE INDEX reference_of ON reference (resource);
CREATE INDEX quantity_of ON quantity (resource);
"""
ADDED = (
    "CREATE TABLE IF NOT EXISTS contained (number INTEGER PRIMARY KEY, type TEXT, id TEXT)",
    "CREATE INDEX IF NOT EXISTS contained_type ON contained (type)",
)
"""What an index has beside these tables since a later version: an older store gets it when it is
indexed again. In `contained` are resources within another; `number`, below zero, tells which and
where (search/contained.py).
"""

INDEX_COLUMNS = {
    "token": 4,
    "date": 4,
    "string": 4,
    "reference": 3,
    "quantity": 7,
    "uri": 3,
    "contained": 3,
}
"""Index tables, and how many columns a row has."""

_PATIENCE = 10.0  # seconds to wait for another writer
_SENTENCES = (
    ("full", "the disk is full"),
    ("readonly", "it is read-only"),
    ("read-only", "it is read-only"),
    ("locked", "another program is writing to it; try again when that is done"),
    ("not a database", "it is not a SQLite file"),
    ("malformed", "it is damaged"),
    ("unable to open", "it cannot be opened or made there"),
    ("disk i/o", "the disk refused a read or a write (full, a limit reached, or failing)"),
)


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Turn what SQLite raises about the file `name` into a `StoreError` that says what is wrong."""
    try:
        yield
    except sqlite3.Error as wrong:
        text = str(wrong).lower()
        reason = next((sentence for sign, sentence in _SENTENCES if sign in text), None)
        reason = reason or f"SQLite raised {type(wrong).__name__}"
        raise StoreError(f"the store {name} cannot be used: {reason}") from wrong


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection to the store at `path` (None: in memory), also where only reading is allowed."""
    if path is None:
        return _connection(":memory:")
    with suppress(
        OSError
    ):  # a store holds patients: it is its owner's alone; SQLite says what is wrong
        path.touch(mode=0o600)
    try:
        return _connection(f"{path.absolute().as_uri()}?mode=rwc")
    except sqlite3.OperationalError:
        waiting = path.with_name(f"{path.name}-wal")
        if not path.is_file() or (waiting.exists() and waiting.stat().st_size):
            raise
        # A folder that cannot be written to has no room for the files that WAL shares.
        return _connection(f"{path.absolute().as_uri()}?immutable=1")


def _connection(where: str) -> sqlite3.Connection:
    conn = sqlite3.connect(where, uri=True, timeout=_PATIENCE, check_same_thread=False)
    try:
        # FULL: what is committed outlives a power cut. The cache keeps what ingest comes back to.
        conn.executescript(
            "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
        )
        conn.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error:
        conn.close()
        raise
    return conn


def check_or_create(conn: sqlite3.Connection, name: str) -> None:
    """Make the tables in an empty file; refuse a file that is not ours or is from a newer version.

    Raises:
        StoreError: The file is another program's, or a newer Chartside's.
    """
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        _create(conn)
        return
    found = _schema(conn) if {"meta", "resource"} <= tables else None
    if found is None:
        raise StoreError(f"{name} is a SQLite file, but not a Chartside record store")
    if found > VERSION:
        raise StoreError(
            f"the store {name} was made by a newer Chartside (schema {found}; this one reads "
            f"{VERSION}): upgrade Chartside to use it"
        )


def _create(conn: sqlite3.Connection) -> None:
    # WAL: readers go on while an ingest writes. 8 KiB holds most resources on one page.
    conn.executescript("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;")
    conn.executescript(f"BEGIN IMMEDIATE; {TABLES} {'; '.join(ADDED)};")
    conn.execute("INSERT INTO meta VALUES ('schema', ?)", (str(VERSION),))
    conn.commit()


def _schema(conn: sqlite3.Connection) -> int | None:
    try:
        found = conn.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.OperationalError:  # another program's table of the same name
        return None
    said = str(found[0]) if found else ""
    return int(said) if said.isascii() and said.isdigit() else None
