"""Checkpoints: where runs stand, so that a killed one goes on; a file, or on a server."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from chartside.agent.checkpoints_plain import PLAIN
from chartside.errors import MissingExtra, StoreError
from chartside.settings import PostgreSQL

if TYPE_CHECKING:
    from chartside.agent.checkpoints_server import ServerSaver

    Saver = AsyncSqliteSaver | ServerSaver


@asynccontextmanager
async def checkpoints(place: Path | PostgreSQL) -> "AsyncIterator[Saver]":
    """The checkpoints, made where there are none; a file is readable by its owner only.

    Raises:
        StoreError: They cannot be made, read or written; or a write failed while they were open.
        MissingExtra: They lie on a server, and what reaches it is not installed.
    """
    if isinstance(place, PostgreSQL):
        async with _on_server(place) as there:
            yield there
    else:
        async with _in_file(place) as here:
            yield here


async def threads(saver: "Saver") -> list[str]:
    """Ids of the runs. `saver.alist` would read every checkpoint of each."""
    if not isinstance(saver, AsyncSqliteSaver):
        from chartside.agent.checkpoints_server import server_threads  # noqa: PLC0415 - an extra

        return await server_threads(saver)
    async with saver.lock, saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints") as rows:
        return sorted([str(row[0]) async for row in rows])


async def forget(saver: Any, thread: str) -> None:
    """Delete a run, and write a file anew.

    `secure_delete` overwrites what is deleted, not the copies that SQLite leaves in the free space
    of a page when it moves rows between pages. Where another process holds the file the next run
    that is forgotten does it. A server overwrites what was deleted when it vacuums.
    """
    await saver.adelete_thread(thread)
    if isinstance(saver, AsyncSqliteSaver):
        async with saver.lock:
            with suppress(sqlite3.OperationalError):  # locked
                await saver.conn.execute("VACUUM")


def _on_server(place: PostgreSQL) -> "AbstractAsyncContextManager[ServerSaver]":
    if find_spec("langgraph.checkpoint.postgres") is None or find_spec("psycopg") is None:
        raise MissingExtra("PostgreSQL", "cluster")
    from chartside.agent.checkpoints_server import server_checkpoints  # noqa: PLC0415 - an extra

    return server_checkpoints(place)


@asynccontextmanager
async def _in_file(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    try:
        _made(path)
    except (OSError, sqlite3.Error) as wrong:
        raise _unusable(path, wrong) from None
    try:
        async with AsyncSqliteSaver.from_conn_string(str(path)) as saver:
            saver.serde = PLAIN
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


def _made(path: Path) -> None:
    """Made, and tried here: a failed `aiosqlite` connection leaves a thread that complains."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    with closing(sqlite3.connect(path)) as tried:
        tried.execute("PRAGMA schema_version").fetchone()
