"""Version 2: the outbox, archives of the audit, and drafts in the order in which they came."""

import json
from contextlib import suppress
from typing import Final

import sqlalchemy as sa
from alembic import op

from chartside.signoff.migrations.guards import only_grows, only_leaves_archived

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add what version 1 had not."""
    op.add_column("drafts", sa.Column("number", sa.Integer))
    op.add_column("drafts", sa.Column("amends_id", sa.Text))
    _fill()
    _archived()
    _outbox()


def _fill() -> None:
    """Those that are there: in the order of their rows in SQLite, the only database until now."""
    here = op.get_bind()
    if here.dialect.name == "sqlite":
        here.exec_driver_sql("UPDATE drafts SET number = rowid")
    of = sa.table("drafts", sa.column("id"), sa.column("amends"), sa.column("amends_id"))
    for row in here.execute(sa.select(of.c.id, of.c.amends).where(of.c.amends.is_not(None))).all():
        with suppress(ValueError, KeyError, TypeError):  # damaged: the audit names it
            named = str(json.loads(row.amends)["draft_id"])
            here.execute(of.update().where(of.c.id == row.id).values(amends_id=named))


def _archived() -> None:
    op.create_table(
        "archived",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _OF_THE_ARCHIVED),
    )
    only_grows(op.get_bind(), "archived")
    only_leaves_archived(op.get_bind())


_OF_THE_ARCHIVED: Final = ("prev_row_hash", "row_hash", "file")
_OF_THE_OUTBOX: Final = ("draft_id", "kind", "state", "queued")
_ONCE_TRIED: Final = (
    "not_before",
    "holder",
    "held_until",
    "server",
    "said",
    "written",
    "marks",
    "closed",
)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("decision_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in _OF_THE_OUTBOX),
        sa.Column("attempts", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in _ONCE_TRIED),
    )
