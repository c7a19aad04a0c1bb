"""Short transactions on the database of a sign-off store, and errors that say what to do.

What the two databases do not share is in `chartside.signoff.backends`.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from chartside.errors import StoreError, UsageError
from chartside.settings import PostgreSQL
from chartside.signoff import anchor
from chartside.signoff.backends.backend import Backend
from chartside.signoff.backends.postgresql import PostgreSQLServer
from chartside.signoff.backends.sqlite import SQLite
from chartside.signoff.clock import Clock
from chartside.signoff.schema import SCHEMA, standing, upgrade
from chartside.signoff.transaction import Row, Transaction, as_bytes

__all__ = ["Database", "Row", "Transaction", "as_bytes", "version_of"]


class Database:
    """The database of a sign-off store, made where there is none.

    `patience` is how many seconds to wait for another writer, `named` where its anchor lies instead
    of where it would by itself.
    """

    def __init__(
        self, place: Path | PostgreSQL, clock: Clock, patience: float, named: Path | None = None
    ) -> None:
        self._clock = clock
        self._backend = _backend(place, patience)
        usual = place.anchor if isinstance(place, PostgreSQL) else anchor.anchor_path(place)
        self.anchor = named or usual
        with _said_of(self._backend):
            self._found()

    @property
    def name(self) -> str:
        """What errors call it."""
        return self._backend.name

    @contextlib.contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view; nothing in it is kept."""
        with (
            _said_of(self._backend),
            self._backend.connected() as connection,
            self._backend.read(connection),
        ):
            yield Transaction(connection, self._clock())

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """All of it or nothing.

        The moment is read under the lock, so chain order is time order.
        """
        with _said_of(self._backend), self._backend.connected() as connection:
            with self._backend.write(connection):
                transaction = Transaction(connection, self._clock())
                yield transaction
            if transaction.grew:
                self._drop_anchor(connection)

    def _drop_anchor(self, connection: Connection) -> None:
        # After the commit and under the lock again: the anchor never runs ahead of the chain and
        # never goes back. If this fails or the process dies here, the decision stands and the next
        # event catches up.
        if not self.anchor.exists():
            return
        with contextlib.suppress(DBAPIError, OSError), self._backend.write(connection):
            anchor.follow(Transaction(connection, self._clock()), self.anchor)

    def _found(self) -> None:
        self._backend.make()
        with self._backend.connected() as connection:
            with self._backend.read(connection):
                if standing(connection, self.name) == SCHEMA:
                    return
            with self._backend.write(connection):
                found = standing(connection, self.name)  # another process may have been faster
                if found != SCHEMA:
                    upgrade(connection, found)
                if found is None:
                    anchor.start(Transaction(connection, self._clock()), self.anchor, self.name)


def version_of(place: Path | PostgreSQL, patience: float = 5.0) -> int | None:
    """The version of the tables that lie there, None where there are none; nothing is changed.

    Raises:
        StoreError: the database cannot be read, is of something else, or of a newer Chartside.
    """
    backend = _backend(place, patience)
    with _said_of(backend), backend.connected() as connection, backend.read(connection):
        return standing(connection, backend.name)


@contextlib.contextmanager
def _said_of(backend: Backend) -> Iterator[None]:
    """Failures of a database, in words."""
    try:
        yield
    except DBAPIError as wrong:
        raise StoreError(f"sign-off store {backend.name}: {backend.says(wrong)}") from None
    except NoConnection:
        raise StoreError(f"sign-off store {backend.name}: too busy: try again") from None
    except OSError as wrong:
        raise StoreError(
            f"sign-off store {backend.name}: {os.strerror(wrong.errno or 0)}"
        ) from None


def _backend(place: Path | PostgreSQL, patience: float) -> Backend:
    if isinstance(place, PostgreSQL):
        return PostgreSQLServer(place, patience)
    if place.as_posix().startswith(("postgresql:", "postgres:", "postgresql+")):
        raise UsageError("a database on a server is given as chartside.settings.PostgreSQL")
    return SQLite(place, patience)
