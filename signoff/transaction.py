"""What is done on an open connection, and the moment at which it is done.

One word of SQL serves both databases: statements are written once, in what they share, with `?` for
each value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, RowMapping

from chartside.signoff.schema import METADATA

Row = RowMapping
"""A row of a table, by the names of its columns."""


def as_bytes(held: object) -> bytes:
    """What a column of bytes holds; text where somebody put text there."""
    if isinstance(held, str):
        return held.encode("utf-8", "surrogateescape")
    return bytes(held) if isinstance(held, bytes | bytearray | memoryview) else b""


@dataclass(slots=True)
class Transaction:
    """An open transaction and the moment it began.

    `grew` is set when it appended to the audit chain.
    """

    connection: Connection
    now: datetime
    grew: bool = False

    def one(self, sql: str, *values: object) -> Row | None:
        """The first row, None where there is none."""
        return self._done(sql, values).mappings().first()

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row."""
        return list(self._done(sql, values).mappings())

    def run(self, sql: str, *values: object) -> int:
        """Rows that the statement changed."""
        return self._done(sql, values).rowcount

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        """One new row; the column names are ours, never a caller's."""
        self.connection.execute(METADATA.tables[table].insert(), dict(row))

    def _done(self, sql: str, values: tuple[object, ...]) -> CursorResult[Any]:
        if self.connection.dialect.paramstyle != "qmark":
            sql = sql.replace("?", "%s")
        return self.connection.exec_driver_sql(sql, values)
