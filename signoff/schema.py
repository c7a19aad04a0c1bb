"""Tables of the sign-off store, and their version.

`versions`, `decisions`, `signers`, `archived` and `audit` only ever grow: triggers refuse UPDATE
and DELETE. That stops accidents and careless code; whoever can drop a trigger is found by the hash
chain instead (`chartside.signoff.audit`). A row leaves `audit` only where `archived` says that it
is in an archive (`chartside.signoff.retention`).

What is here is what the migrations lead to (`chartside.signoff.migrations`); a test compares.
"""

from dataclasses import fields
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    inspect,
)

from chartside.errors import StoreError
from chartside.signoff.row import AuditRow

SCHEMA: Final = 2
APPEND_ONLY: Final = ("versions", "decisions", "signers", "archived", "audit")

METADATA: Final = MetaData()
_ALWAYS_IN_AUDIT: Final = frozenset(
    {"seq", "at", "local_time", "event", "prev_row_hash", "row_hash"}
)


def _text(name: str, *, needed: bool = True) -> Column[str]:
    return Column(name, Text, nullable=not needed)


def _number(name: str, *, needed: bool = True) -> Column[int]:
    return Column(name, Integer, nullable=not needed)


def _of_the_audit() -> list[Column[Any]]:
    """A column for each field of a row."""
    return [
        Column(
            field.name,
            Integer if "int" in str(field.type) else Text,
            nullable=field.name not in _ALWAYS_IN_AUDIT,
            primary_key=field.name == "seq",
            autoincrement=False,
        )
        for field in fields(AuditRow)
    ]


Table("meta", METADATA, Column("key", Text, primary_key=True), _text("value"))

Table(
    "drafts",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("kind"),
    _text("patient"),
    _text("status"),
    _number("version"),
    _text("created"),
    _text("updated"),
    _text("expires"),
    _text("superseded_by", needed=False),
    _text("amends", needed=False),
    _text("source", needed=False),
    _number("number", needed=False),  # in which order they came; those of one moment too
    _text("amends_id", needed=False),  # the draft that `amends` names
    Index("idx_drafts_patient_kind_status", "patient", "kind", "status"),
)

Table(
    "versions",
    METADATA,
    Column("draft_id", Text, ForeignKey("drafts.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("content"),
    _text("sha256"),
    _text("origin"),
    _text("by"),
    _text("at"),
    _number("distance"),
    _text("change", needed=False),
)

Table(
    "signers",
    METADATA,
    Column("who", Text, primary_key=True),
    _text("public_key"),
    _text("name"),
    _text("role"),
    _text("first_seen"),
)

Table(
    "decisions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    _text("jws"),
)

Table(
    "audit",
    METADATA,
    *_of_the_audit(),
    Index("idx_audit_idempotency_key", "idempotency_key", unique=True),
    Index("idx_audit_draft_id", "draft_id"),
)

# What stays of a row that left for an archive: its place in the chain, and the archive's name.
Table(
    "archived",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("prev_row_hash"),
    _text("row_hash"),
    _text("file"),
)

# What is to be written to a FHIR server; see `chartside.signoff.outbox.rows`.
Table(
    "outbox",
    METADATA,
    Column("decision_id", Text, primary_key=True),
    _text("draft_id"),
    _text("kind"),
    _text("state"),
    _text("queued"),
    _number("attempts"),
    _text("not_before", needed=False),
    _text("holder", needed=False),
    _text("held_until", needed=False),
    _text("server", needed=False),
    _text("said", needed=False),
    _text("written", needed=False),
    _text("marks", needed=False),
    _text("closed", needed=False),
)


def standing(connection: Connection, name: str) -> int | None:
    """The version of the tables that are there; None where there are none yet.

    Raises:
        StoreError: the database is of something else, of a newer Chartside, or damaged.
    """
    there = set(inspect(connection).get_table_names())
    ours = there & METADATA.tables.keys()
    if not ours and (not there or connection.dialect.name != "sqlite"):
        return None  # on a server, other tables of Chartside may lie beside ours
    if not {"meta", "drafts", "audit"} <= ours:
        raise StoreError(f"{name} is a database, but not a sign-off store")
    found = _version(connection, name)
    if found > SCHEMA:
        raise StoreError(
            f"{name} was written by a newer Chartside (schema {found}, this one knows {SCHEMA}): "
            "upgrade Chartside"
        )
    return found


def upgrade(connection: Connection, found: int | None) -> None:
    """Make the tables, or carry those of an older version over. Call inside a transaction."""
    from chartside.signoff.migrations import running  # noqa: PLC0415 - needed once in a store's life, and slow to import

    running.upgrade(connection, found)
    meta = METADATA.tables["meta"]
    connection.execute(meta.update().where(meta.c.key == "schema").values(value=str(SCHEMA)))


def _version(connection: Connection, name: str) -> int:
    """The version that the store says it is of; `StoreError` where it says none, or lost its id."""
    rows = connection.exec_driver_sql("SELECT key, value FROM meta")
    meta = {row.key: row.value for row in rows}
    schema = str(meta.get("schema", ""))
    if not (schema.isascii() and schema.isdigit()) or "store" not in meta:
        raise StoreError(f"{name} is damaged (its table `meta`): put back the last good copy")
    return int(schema)
