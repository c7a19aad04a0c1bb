"""What a store remembers of exports: one that is under way, and until when one is complete.

It is written in the transaction that writes the resources, so that neither is there without the
other: a run that is killed goes on where it was. No token is kept; the URLs of an export and of its
files may be as good as one, and lie where the resources lie.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from chartside.fhir.bulk.manifest import File, Role
from chartside.fhir.bulk.splitting import BEGINNING, Mark
from chartside.fhir.schema import store_errors
from chartside.fhir.store import RecordStore

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS bulk_job (key TEXT PRIMARY KEY, status_url TEXT NOT NULL, "
    "since TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS bulk_file (key TEXT, position INTEGER, role TEXT NOT NULL, "
    "type TEXT NOT NULL, url TEXT NOT NULL, expected INTEGER, token INTEGER NOT NULL, "
    "lines INTEGER NOT NULL, bytes INTEGER NOT NULL, digest BLOB NOT NULL, "
    "taken INTEGER NOT NULL, done INTEGER NOT NULL, PRIMARY KEY (key, position)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS bulk_issue (key TEXT, severity TEXT, code TEXT, "
    "number INTEGER NOT NULL, PRIMARY KEY (key, severity, code)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS bulk_complete (key TEXT PRIMARY KEY, until TEXT NOT NULL) "
    "WITHOUT ROWID",
)
_OF_JOB: Final = ("bulk_job", "bulk_file", "bulk_issue")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a job, and how far it is in the store. `taken` counts what it gave."""

    position: int
    file: File
    token: bool
    mark: Mark = BEGINNING
    taken: int = 0
    done: bool = False

    def at(self, mark: Mark, taken: int, *, done: bool) -> "Listed":
        """The same file, read further."""
        return replace(self, mark=mark, taken=self.taken + taken, done=done)


class Job:
    """One export in one store, by its key: the server, whose resources, which types."""

    def __init__(self, store: RecordStore, key: str) -> None:
        self._store = store
        self._key = key
        with store.writing():
            for table in _TABLES:
                store.conn.execute(table)

    @property
    def complete_until(self) -> str:
        """The transaction time up to which the store has it all; empty where it never had."""
        return self._value("SELECT until FROM bulk_complete WHERE key = ?") or ""

    @property
    def status_url(self) -> str:
        """Of the export that is under way; empty where none is."""
        return self._value("SELECT status_url FROM bulk_job WHERE key = ?") or ""

    @property
    def since(self) -> str:
        """What that export was asked since."""
        return self._value("SELECT since FROM bulk_job WHERE key = ?") or ""

    @property
    def until(self) -> str:
        """Its transaction time; empty before its manifest is there."""
        return self._value("SELECT until FROM bulk_job WHERE key = ?") or ""

    def begin(self, status_url: str, since: str) -> None:
        """Remember an export that the server has accepted."""
        with self._store.writing():
            self._forget()
            self._do("INSERT INTO bulk_job VALUES (?, ?, ?, '')", status_url, since)

    def list_files(self, until: str, files: Sequence[tuple[File, bool]]) -> None:
        """Remember the files of the manifest, each with whether it needs the authorisation.

        Files that are the same as before but for their URLs stay as far as they were read: a signed
        URL is another each time.
        """
        known = [(one.file._replace(url=""), one.token) for one in self.files()]
        same = until == self.until and known == [(f._replace(url=""), t) for f, t in files]
        with self._store.writing():
            self._do("UPDATE bulk_job SET until = ?2 WHERE key = ?1", until)
            if not same:
                self._do("DELETE FROM bulk_file WHERE key = ?")
                self._do("DELETE FROM bulk_issue WHERE key = ?")
            for position, (file, token) in enumerate(files):
                self._do(
                    "INSERT INTO bulk_file VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, x'', 0, 0) "
                    "ON CONFLICT DO UPDATE SET url = excluded.url",
                    *(position, file.role, file.type, file.url, file.expected, token),
                )

    def files(self) -> list[Listed]:
        """All files, in their order."""
        rows = self._rows(
            "SELECT position, role, type, url, expected, token, lines, bytes, digest, taken, done "
            "FROM bulk_file WHERE key = ? ORDER BY position"
        )
        return [
            Listed(row[0], File(*row[1:5]), bool(row[5]), Mark(*row[6:9]), row[9], bool(row[10]))
            for row in rows
        ]

    def mark(self, listed: Listed) -> None:
        """Remember how far a file is, within the transaction that stored it."""
        self._do(
            "UPDATE bulk_file SET lines = ?3, bytes = ?4, digest = ?5, taken = ?6, done = ?7 "
            "WHERE key = ?1 AND position = ?2",
            *(listed.position, *listed.mark, listed.taken, listed.done),
        )

    def count_issues(self, found: Counter[tuple[str, str]]) -> None:
        """Add issues that the server lists, by severity and code, within a transaction."""
        for (severity, code), number in found.items():
            self._do(
                "INSERT INTO bulk_issue VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET number = number + excluded.number",
                *(severity, code, number),
            )

    def issues(self) -> dict[str, int]:
        """How many issues of each severity and code the server listed: `error/not-found`."""
        rows = self._rows("SELECT severity, code, number FROM bulk_issue WHERE key = ?")
        return {f"{severity}/{code}": number for severity, code, number in rows}

    def end(self, until: str) -> None:
        """The export is in the store; `until` where the store now has all up to that time."""
        with self._store.writing():
            self._forget()
            if until:
                self._do("INSERT OR REPLACE INTO bulk_complete VALUES (?, ?)", until)

    def forget(self) -> None:
        """The export is none any more."""
        with self._store.writing():
            self._forget()

    def _forget(self) -> None:
        for table in _OF_JOB:
            self._do(f"DELETE FROM {table} WHERE key = ?")  # noqa: S608 - our own names

    def _do(self, sql: str, *values: object) -> None:
        self._store.conn.execute(sql, (self._key, *values))

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with store_errors(self._store.name):
            return self._store.conn.execute(sql, (self._key,)).fetchall()

    def _value(self, sql: str) -> str | None:
        found = self._rows(sql)
        return found[0][0] if found else None


def roles_in_order(files: Sequence[Listed]) -> Iterator[Listed]:
    """Files that are not done, in the order to read them: what came, what went, what went wrong."""
    order: tuple[Role, ...] = ("output", "deleted", "outcome")
    for role in order:
        yield from (one for one in files if one.file.role == role and not one.done)
