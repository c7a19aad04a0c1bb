"""Checkpoints in a PostgreSQL database: a run that one machine began goes on on another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import psycopg
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from chartside.agent.checkpoints_plain import PLAIN
from chartside.errors import StoreError
from chartside.settings import PostgreSQL
from chartside.signoff.backends.postgresql import PostgreSQLServer, libpq_words, words_for

_LOCK: Final = (0x43686172, 1)
"""An advisory lock of ours, held by whoever makes the tables."""
_WAIT: Final = 10.0
"""Seconds to wait for a connection, and for another process that makes the tables."""
_TRIES: Final = 200


class ServerSaver(AsyncPostgresSaver):
    """LangGraph's saver on one connection of its own."""

    conn: AsyncConnection[DictRow]


@asynccontextmanager
async def server_checkpoints(place: PostgreSQL) -> AsyncIterator[ServerSaver]:
    """The checkpoints of a database, its tables made where there are none.

    Raises:
        StoreError: The database cannot be reached, read or written. No message names its URL.
    """
    await asyncio.to_thread(PostgreSQLServer(place, _WAIT).prepare)
    try:
        connection = await AsyncConnection.connect(
            autocommit=True,
            prepare_threshold=None,  # a pooler in between would lose them
            row_factory=dict_row,
            **{"connect_timeout": int(_WAIT), **libpq_words(place)},
        )
        async with connection:
            saver = ServerSaver(connection, serde=PLAIN)
            await _made(saver)
            try:
                yield saver
            finally:  # a step that was called off may still be writing: let it end first
                async with saver.lock:
                    pass
    except psycopg.Error as wrong:
        raise StoreError(f"the checkpoints cannot be used: {words_for(wrong.sqlstate)}") from None


async def server_threads(saver: ServerSaver) -> list[str]:
    """Ids of the runs in the database."""
    async with saver.lock:
        rows = await saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints")
        return sorted([str(row["thread_id"]) async for row in rows])


async def _made(saver: ServerSaver) -> None:
    """Make the tables, one process at a time.

    Whoever waits asks again and again: a session that waits in the database would hold up the one
    that makes an index there, which waits for every statement to end.
    """
    if await _complete(saver):
        return
    for _ in range(_TRIES):
        if await _locked(saver):
            break
        await asyncio.sleep(_WAIT / _TRIES)
    else:
        raise StoreError("the checkpoints cannot be used: another process is making their tables")
    try:
        await saver.setup()
    finally:
        await saver.conn.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)


async def _complete(saver: ServerSaver) -> bool:
    rows = await saver.conn.execute("SELECT to_regclass('checkpoint_migrations') AS name")
    found = await rows.fetchone()
    if found is None or found["name"] is None:
        return False
    rows = await saver.conn.execute("SELECT max(v) AS v FROM checkpoint_migrations")
    had = await rows.fetchone()
    return had is not None and had["v"] == len(saver.MIGRATIONS) - 1


async def _locked(saver: ServerSaver) -> bool:
    rows = await saver.conn.execute("SELECT pg_try_advisory_lock(%s, %s) AS mine", _LOCK)
    row = await rows.fetchone()
    return row is not None and bool(row["mine"])
