"""A server that is away, busy, full, restarted or locked says so; its password is said nowhere."""

import logging
import multiprocessing
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from chartside.draft import Author, Citation, Draft, RecordStamp, Section, Statement, Verdict
from chartside.errors import PolicyError, StoreError, UsageError
from chartside.settings import PostgreSQL
from chartside.signoff import SignoffStore, events, verify
from chartside.signoff.backends.postgresql import disconnect
from chartside.signoff.connection import version_of

FORK = multiprocessing.get_context("fork")
SECRET = "Xylophone-seventeen"


def draft_of(name: str) -> Draft:
    sentence = Statement(
        "Takes nothing.", (Citation("Observation/1", "1"),), "s1", Verdict.SUPPORTED
    )
    return Draft(
        id=name,
        kind="answer",
        patient="Patient/p1",
        author=Author("extractive"),
        created="2026-03-02T09:00:00Z",
        record=RecordStamp("d", 1, "2026-03-02"),
        sections=(Section("Answer", (sentence,)),),
        prompts={},
    )


def as_superuser(place: PostgreSQL, *statements: str) -> None:
    with psycopg.connect(place.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def with_secret(place: PostgreSQL, host: Path | str) -> PostgreSQL:
    return replace(place, url=f"postgresql://asha:{SECRET}@/postgres?host={host}")


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://asha:{SECRET}@db/x",
        f"postgresql//asha:{SECRET}@db",
        f"postgresql://asha:{SECRET}@db:port/x",
        f"sqlite:///{SECRET}",
    ],
)
def test_what_is_no_address_of_postgresql_is_refused_and_not_repeated(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="must be postgresql://") as refused:
        SignoffStore(PostgreSQL(url, tmp_path / "head", tmp_path / "archive"))
    assert SECRET not in str(refused.value)


def test_an_address_given_as_a_file_makes_no_file_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"settings\.PostgreSQL"):
        SignoffStore(f"postgresql://asha:{SECRET}@db/x")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_away_says_so_without_its_password(
    postgresql: PostgreSQL, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreError, match="cannot be reached") as failed:
        SignoffStore(with_secret(postgresql, tmp_path))
    assert SECRET not in str(failed.value) + repr(failed.value) + caplog.text


def test_no_log_at_any_level_holds_the_password_or_a_sentence(
    postgresql: PostgreSQL, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    named = postgresql.url.replace("chartside@", f"chartside:{SECRET}@")  # `trust` takes any
    place = replace(postgresql, url=named)
    SignoffStore(place).propose(draft_of("d1"))
    assert SECRET not in caplog.text + repr(place)
    assert "Takes nothing" not in caplog.text


def test_a_database_that_is_not_there_says_so(postgresql: PostgreSQL) -> None:
    with pytest.raises(StoreError, match="or it refuses the user, password or database"):
        SignoffStore(replace(postgresql, url=postgresql.url.replace("/postgres?", "/nowhere?")))


def test_looking_at_an_empty_database_changes_nothing(postgresql: PostgreSQL) -> None:
    assert version_of(postgresql) is None
    assert version_of(postgresql) is None


def test_a_user_without_rights_is_told_so(postgresql: PostgreSQL) -> None:
    SignoffStore(postgresql)
    as_superuser(postgresql, "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    with pytest.raises(StoreError, match=r"rights|right to them|schema"):
        SignoffStore(replace(postgresql, url=postgresql.url.replace("chartside@", "guest@")))


def test_a_store_held_locked_says_so_and_changes_nothing(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    impatient = SignoffStore(postgresql, patience=0.2)
    inside, done = threading.Event(), threading.Event()

    def holds() -> None:
        with store.write():
            inside.set()
            done.wait(30)

    holder = threading.Thread(target=holds)
    holder.start()
    assert inside.wait(30)
    with pytest.raises(StoreError, match="locked: try again"):
        impatient.propose(draft_of("d1"))
    done.set()
    holder.join()
    assert store.drafts() == ()


def test_readers_wait_for_no_writer(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    store.propose(draft_of("d1"))
    with store.write() as tx:
        tx.run("UPDATE drafts SET source = 'elsewhere'")
        assert SignoffStore(postgresql, patience=0.5).held("d1").source is None


def test_a_reader_sees_one_moment(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    with store.read() as tx:
        before = tx.all("SELECT id FROM drafts")
        store.propose(draft_of("d1"))
        assert tx.all("SELECT id FROM drafts") == before


def test_what_is_done_while_reading_is_not_kept(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    with pytest.raises(StoreError, match="no writes"), store.read() as tx:
        tx.run("UPDATE meta SET value = 'x'")


def test_a_server_that_was_started_anew_is_no_error(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid != pg_backend_pid() AND backend_type = 'client backend'"
    )
    as_superuser(postgresql, ended)
    store.propose(draft_of("d1"))
    assert verify(store).ok


def test_a_forked_process_leaves_its_parents_connections_alone(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)

    def backend(of: SignoffStore) -> object:
        with of.read() as tx:
            row = tx.one("SELECT pg_backend_pid() AS pid")
        return row and row["pid"]

    ours = backend(store)
    said = FORK.SimpleQueue()

    def child() -> None:
        said.put(backend(store))
        disconnect()

    process = FORK.Process(target=child)
    process.start()
    process.join()
    assert said.get() != ours
    assert backend(store) == ours


def test_a_connection_that_is_lost_inside_a_decision_leaves_nothing_of_it(
    postgresql: PostgreSQL,
) -> None:
    store = SignoffStore(postgresql)
    store.propose(draft_of("d1"))
    before = len(events(store))

    def cut() -> None:
        with store.write() as tx:
            tx.run("UPDATE drafts SET status = 'declined'")
            mine = tx.one("SELECT pg_backend_pid() AS pid")
            assert mine is not None
            as_superuser(postgresql, f"SELECT pg_terminate_backend({mine['pid']})")
            tx.run("UPDATE drafts SET status = 'signed'")

    with pytest.raises(StoreError, match="try again"):
        cut()
    assert store.draft("d1").status.value == "draft"
    assert len(events(store)) == before


def test_a_full_disk_of_the_server_says_so_and_loses_nothing(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    store.propose(draft_of("d1"))
    as_superuser(
        postgresql,
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION full_disk()",
    )
    with pytest.raises(StoreError, match="disk is full: nothing was changed"):
        store.propose(draft_of("d2"))
    assert [held.draft.id for held in store.drafts()] == ["d1"]
    as_superuser(postgresql, "DROP TRIGGER full_disk ON audit")
    assert verify(store).ok


def test_what_a_server_cannot_keep_is_refused_and_not_repeated(postgresql: PostgreSQL) -> None:
    store = SignoffStore(postgresql)
    odd = replace(draft_of("d1"), author=Author("Xanthippe\x00canary"))
    with pytest.raises(StoreError, match="cannot keep what was given") as refused:
        store.propose(odd)
    assert "Xanthippe" not in str(refused.value)
    assert store.drafts() == ()


def test_a_decision_is_on_the_disk_before_it_is_acknowledged(postgresql: PostgreSQL) -> None:
    lazy = postgresql.url + "%20-csynchronous_commit%3Doff"
    with SignoffStore(replace(postgresql, url=lazy)).read() as tx:
        row = tx.one("SELECT current_setting('synchronous_commit') AS kept")
    assert row is not None
    assert row["kept"] == "on"


def test_two_stores_in_one_database_do_not_wait_for_each_other(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    other = PostgreSQL(postgresql.url + "x", tmp_path / "other.head", tmp_path / "other-archive")
    one, two = SignoffStore(postgresql), SignoffStore(other, patience=0.5)
    with one.write():
        two.propose(draft_of("d1"))
    assert one.drafts() == ()


def test_without_an_address_of_its_own_the_tables_lie_in_a_schema_chartside(
    postgresql: PostgreSQL,
) -> None:
    plain = replace(postgresql, url=postgresql.url.split("&")[0])
    SignoffStore(plain)
    engine = create_engine(plain.url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT schemaname FROM pg_tables WHERE tablename = 'signers'")
        ).scalars()
        assert "chartside" in set(found)
    engine.dispose()
    as_superuser(plain, "DROP SCHEMA chartside CASCADE")


def test_who_drafts_and_signs_need_not_own_the_tables(postgresql: PostgreSQL) -> None:
    """The rights that docs/signoff.md names are enough; with them no trigger can be dropped."""
    SignoffStore(postgresql)
    as_superuser(
        postgresql,
        "DROP ROLE IF EXISTS ward",
        "CREATE ROLE ward LOGIN",
        f"GRANT USAGE ON SCHEMA {schema_of(postgresql)} TO ward",
        f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {schema_of(postgresql)} TO ward",
        "GRANT UPDATE ON drafts, outbox TO ward",
        "GRANT DELETE ON audit TO ward",
    )
    ward = replace(postgresql, url=postgresql.url.replace("chartside@", "ward@"))
    try:
        store = SignoffStore(ward)
        store.propose(draft_of("d1"))
        store.note("exported", "d1")
        assert verify(store).ok
        for forbidden in (
            "DROP TRIGGER audit_no_update ON audit",
            "UPDATE versions SET content = '{}'",
            "DELETE FROM audit",
            "DELETE FROM decisions",
            "TRUNCATE audit",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.Error, match=r"denied|owner|only grows"):
                as_superuser(ward, forbidden)  # who is none
        assert verify(store).rows == 2
    finally:
        disconnect()
        as_superuser(postgresql, "DROP OWNED BY ward", "DROP ROLE ward")


def schema_of(place: PostgreSQL) -> str:
    return place.url.rsplit("%3D", maxsplit=1)[1]


def test_a_late_writer_finds_the_draft_moved(postgresql: PostgreSQL) -> None:
    """Compare-and-swap: what was read before the lock is not what is moved after it."""
    from chartside.draft import Status
    from chartside.signoff import drafts

    store = SignoffStore(postgresql)
    store.propose(draft_of("d1"))
    read_before = store.held("d1")
    with store.write() as tx:
        drafts.move(tx, read_before, Status.EXPIRED)
    with pytest.raises(PolicyError, match="changed by someone else"), store.write() as tx:
        drafts.move(tx, read_before, Status.SUPERSEDED)


WITHOUT_DRIVER = """
import asyncio, importlib.machinery, sys
from pathlib import Path

class Nothing(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        hidden = ("psycopg", "psycopg_pool", "langgraph.checkpoint.postgres")
        return None if name.startswith(hidden) else super().find_spec(name, path, target)

sys.meta_path[:] = [f for f in sys.meta_path if f is not importlib.machinery.PathFinder] + [Nothing]
from chartside.agent.checkpoints import checkpoints
from chartside.errors import MissingExtra
from chartside.settings import PostgreSQL
from chartside.signoff import SignoffStore, verify

here = Path(sys.argv[1])
assert verify(SignoffStore(here / "signoff.db")).ok
place = PostgreSQL("postgresql://db/x", here / "head", here / "archive")

async def opened():
    async with checkpoints(place):
        pass

for attempt in (lambda: SignoffStore(place), lambda: asyncio.run(opened())):
    try:
        attempt()
    except MissingExtra as missing:
        print(missing)
"""


def test_without_its_driver_sqlite_works_and_postgresql_names_the_install_command(
    tmp_path: Path,
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_DRIVER, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    said = "PostgreSQL needs an optional part: pip install 'chartside[cluster]'"
    assert ran.stdout.splitlines() == [said, said]
