"""What a database behind the sign-off store has to do: everything that SQL leaves open."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class Backend(Protocol):
    """A database: how it is opened and locked, and what its failures mean."""

    @property
    def name(self) -> str:
        """What an error calls it; never with a user, a host's address or a password."""
        ...

    def make(self) -> None:
        """Make the place for the tables where there is none."""
        ...

    def connected(self) -> AbstractContextManager[Connection]:
        """A connection, given back afterwards."""
        ...

    def read(self, connection: Connection) -> AbstractContextManager[None]:
        """A transaction that sees one moment; what it changes is not kept."""
        ...

    def write(self, connection: Connection) -> AbstractContextManager[None]:
        """A transaction that no other writer shares: all of it is kept, or nothing."""
        ...

    def says(self, failed: DBAPIError) -> str:
        """What a failure means and what to do about it; no chart data, no secret."""
        ...


@contextmanager
def kept(connection: Connection) -> Iterator[None]:
    """Commit what is done inside, or roll it back."""
    with connection.begin():
        yield


@contextmanager
def dropped(connection: Connection) -> Iterator[None]:
    """Roll back what is done inside, always."""
    begun = connection.begin()
    try:
        yield
    finally:
        begun.rollback()
