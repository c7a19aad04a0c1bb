"""Version 1: drafts and their versions, signers, decisions and the audit chain."""

from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from chartside.signoff.migrations.guards import only_grows

revision = "1"
down_revision = None

_AUDIT: Final = (
    "decision_id at! local_time! event! draft_id draft_version# kind patient who name role key_id "
    "auth_at auth_method decision meaning reason_sha256 draft_sha256 previous_sha256 "
    "document_sha256 shown_sha256 signed_sha256 edit_distance# citations attested author model "
    "revision prompts record_digest idempotency_key detail prev_row_hash! row_hash!"
)
"""Columns of the audit: `!` may not be null, `#` is a number."""


def upgrade() -> None:
    """Make the tables."""
    _meta()
    _drafts()
    _versions()
    _people()
    _audit()
    for table in ("versions", "decisions", "signers", "audit"):
        only_grows(op.get_bind(), table)


def _text(names: str) -> list[sa.Column[str]]:
    return [sa.Column(n.rstrip("?"), sa.Text, nullable=n.endswith("?")) for n in names.split()]


def _meta() -> None:
    meta = op.create_table("meta", sa.Column("key", sa.Text, primary_key=True), *_text("value"))
    new = [{"key": "schema", "value": "1"}, {"key": "store", "value": str(uuid4())}]
    op.bulk_insert(meta, new)


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text, primary_key=True),
        *_text("kind patient status"),
        sa.Column("version", sa.Integer, nullable=False),
        *_text("created updated expires superseded_by? amends? source?"),
    )
    op.create_index("idx_drafts_patient_kind_status", "drafts", ["patient", "kind", "status"])


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("draft_id", sa.Text, sa.ForeignKey("drafts.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        *_text("content sha256 origin by at"),
        sa.Column("distance", sa.Integer, nullable=False),
        *_text("change?"),
    )


def _people() -> None:
    who = sa.Column("who", sa.Text, primary_key=True)
    op.create_table("signers", who, *_text("public_key name role first_seen"))
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        *_text("jws"),
    )


def _audit() -> None:
    columns = [
        sa.Column(
            name.rstrip("!#"),
            sa.Integer if name.endswith("#") else sa.Text,
            nullable=not name.endswith("!"),
        )
        for name in _AUDIT.split()
    ]
    seq = sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False)
    op.create_table("audit", seq, *columns)
    op.create_index("idx_audit_idempotency_key", "audit", ["idempotency_key"], unique=True)
    op.create_index("idx_audit_draft_id", "audit", ["draft_id"])
