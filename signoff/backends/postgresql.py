"""PostgreSQL, for a site where several machines draft and sign.

Everything lies in a schema of its own (`chartside`, or the one that the URL's `search_path` names).
A writer holds a lock on that schema's store until its transaction ends, so writers come one after
the other, as they do in SQLite: of many contenders one decides, and the audit chain has one order.
Readers see one moment and wait for nobody. What a commit acknowledged is on the server's disk: a
server that is set to answer earlier is told not to, for our connections.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError
from sqlalchemy.schema import CreateSchema

from chartside.errors import MissingExtra, StoreError, UsageError
from chartside.settings import PostgreSQL
from chartside.signoff.backends.backend import dropped, kept

SCHEMA: Final = "chartside"
_ABANDONED: Final = 60
"""Seconds that a writer may lie idle before the server ends it: its process hangs."""
_LET_GO: Final = f"SET LOCAL idle_in_transaction_session_timeout = '{_ABANDONED}s'"
_LOCK: Final = 0x43686172  # a number of our own, so that nobody else's advisory locks are met
_WRONG_URL: Final = "CHARTSIDE_DATABASE must be postgresql://USER@HOST/DATABASE"
_NO_ANSWER: Final = (
    "no connection: the server cannot be reached, or it refuses the user, password or database"
)
_IN_CLASS: Final = {
    "08": "the connection was lost: try again, nothing is done twice",
    "22": "the database holds what was never written to it",
    "25": "the database takes no writes (a standby, or read-only)",
    "40": "another process was at it at the same time: try again",
    "42": "the database has other tables than it should, or the user no right to them",
    "53": "the server is out of disk, memory or connections: nothing was changed",
    "55": "another process holds it locked: try again",
    "57": "the server is going down or coming up: try again",
    "58": "the server's disk failed: nothing was changed",
    "XX": "the database is damaged",
}
_WORDS: Final = {
    "3F000": f"the user may not make the schema {SCHEMA}: have it made",
    "42501": "the user has not the rights that are needed",
    "P0001": "what was written is never changed",
    "53100": "the server's disk is full: nothing was changed",
    "53300": "the server takes no more connections: try again",
    "57014": "another process holds it locked: try again",
}


class PostgreSQLServer:
    """A schema on a PostgreSQL server; `patience` is how many seconds to wait for a writer."""

    def __init__(self, place: PostgreSQL, patience: float) -> None:
        if find_spec("psycopg") is None:
            raise MissingExtra("PostgreSQL", "cluster")
        self._url = _url(place)
        self._patience = patience

    @property
    def name(self) -> str:
        """The database's name."""
        return f"PostgreSQL {self._url.database or ''}".strip()

    def make(self) -> None:
        """The schema, where the search path names none that is there."""
        with self.connected() as connection, kept(connection):
            asked = "SELECT current_schema(), current_setting('search_path')"
            found, path = connection.exec_driver_sql(asked).one()
            if found is None:
                first = str(path).split(",", maxsplit=1)[0].strip().strip('"')
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK}, 0)")
                connection.execute(CreateSchema(first, if_not_exists=True))

    def connected(self) -> AbstractContextManager[Connection]:
        """A connection of this process's pool."""
        return _engine(self._url, self._patience, os.getpid()).connect()

    def read(self, connection: Connection) -> AbstractContextManager[None]:
        """One snapshot for all that is read."""
        as_of_now = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return dropped(connection.execution_options(**as_of_now))

    @contextmanager
    def write(self, connection: Connection) -> Iterator[None]:
        """The only writer of the schema, from the start; each statement sees all before it."""
        fresh = {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}
        with kept(connection.execution_options(**fresh)):
            lock = f"SELECT pg_advisory_xact_lock({_LOCK}, coalesce(hashtext(current_schema()), 0))"
            connection.exec_driver_sql(lock)
            connection.exec_driver_sql(_LET_GO)
            yield

    def says(self, failed: DBAPIError) -> str:
        """The SQLSTATE in words."""
        state = getattr(failed.orig, "sqlstate", None)
        if state is None and isinstance(failed, DataError):  # the driver itself refused it
            return "it cannot keep what was given to it, such as a NUL in a text"
        return words_for(state)

    def prepare(self) -> None:
        """The schema, for tables of somebody else's.

        Raises:
            StoreError: the server cannot be reached, or does not let us.
        """
        try:
            self.make()
        except DBAPIError as failed:
            raise StoreError(f"{self.name}: {self.says(failed)}") from None


def words_for(state: str | None) -> str:
    """What an SQLSTATE means, and what to do; None where there was no answer at all."""
    if state is None:
        return _NO_ANSWER
    return _WORDS.get(state) or _IN_CLASS.get(state[:2]) or f"SQLSTATE {state}"


def libpq_words(place: PostgreSQL) -> dict[str, Any]:
    """What PostgreSQL's own library takes to connect, with the search path of our tables.

    The password is among it, where the URL has one: hand it to a driver, and to nobody else.

    Raises:
        UsageError: it is no URL of PostgreSQL.
    """
    url = _url(place)
    named = url.translate_connect_args(username="user", database="dbname")
    return {**named, **dict(url.query)}


def disconnect() -> None:
    """Close every idle connection of this process; a parent's, after a fork, is not ours."""
    for key in [key for key in _ENGINES if key[2] == os.getpid()]:
        _ENGINES.pop(key).dispose()


def _url(place: PostgreSQL) -> URL:
    try:
        url = make_url(place.url)
    except (ArgumentError, ValueError):
        raise UsageError(_WRONG_URL) from None
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise UsageError(_WRONG_URL)
    theirs = url.query.get("options", "")
    options = f"-csearch_path={SCHEMA} {theirs if isinstance(theirs, str) else ' '.join(theirs)}"
    return url.set(drivername="postgresql+psycopg").update_query_dict({"options": options.strip()})


_ENGINES: dict[tuple[URL, float, int], Engine] = {}
"""A pool for each database and process: a connection must not be shared across a fork."""


def _engine(url: URL, patience: float, process: int) -> Engine:
    key = (url, patience, process)
    if key not in _ENGINES:
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,  # a server that was started anew is no error
            pool_timeout=patience,
            max_overflow=20,
            connect_args={
                "connect_timeout": max(2, int(patience)),
                "prepare_threshold": None,  # a pooler in between would lose them
            },
        )
        event.listen(engine, "connect", partial(_set_up, patience))
        _ENGINES[key] = engine
    return _ENGINES[key]


def _set_up(patience: float, connection: Any, _: object) -> None:
    """Wait as long as we are told to, and acknowledge what is on the disk."""
    milliseconds = max(1, int(patience * 1000))
    connection.execute(f"SET lock_timeout = {milliseconds}")
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()


atexit.register(disconnect)
