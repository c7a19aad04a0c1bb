"""The search index of a store: written, made again, conditional references pointed."""

import json
import sqlite3
from collections.abc import Iterable

import msgspec

from chartside.fhir.links import Links
from chartside.fhir.references import conditional
from chartside.fhir.schema import ADDED, INDEX_COLUMNS
from chartside.fhir.search.contained import collect
from chartside.fhir.search.definitions import parameters
from chartside.fhir.search.emit import Rows, Target
from chartside.fhir.search.extract import numbers_of
from chartside.fhir.versions.read import as_r4

_AT_ONCE = 2000
_INSERT = {
    table: f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608 - our own names
    for table, columns in INDEX_COLUMNS.items()
}
_RESOLVE = """
UPDATE conditional AS c SET target = (
    SELECT CASE count(DISTINCT r.id) WHEN 1 THEN c.type || '/' || min(r.id) ELSE '' END
    FROM token AS t JOIN resource AS r ON r.number = t.resource
    WHERE t.param IN (SELECT value FROM json_each(:indexes))
        AND t.code = c.value AND t.code = c.value COLLATE BINARY
        AND (c.system IS NULL OR t.system = c.system)
) WHERE c.type = :kind
"""
_NEXT_INDEX = "SELECT min(param) FROM reference WHERE param > ?"
_ADDRESSES = (("http", "httq"), ("urn:", "urn;"))
_AT = "SELECT DISTINCT target FROM reference WHERE param = ? AND target >= ? AND target < ?"
_ALSO = (
    "INSERT OR IGNORE INTO reference "
    "SELECT param, ?, resource FROM reference WHERE param = ? AND target = ?"
)
_decode = msgspec.json.Decoder().decode


def write_rows(conn: sqlite3.Connection, rows: Rows) -> None:
    """Write index rows, in key order: neighbours then share pages."""
    for table, insert in _INSERT.items():
        found = getattr(rows, table)
        found.sort()
        conn.executemany(insert, found)
    write_conditionals(conn, (target for _, target, _ in rows.reference))


def write_conditionals(conn: sqlite3.Connection, targets: Iterable[str]) -> None:
    """Note the conditional references among the targets of references."""
    found = {target: conditional(target) for target in targets if "?" in target}
    conn.executemany(
        "INSERT OR IGNORE INTO conditional (text, type, system, value) VALUES (?, ?, ?, ?)",
        ((text, *parts) for text, parts in found.items() if parts is not None),
    )


def resolve_conditionals(conn: sqlite3.Connection) -> int:
    """Point each conditional reference at the one resource with its identifier.

    Gives how many point nowhere: no resource has the identifier, or more than one has.
    """
    for (kind,) in conn.execute("SELECT DISTINCT type FROM conditional").fetchall():
        parameter = parameters(kind).get("identifier")
        if parameter is not None:
            conn.execute(_RESOLVE, {"kind": kind, "indexes": json.dumps(numbers_of(parameter))})
    left: int = conn.execute("SELECT count(*) FROM conditional WHERE target = ''").fetchone()[0]
    return left


def relink(conn: sqlite3.Connection, links: Links) -> None:
    """Index anew the references by an address whose resource has come since they were written."""
    number = -1
    while (number := conn.execute(_NEXT_INDEX, (number,)).fetchone()[0]) is not None:
        texts = [row[0] for bounds in _ADDRESSES for row in conn.execute(_AT, (number, *bounds))]
        for text in texts:
            found = links.get(text)
            if found is None or found == text:
                continue
            conn.execute(_ALSO, (found, number, text))
            if text.startswith("urn:"):  # else it may be a canonical, too: that row stays
                conn.execute("DELETE FROM reference WHERE param = ? AND target = ?", (number, text))


def reindex(conn: sqlite3.Connection, links: Links) -> None:
    """Make the whole index again from the resources as received."""
    for statement in ADDED:
        conn.execute(statement)
    for table in _INSERT:
        conn.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    last = 0
    while found := conn.execute(
        "SELECT number, type, raw FROM resource WHERE number > ? ORDER BY number LIMIT ?",
        (last, _AT_ONCE),
    ).fetchall():
        target = Target(Rows(), 0, links)
        for number, kind, raw in found:
            target.resource = last = number
            collect(kind, as_r4(_decode(raw)), target)
        write_rows(conn, target.rows)
    resolve_conditionals(conn)
