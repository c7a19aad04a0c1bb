"""Tables of the sign-off store, and their version.

`versions`, `decisions`, `signers` and `audit` only ever grow: triggers refuse UPDATE and DELETE.
That stops accidents and careless code; whoever can drop a trigger is found by the hash chain
instead (`chartside.signoff.audit`).
"""

import sqlite3
import uuid
from dataclasses import fields

import sqlite_utils

from chartside.errors import StoreError
from chartside.signoff.row import AuditRow

SCHEMA = 1
APPEND_ONLY = ("versions", "decisions", "signers", "audit")


def prepare(connection: sqlite3.Connection, name: str) -> bool:
    """Create the tables in an empty database; True when it did. Call inside a transaction.

    Raises:
        StoreError: the file is a database of something else, or of a newer Chartside.
    """
    database = sqlite_utils.Database(connection, recursive_triggers=False)
    names = set(database.table_names())
    if not names:
        _create(database)
        return True
    if not {"meta", "drafts", "audit"} <= names:
        raise StoreError(f"{name} is a database, but not a sign-off store")
    found = _version(connection, name)
    if found > SCHEMA:
        raise StoreError(
            f"{name} was written by a newer Chartside (schema {found}, this one knows {SCHEMA}): "
            "upgrade Chartside"
        )
    return False


def _version(connection: sqlite3.Connection, name: str) -> int:
    """The version that the file says it is of; `StoreError` where it says none, or lost its id."""
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    schema = str(meta.get("schema", ""))
    if not (schema.isascii() and schema.isdigit()) or "store" not in meta:
        raise StoreError(f"{name} is damaged (its table `meta`): put back the last good copy")
    return int(schema)


_COLUMNS: dict[str, dict[str, type]] = {
    "meta": {"key": str, "value": str},
    "drafts": {
        "id": str,
        "kind": str,
        "patient": str,
        "status": str,
        "version": int,
        "created": str,
        "updated": str,
        "expires": str,
        "superseded_by": str,
        "amends": str,
        "source": str,
    },
    "versions": {
        "draft_id": str,
        "version": int,
        "content": str,
        "sha256": str,
        "origin": str,
        "by": str,
        "at": str,
        "distance": int,
        "change": str,
    },
    "signers": {"who": str, "public_key": str, "name": str, "role": str, "first_seen": str},
    "decisions": {"id": str, "payload": bytes, "jws": str},
    "audit": {f.name: int if "int" in str(f.type) else str for f in fields(AuditRow)},
    "outbox": {  # what is to be written to a FHIR server; see `chartside.signoff.outbox.rows`
        "decision_id": str,
        "draft_id": str,
        "kind": str,
        "state": str,
        "queued": str,
        "attempts": int,
        "not_before": str,
        "holder": str,
        "held_until": str,
        "server": str,
        "said": str,
        "written": str,
        "marks": str,
        "closed": str,
    },
}
_KEYS: dict[str, str | tuple[str, ...]] = {
    "meta": "key",
    "drafts": "id",
    "versions": ("draft_id", "version"),
    "signers": "who",
    "decisions": "id",
    "audit": "seq",
    "outbox": "decision_id",
}
_MAY_BE_NULL = frozenset({"superseded_by", "amends", "source", "change"})
_ALWAYS_IN_OUTBOX = frozenset({"decision_id", "draft_id", "kind", "state", "queued", "attempts"})
_ALWAYS_IN_AUDIT = frozenset({"at", "local_time", "event", "prev_row_hash", "row_hash"})
_NEEDED = {"audit": _ALWAYS_IN_AUDIT, "outbox": _ALWAYS_IN_OUTBOX}


def _create(database: sqlite_utils.Database) -> None:
    for name, columns in _COLUMNS.items():
        needed = _NEEDED.get(name, columns.keys() - _MAY_BE_NULL)
        links = [("draft_id", "drafts", "id")] if name == "versions" else None
        database.table(name).create(columns, pk=_KEYS[name], not_null=needed, foreign_keys=links)
    database.table("drafts").create_index(["patient", "kind", "status"])
    database.table("audit").create_index(["idempotency_key"], unique=True)
    database.table("audit").create_index(["draft_id"])
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            database.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
    for key, value in (("schema", str(SCHEMA)), ("store", str(uuid.uuid4()))):
        database.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, value))
