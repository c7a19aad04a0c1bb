"""Appending to the audit chain, inside the transaction of the event itself."""

from dataclasses import fields, replace
from typing import Any

from chartside.draft import Draft
from chartside.signoff import anchor
from chartside.signoff.canonical import canonical
from chartside.signoff.clock import local_text, utc_text
from chartside.signoff.connection import Transaction
from chartside.signoff.row import AuditRow

COLUMNS = tuple(f.name for f in fields(AuditRow))


def place(tx: Transaction, row: AuditRow) -> AuditRow:
    """The row with its number, its time and the hash of the row before it.

    What a signature covers.
    """
    last = anchor.head(tx)
    return replace(
        row,
        seq=last.seq + 1,
        at=utc_text(tx.now),
        local_time=local_text(tx.now),
        prev_row_hash=last.row_hash,
    )


def append(tx: Transaction, row: AuditRow) -> AuditRow:
    """Write one event at the end of the chain."""
    sealed = (row if row.seq else place(tx, row)).sealed()
    tx.insert("audit", {name: getattr(sealed, name) for name in COLUMNS})
    tx.grew = True
    return sealed


def by_key(tx: Transaction, key: str) -> AuditRow | None:
    """The decision that was recorded under this idempotency key."""
    row = tx.one("SELECT * FROM audit WHERE idempotency_key = ?", key)
    return as_row(row) if row is not None else None


def as_row(row: Any) -> AuditRow:
    """An audit row as the table holds it."""
    return AuditRow(**{name: row[name] for name in COLUMNS})


def about(draft: Draft, version: int, event: str) -> AuditRow:
    """The fields that every event about a draft fills."""
    return AuditRow(
        event=event,
        draft_id=draft.id,
        draft_version=version,
        kind=draft.kind,
        patient=draft.patient,
        author=draft.author.name,
        model=draft.author.model,
        revision=draft.author.revision,
        prompts=as_json(draft.prompts),
        record_digest=draft.record.digest,
    )


def as_json(value: object) -> str:
    """Plain JSON values as a column holds them: canonical, so that one value has one text."""
    return canonical(value).decode()
