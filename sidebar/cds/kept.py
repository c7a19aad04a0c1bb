"""The one file of the service: cards that were shown, feedback on them, links that were given."""

import sqlite3
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from chartside.errors import StoreError

NAME: Final = "cds.db"
_PATIENCE: Final = 5.0
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS card (
    uuid TEXT PRIMARY KEY, iss TEXT NOT NULL, tenant TEXT NOT NULL, service TEXT NOT NULL,
    hook TEXT NOT NULL, user TEXT NOT NULL, indicator TEXT NOT NULL, rules TEXT NOT NULL,
    shown REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feedback (
    digest TEXT PRIMARY KEY, card TEXT NOT NULL, outcome TEXT NOT NULL, accepted TEXT NOT NULL,
    reason TEXT NOT NULL, system TEXT NOT NULL, comment TEXT NOT NULL, happened TEXT NOT NULL,
    received TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS feedback_card ON feedback (card);
CREATE TABLE IF NOT EXISTS app_context (
    digest TEXT PRIMARY KEY, base TEXT NOT NULL, patient TEXT NOT NULL, draft TEXT NOT NULL,
    until REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS app_context_until ON app_context (until);
"""


def open_kept(folder: Path) -> Database:
    """The file in a folder, made where there is none; readable by its owner alone.

    Raises:
        StoreError: It cannot be used.
    """
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        conn = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
        conn.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        conn.executescript(_TABLES)
    except (OSError, sqlite3.Error):
        raise StoreError("the file of the CDS service cannot be used") from None
    return Database(conn, execute_plugins=False)
