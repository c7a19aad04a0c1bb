"""Running the steps that a store has not had yet."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_STEPS: Final = ScriptDirectory(str(Path(__file__).parent))
_TABLE: Final = "migrations"
"""Where Alembic keeps which step a store has had."""


def upgrade(connection: Connection, found: int | None) -> None:
    """Carry a store of this version (None: an empty database) over to the newest."""
    context = MigrationContext.configure(connection, opts={"fn": _missing, "version_table": _TABLE})
    if found is not None and not context.get_current_heads():
        context.stamp(_STEPS, str(found))  # made before there were steps: version 1
    with Operations.context(context):
        context.run_migrations()


def _missing(had: Any, _: MigrationContext) -> Iterable[MigrationStep]:
    steps = list(_STEPS.iterate_revisions("heads", had, implicit_base=True))
    return [
        MigrationStep.upgrade_from_script(_STEPS.revision_map, step) for step in reversed(steps)
    ]
