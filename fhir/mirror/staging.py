"""What a pull has brought so far, kept beside the record and out of it.

The record is changed once, when all is there: whoever reads it meanwhile reads the state before.
What is here outlives a pull that is cut off, which the next one goes on with.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from chartside.fhir.server.bundles import Held
from chartside.fhir.store import RecordStore

_COARSE: Final = timedelta(seconds=5)
"""A server tells its time in whole seconds, so that it may seem to go back a little."""
FRESH: Final = timedelta(hours=1)
"""For how long a pull that was cut off is gone on with; after that it would bring old news."""
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS mirror_since (source TEXT, type TEXT, since TEXT NOT NULL, "
    "PRIMARY KEY (source, type)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS mirror_pull (source TEXT PRIMARY KEY, began TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS mirror_step (source TEXT, step TEXT, next TEXT, "
    "PRIMARY KEY (source, step)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS mirror_staged (source TEXT, type TEXT, id TEXT, step TEXT, "
    "full_url TEXT NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (source, type, id))",
)


class Known(NamedTuple):
    """A resource that the store holds from this server and patient."""

    type: str
    id: str
    version: str
    hash: bytes
    patient: str
    """The compartment that it is in; empty for what is nobody's."""


@dataclass(frozen=True, slots=True)
class Staging:
    """The pull of one patient from one server; `source` names both."""

    store: RecordStore
    source: str

    def begin(self, now: datetime) -> datetime:
        """When this pull began: now, or when the one began that is gone on with."""
        with self.store.writing():
            for table in _TABLES:
                self._conn.execute(table)
            find = "SELECT began FROM mirror_pull WHERE source = ?"
            row = self._conn.execute(find, (self.source,)).fetchone()
            began = datetime.fromisoformat(row[0]) if row else None
            if began is not None and -_COARSE <= now - began <= FRESH:
                return began
            self._forget()
            put = "INSERT INTO mirror_pull VALUES (?, ?)"
            self._conn.execute(put, (self.source, now.astimezone(UTC).isoformat()))
        return now

    @property
    def _conn(self) -> sqlite3.Connection:
        return self.store.conn

    def next_of(self, step: str) -> str | None:
        """Where a step goes on: empty where it is done, None where it has not begun."""
        find = "SELECT next FROM mirror_step WHERE source = ? AND step = ?"
        row = self._conn.execute(find, (self.source, step)).fetchone()
        return None if row is None else str(row[0])

    def add(self, step: str, held: Iterable[Held], following: str = "") -> None:
        """Keep what a page brought, and where its step goes on from there."""
        rows = ((self.source, h.type, h.id, step, h.full_url, h.raw) for h in held)
        with self.store.writing():
            self._conn.executemany(
                "INSERT OR REPLACE INTO mirror_staged VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            put = "INSERT OR REPLACE INTO mirror_step VALUES (?, ?, ?)"
            self._conn.execute(put, (self.source, step, following))

    def restart(self, step: str) -> None:
        """Forget what a step has brought."""
        with self.store.writing():
            for table in ("mirror_staged", "mirror_step"):
                self._conn.execute(
                    f"DELETE FROM {table} WHERE source = ? AND step = ?",  # noqa: S608 - our own names
                    (self.source, step),
                )

    def staged(self) -> Iterator[Held]:
        """All that was brought, in no order that means anything."""
        find = "SELECT type, id, full_url, raw FROM mirror_staged WHERE source = ? ORDER BY 1, 2"
        for kind, identity, url, raw in self._conn.execute(find, (self.source,)):
            yield Held(kind, identity, "", url, raw)

    def ids(self, step: str) -> set[tuple[str, str]]:
        """Type and id of what a step brought."""
        find = "SELECT type, id FROM mirror_staged WHERE source = ? AND step = ?"
        return {(row[0], row[1]) for row in self._conn.execute(find, (self.source, step))}

    def known(self) -> list[Known]:
        """What the record holds from this server and patient, the shared resources too."""
        find = (
            "SELECT r.type, r.id, r.version, r.hash, r.patient FROM resource AS r "
            "JOIN source AS s ON s.number = r.source WHERE s.name = ?"
        )
        return [Known(*row) for row in self._conn.execute(find, (self.source,))]

    def since(self) -> dict[str, datetime]:
        """From when on each type has to be asked for."""
        find = "SELECT type, since FROM mirror_since WHERE source = ?"
        rows = self._conn.execute(find, (self.source,))
        return {row[0]: datetime.fromisoformat(row[1]) for row in rows}

    def done(self, kinds: Iterable[str], since: datetime) -> None:
        """Within the transaction that changes the record: these types are as they were then."""
        put = "INSERT OR REPLACE INTO mirror_since VALUES (?, ?, ?)"
        said = since.astimezone(UTC).isoformat()
        self._conn.executemany(put, ((self.source, kind, said) for kind in kinds))
        self._forget()

    def _forget(self) -> None:
        for table in ("mirror_pull", "mirror_step", "mirror_staged"):
            self._conn.execute(f"DELETE FROM {table} WHERE source = ?", (self.source,))  # noqa: S608 - our own names
