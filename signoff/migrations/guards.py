"""Triggers by which the database itself refuses to change what was written.

Each database has a language of its own for them: this is the one place where something is said
twice.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

_FUNCTION = """
CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only grows';
END $$
"""
_ARCHIVED = "(SELECT 1 FROM archived WHERE archived.seq = OLD.seq)"
_LEAVES = f"""
CREATE OR REPLACE FUNCTION only_leaves_archived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS {_ARCHIVED} THEN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only grows';
  END IF;
  RETURN OLD;
END $$
"""


def only_grows(connection: Connection, table: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE on a table."""
    for statement in _only_grows(connection.dialect.name, table):
        connection.exec_driver_sql(statement)


def only_leaves_archived(connection: Connection) -> None:
    """Let rows leave the audit that are in an archive, and no others."""
    for statement in _only_leaves_archived(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _only_grows(dialect: str, table: str) -> Iterator[str]:
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        return
    yield _FUNCTION
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
        yield (
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION only_grows()"
        )


def _only_leaves_archived(dialect: str) -> Iterator[str]:
    if dialect == "sqlite":
        yield "DROP TRIGGER IF EXISTS audit_no_delete"
        yield (
            f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN NOT EXISTS {_ARCHIVED} "
            "BEGIN SELECT RAISE(ABORT, 'audit only grows'); END"
        )
        return
    yield "DROP TRIGGER audit_no_delete ON audit"
    yield _LEAVES
    yield (
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION only_leaves_archived()"
    )
