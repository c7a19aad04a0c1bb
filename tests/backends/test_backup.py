"""A copy of a live store is whole, verified, and becomes a store again; on a server too."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chartside.draft import Author, Citation, Draft, RecordStamp, Section, Statement, Verdict
from chartside.errors import StoreError, UsageError
from chartside.settings import PostgreSQL
from chartside.signoff import SignoffStore, create_identity, decline, events, unlock, verify
from chartside.signoff.clock import utc_now
from chartside.signoff.copying import backup, begin_anchor, restore
from chartside.signoff.retention import archive

PASSPHRASE = "Zebrastripes over nine hills"


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


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SignoffStore:
    """A store with a decision, and with rows that have left for an archive."""
    folder = tmp_path / "live"
    folder.mkdir()
    if request.param == "sqlite":
        place: Path | PostgreSQL = folder / "signoff.db"
    else:
        lent = request.getfixturevalue("postgresql")
        place = replace(lent, anchor=folder / "signoff.head", archive=folder / "archive")
    long_ago = SignoffStore(place, clock=lambda: utc_now() - timedelta(days=400))
    long_ago.propose(draft_of("d1"))
    long_ago.note("exported")
    create_identity(folder, "grey", "Dr. Meredith Grey", "physician", PASSPHRASE)
    now = SignoffStore(place)
    with now.write() as tx:
        tx.run("UPDATE drafts SET expires = '2999-01-01T00:00:00.000Z'")
    decline(now, "d1", unlock(folder, "grey", PASSPHRASE), reason="the wrong visit")
    archive(now, 90)
    assert verify(now).archived == 1
    return now


def same(one: SignoffStore, other: SignoffStore) -> bool:
    return events(one) == events(other) and one.drafts() == other.drafts()


def test_a_copy_is_whole_and_verified(store: SignoffStore, tmp_path: Path) -> None:
    report = backup(store, tmp_path / "safe" / "copy.db")
    assert report.problems == ()
    copy = SignoffStore(tmp_path / "safe" / "copy.db")
    assert same(store, copy)
    assert verify(copy).head == verify(store).head
    assert sorted(p.name for p in (tmp_path / "safe").iterdir()) == [
        "copy.db",
        "copy.db.archive",
        "copy.db.head",
    ]


def test_a_copy_of_a_store_that_is_written_to_meanwhile_is_of_one_moment(
    store: SignoffStore, tmp_path: Path
) -> None:
    stop = threading.Event()

    def writes() -> None:
        mine = SignoffStore(store.place)
        number = 0
        while not stop.is_set():
            mine.propose(draft_of(f"w{number}"))
            number += 1

    busy = threading.Thread(target=writes)
    busy.start()
    try:
        reports = [backup(store, tmp_path / f"copy{n}.db") for n in range(5)]
    finally:
        stop.set()
        busy.join()
    assert [report.problems for report in reports] == [()] * 5
    assert reports[-1].rows > reports[0].rows


def test_a_copy_is_not_written_over_anything(store: SignoffStore, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="there already"):
        backup(store, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text(encoding="utf-8") == "mine"


def test_a_copy_that_cannot_be_written_leaves_nothing(store: SignoffStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        backup(store, tmp_path / "file" / "copy.db")


def test_a_broken_chain_is_copied_as_it_is_and_said_to_be_broken(
    store: SignoffStore, tmp_path: Path
) -> None:
    gone = next(store.archive.iterdir())
    gone.unlink()
    report = backup(store, tmp_path / "copy.db")
    assert any("not in its place" in problem for problem in report.problems)
    assert (tmp_path / "copy.db").is_file()


def test_a_copy_is_its_owners_alone(store: SignoffStore, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


def test_a_copy_becomes_a_store_on_a_server(
    store: SignoffStore, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    backup(store, tmp_path / "copy.db")
    fresh = replace(
        postgresql,
        url=postgresql.url + "moved",
        anchor=tmp_path / "there" / "head",
        archive=tmp_path / "there" / "archive",
    )
    report = restore(tmp_path / "copy.db", fresh)
    assert report.problems == ()
    moved = SignoffStore(fresh)
    assert same(moved, store)
    moved.propose(draft_of("d2"))
    assert verify(moved).ok


def test_a_copy_becomes_a_file_again(store: SignoffStore, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy.db")
    assert restore(tmp_path / "copy.db", tmp_path / "home" / "signoff.db").problems == ()
    assert same(SignoffStore(tmp_path / "home" / "signoff.db"), store)


def test_a_copy_takes_the_place_of_no_store(store: SignoffStore, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy.db")
    store.propose(draft_of("d2"))
    with pytest.raises(UsageError, match="store already"):
        restore(tmp_path / "copy.db", store.place)
    assert len(store.drafts()) == 2


def test_a_copy_that_lacks_what_the_anchor_remembers_is_refused(tmp_path: Path) -> None:
    live = tmp_path / "live.db"
    store = SignoffStore(live)
    store.propose(draft_of("d1"))
    backup(store, tmp_path / "early.db")
    store.propose(draft_of("d2"))
    backup(store, tmp_path / "late.db")
    for name in ("live.db", "live.db-wal", "live.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    with pytest.raises(StoreError, match="ends before it: nothing was changed"):
        restore(tmp_path / "early.db", live)
    assert restore(tmp_path / "late.db", live).problems == ()


def test_there_has_to_be_a_copy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no copy"):
        restore(tmp_path / "nothing.db", tmp_path / "signoff.db")
    assert list(tmp_path.iterdir()) == []


def test_a_machine_begins_an_anchor_of_its_own_and_the_chain_says_so(
    store: SignoffStore,
) -> None:
    store.anchor.unlink()
    assert any("anchor" in problem for problem in verify(store).problems)
    begin_anchor(store)
    assert verify(store).problems == ()
    assert events(store)[-1].event == "anchored"
    with pytest.raises(UsageError, match="there already"):
        begin_anchor(store)


def test_two_machines_keep_an_anchor_each(postgresql: PostgreSQL, tmp_path: Path) -> None:
    one = SignoffStore(postgresql)
    other = SignoffStore(replace(postgresql, anchor=tmp_path / "other.head"))
    begin_anchor(other)
    for number in range(3):
        (one, other)[number % 2].propose(draft_of(f"d{number}"))
    assert verify(one).problems == verify(other).problems == ()
