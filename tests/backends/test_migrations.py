"""A store of an earlier version opens and holds all that it held; on both databases one shape."""

import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chartside.errors import StoreError
from chartside.settings import PostgreSQL
from chartside.signoff import SignoffStore, events, open_signed, verify
from chartside.signoff.former import read_former
from chartside.signoff.migrations import running
from chartside.signoff.schema import APPEND_ONLY, METADATA, SCHEMA

_KEY = ("audit", "seq")
FORK = multiprocessing.get_context("fork")
HEAD = "46bab0d5b33710985e488b6dca087dfb7e2bf3fbe20cf8bd1d8f866c3dcf3cd0"


@pytest.fixture
def older(tmp_path: Path, root: Path) -> Path:
    """A store as the first version wrote it: signed, amended, declined and open drafts."""
    path = tmp_path / "signoff.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript((root / "tests/backends/schema1.sql").read_text(encoding="utf-8"))
    path.with_name("signoff.db.head").write_text(
        f'{{"seq": 13, "row_hash": "{HEAD}"}}', encoding="utf-8"
    )
    return path


def differences(store: SignoffStore) -> list[object]:
    """What the database has otherwise than the tables that the code knows."""
    with store.read() as tx:
        context = MigrationContext.configure(
            tx.connection, opts={"version_table": "migrations", "compare_type": True}
        )
        found = compare_metadata(context, METADATA)
    # the key of the audit was declared otherwise in version 1; SQLite takes no NULL for it either
    return [one for one in found if not (isinstance(one, list) and one[0][2:4] == _KEY)]


def test_a_store_of_version_1_opens_with_all_that_it_held(older: Path) -> None:
    store = SignoffStore(older)
    report = verify(store)
    assert (report.problems, report.rows, report.decisions, report.head) == ((), 13, 3, HEAD)
    assert [(h.draft.id, h.status.value) for h in store.drafts()] == [
        ("d4", "in_review"),
        ("d3", "draft"),
        ("d2", "declined"),
        ("d1.a1", "signed"),
        ("d1", "amended"),
    ]
    assert open_signed(store, "d1.a1").row.meaning == "review"
    assert read_former(store, "d1").superseded_by == "d1.a1"


def test_what_was_carried_over_has_the_shape_of_what_is_made_anew(older: Path) -> None:
    assert differences(SignoffStore(older)) == []


@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
def test_the_migrations_lead_to_the_tables_that_the_code_knows(
    place: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where = tmp_path / "new.db" if place == "sqlite" else request.getfixturevalue("postgresql")
    assert differences(SignoffStore(where)) == []


def test_what_was_carried_over_only_grows_and_goes_on(older: Path) -> None:
    store = SignoffStore(older)
    store.note("exported", "d1.a1")
    assert len(events(store)) == 14
    for table in sorted(set(APPEND_ONLY) - {"archived"}):  # which is empty
        with (
            closing(sqlite3.connect(older)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="only grows"),
        ):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    assert verify(store).ok


@pytest.mark.slow
def test_many_processes_carry_a_store_over_once(older: Path) -> None:
    start = FORK.Event()

    def run() -> None:
        start.wait()
        SignoffStore(older).note("exported")

    processes = [FORK.Process(target=run) for _ in range(6)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 6
    assert verify(SignoffStore(older)).rows == 13 + 6


@pytest.mark.slow
def test_a_process_killed_while_carrying_over_leaves_the_store_as_it_was(older: Path) -> None:
    def run() -> None:
        missing = running._missing

        def then_die(*found: object) -> object:
            steps = list(missing(*found))  # type: ignore[arg-type]
            yield from steps
            os.kill(os.getpid(), signal.SIGKILL)

        running._missing = then_die
        SignoffStore(older)

    process = FORK.Process(target=run)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with closing(sqlite3.connect(older)) as connection:
        asked = "SELECT value FROM meta WHERE key = 'schema'"
        assert connection.execute(asked).fetchone() == ("1",)
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert not names & {"outbox", "archived"}
    assert verify(SignoffStore(older)).head == HEAD


def test_a_damaged_amendment_is_carried_over_and_named_by_the_audit(older: Path) -> None:
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("UPDATE drafts SET amends = '[]' WHERE id = 'd1.a1'")
    store = SignoffStore(older)
    with pytest.raises(StoreError, match="run the audit"):
        store.draft("d1.a1")


def test_a_database_of_a_newer_version_says_so(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    with store.write() as tx:
        tx.run("UPDATE meta SET value = ? WHERE key = 'schema'", str(SCHEMA + 1))
    with pytest.raises(StoreError, match="newer Chartside"):
        SignoffStore(postgresql)


def test_tables_of_others_in_the_schema_are_left_alone(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    with store.write() as tx:
        tx.run("CREATE TABLE recipes (name TEXT)")
        tx.run("INSERT INTO recipes VALUES ('soup')")
    store.note("exported")
    with SignoffStore(postgresql).read() as tx:
        row = tx.one("SELECT name FROM recipes")
    assert row is not None
    assert row["name"] == "soup"


def test_a_schema_with_only_some_of_our_tables_is_not_filled_up(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    with store.write() as tx:
        tx.run("DROP TABLE audit")
    with pytest.raises(StoreError, match="not a sign-off store"):
        SignoffStore(postgresql)
