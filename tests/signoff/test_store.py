import multiprocessing
import os
import resource
import sqlite3
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Status
from chartside.errors import StoreError, UsageError
from chartside.signoff import SignoffStore, events, verify

FORK = multiprocessing.get_context("fork")


def said_by(work: Any) -> str:
    """What a child process said when it failed, empty when it did not."""
    answer = FORK.SimpleQueue()

    def run() -> None:
        try:
            work()
        except StoreError as wrong:
            answer.put(str(wrong))
        else:
            answer.put("")

    process = FORK.Process(target=run)
    process.start()
    process.join()
    return str(answer.get())


def test_a_store_is_made_with_its_folders_and_for_its_owner_only(tmp_path: Path) -> None:
    store = SignoffStore(tmp_path / "deep" / "er" / "signoff.db")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert verify(store).ok


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_a_store_opens_again_with_what_it_held(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    assert [held.draft for held in SignoffStore(store.place).drafts()] == [a.draft()]


def test_a_store_from_a_newer_version_says_so(store: SignoffStore) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(StoreError, match="newer Chartside"):
        SignoffStore(store.path)


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="not a sign-off store"):
        SignoffStore(tmp_path / "other.db")


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text(
        "not a database at all, but long enough to look at" * 30, encoding="utf-8"
    )
    with pytest.raises(StoreError, match="not a database"):
        SignoffStore(tmp_path / "notes.db")


def test_a_folder_in_the_way_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        SignoffStore(tmp_path)


def test_a_file_where_a_folder_should_be_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"directory|exists"):
        SignoffStore(tmp_path / "file" / "signoff.db")


def test_a_store_held_locked_says_so_and_changes_nothing(a: Any, tmp_path: Path) -> None:
    store = SignoffStore(tmp_path / "signoff.db", patience=0.05)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked: try again"):
        store.propose(a.draft())
    other.rollback()
    other.close()
    assert store.drafts() == ()


def test_a_full_disk_says_so_and_loses_nothing(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())

    def work() -> None:
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (8192, 8192)
        )  # no file may grow past this: a full disk
        for number in range(100):
            store.propose(a.draft(id_=f"x{number}", kind="answer"))

    assert "full" in said_by(work)
    assert store.draft("d1") == a.draft()
    assert verify(store).ok


@pytest.mark.skipif(
    os.geteuid() != 0,
    reason="root gives its rights up to meet a read-only folder; others cannot prepare one",
)
def test_a_read_only_folder_says_so(a: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        store = SignoffStore(Path(name) / "signoff.db")
        store.propose(a.draft())
        for path in Path(name).iterdir():
            path.chmod(0o444)
        Path(name).chmod(0o555)

        def work() -> None:
            os.setuid(65534)
            SignoffStore(store.path).propose(a.draft(id_="d2"))

        assert "read-only" in (said := said_by(work)) or "cannot be opened" in said


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_what_fails_half_way_leaves_no_trace(store: SignoffStore) -> None:
    def half() -> None:
        with store.write() as tx:
            tx.run("INSERT INTO meta (key, value) VALUES ('half', 'done')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with store.read() as tx:
        assert tx.one("SELECT 1 FROM meta WHERE key = 'half'") is None


@pytest.mark.parametrize("event", ["signed", "proposed", "viewed", "denied", "the patient said"])
def test_what_moves_a_draft_cannot_be_noted(a: Any, store: SignoffStore, event: str) -> None:
    store.propose(a.draft())
    with pytest.raises(UsageError, match="can be noted"):
        store.note(event, "d1")


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_a_note_repeats_no_text(a: Any, store: SignoffStore) -> None:
    store.note("unlock_refused", who=f"{a.canary} typed here", detail=f"{a.canary} and here")
    assert (events(store)[-1].who, events(store)[-1].detail) == ("(not an id)", "(not an id)")


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_an_export_can_be_noted(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    store.note("exported", "d1", who="grey", detail="markdown")
    assert (events(store)[-1].event, events(store)[-1].draft_id) == ("exported", "d1")


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_an_unknown_draft_is_a_usage_error_that_does_not_repeat_it(
    a: Any, store: SignoffStore
) -> None:
    with pytest.raises(UsageError, match="not an id") as unknown:
        store.draft(f"the one about {a.canary}")
    assert a.canary not in str(unknown.value)


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_drafts_are_listed_newest_first_by_patient_and_state(
    a: Any, store: SignoffStore, clock: Any
) -> None:
    store.propose(a.draft(kind="answer"))
    clock.passes(minutes=1)
    store.propose(a.draft(id_="d2", kind="answer"))
    store.propose(a.draft(id_="d3", chart=a.chart(patient="Patient/p2")))
    assert [held.draft.id for held in store.drafts(patient="Patient/p1")] == ["d2", "d1"]
    assert store.drafts(status=[Status.SIGNED]) == ()


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_drafts_are_found_by_the_beginning_of_their_id(a: Any, store: SignoffStore) -> None:
    for name in ("ab1", "ab2", "b1"):
        store.propose(a.draft(id_=name, kind=name))
    assert set(store.ids("ab")) == {"ab1", "ab2"}
    assert len(store.ids()) == 3
    assert store.ids("a%") == store.ids("_") == store.ids("\udcff") == ()
