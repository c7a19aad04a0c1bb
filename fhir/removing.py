"""Taking resources out of a store: what a server says was deleted there."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from chartside.fhir.schema import ADDED, INDEX_COLUMNS
from chartside.fhir.search.definitions import parameters
from chartside.fhir.search.extract import ITEMS, numbers_of

_FIND: Final = "SELECT number, updated FROM resource WHERE type = ? AND id = ?"
_TABLES: Final = tuple(table for table in INDEX_COLUMNS if table != "contained")
_LISTED: Final = "IN (SELECT value FROM json_each(?))"


def remove(
    conn: sqlite3.Connection, references: Iterable[str], *, before: int | None = None
) -> int:
    """Remove resources, their earlier versions and their index rows; gives how many were there.

    The number of the newest resource is given again once it is gone, so no index row may stay.
    Vectors of its passages go when passages are embedded the next time.

    Args:
        conn: Within a transaction.
        references: `Type/id` each.
        before: Microseconds since 1970 UTC; a resource that was last updated later stays, for it
            came back after it was deleted. None: whenever.
    """
    gone: dict[str, list[int]] = {}
    for reference in references:
        kind, _, identity = reference.partition("/")
        found = conn.execute(_FIND, (kind, identity)).fetchone()
        if found is None or _later(found[1], before):
            continue
        conn.execute("DELETE FROM resource WHERE number = ?", (found[0],))
        conn.execute("DELETE FROM history WHERE type = ? AND id = ?", (kind, identity))
        gone.setdefault(kind, []).append(found[0])
    for statement in ADDED if gone else ():
        conn.execute(statement)
    for kind, numbers in gone.items():
        _unindex(conn, kind, numbers)
        for number in numbers:
            _unindex_contained(conn, number)
    return sum(map(len, gone.values()))


def _later(updated: int | None, before: int | None) -> bool:
    return updated is not None and before is not None and updated > before


class _Indexes(NamedTuple):
    """The indexes of a type: those of a resource, and those of the items of its elements.

    Rows of the latter have the number of an item, which may be that of another resource.
    """

    own: str
    items: str


@cache
def _indexes(kind: str) -> _Indexes:
    known = tuple(parameters(kind).values())
    roots = [root for parameter in known for root in parameter.roots]
    items = {n for root in roots if root.path for part in root.parts for n in numbers_of(part)}
    every = {n for parameter in known for n in numbers_of(parameter)}
    every |= {n for root in roots for part in root.parts for n in numbers_of(part)}
    return _Indexes(json.dumps(sorted(every - items)), json.dumps(sorted(items)))


def _unindex(conn: sqlite3.Connection, kind: str, numbers: Sequence[int]) -> None:
    indexes = _indexes(kind)
    listed = json.dumps(numbers)
    for table in _TABLES:
        conn.execute(
            f"DELETE FROM {table} WHERE resource {_LISTED} AND param {_LISTED}",  # noqa: S608 - our own names
            (listed, indexes.own),
        )
        conn.executemany(
            f"DELETE FROM {table} WHERE resource BETWEEN ? AND ? AND param {_LISTED}",  # noqa: S608 - our own names
            ((n * ITEMS, (n + 1) * ITEMS - 1, indexes.items) for n in numbers),
        )


def _unindex_contained(conn: sqlite3.Connection, number: int) -> None:
    """The same for what is contained in a resource: search/contained.py has its numbers."""
    within = (-(number + 1) * ITEMS + 1, -number * ITEMS)
    found = conn.execute(
        "SELECT number, type FROM contained WHERE number BETWEEN ? AND ?", within
    ).fetchall()
    for inner, kind in found:
        _unindex(conn, kind, [inner])
    conn.execute("DELETE FROM contained WHERE number BETWEEN ? AND ?", within)
