"""The checkpoint file: where runs stand, so that a killed one goes on."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from chartside.errors import StoreError


@asynccontextmanager
async def checkpoints(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """The checkpoint file, made where there is none, readable by its owner only.

    Raises:
        StoreError: It cannot be made, read or written; or a write failed while it was open.
    """
    try:
        _made(path)
    except (OSError, sqlite3.Error) as wrong:
        raise _unusable(path, wrong) from None
    try:
        async with AsyncSqliteSaver.from_conn_string(str(path)) as saver:
            await saver.setup()
            await saver.conn.execute("PRAGMA secure_delete = ON")  # a deleted run leaves no text
            try:
                yield saver
            finally:
                # A step that was called off may still be writing. Closing under the saver's own
                # lock lets it end first; closed in the middle of a write, the file would stay
                # locked for as long as anything refers to that write's cursor.
                async with saver.lock:
                    await saver.conn.rollback()
                    await saver.conn.close()
    except sqlite3.Error as wrong:  # an OSError in here is somebody else's: an author's endpoint
        raise _unusable(path, wrong) from None


def _unusable(path: Path, wrong: Exception) -> StoreError:
    reason = getattr(wrong, "strerror", None) or type(wrong).__name__
    return StoreError(f"the checkpoint file {path.name} cannot be used: {reason}")


async def threads(saver: AsyncSqliteSaver) -> list[str]:
    """Ids of the runs in the file. `saver.alist` would read every checkpoint of each."""
    async with saver.lock, saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints") as rows:
        return sorted([str(row[0]) async for row in rows])


async def forget(saver: Any, thread: str) -> None:
    """Delete a run, and write the file anew.

    `secure_delete` overwrites what is deleted, not the copies that SQLite leaves in the free space
    of a page when it moves rows between pages. Where another process holds the file the next run
    that is forgotten does it.
    """
    await saver.adelete_thread(thread)
    async with saver.lock:
        with suppress(sqlite3.OperationalError):  # locked
            await saver.conn.execute("VACUUM")


def _made(path: Path) -> None:
    """Made, and tried here: a failed `aiosqlite` connection leaves a thread that complains."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    with closing(sqlite3.connect(path)) as tried:
        tried.execute("PRAGMA schema_version").fetchone()
