"""Old rows of the audit leave for an archive; the chain proves them there, and misses them."""

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from sqlalchemy.exc import DBAPIError

from chartside.errors import StoreError, UsageError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    decline,
    events,
    export_ndjson,
    open_signed,
    show,
    sign,
    unlock,
    verify,
)
from chartside.signoff.retention import LEAVES, archive

pytestmark = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def old(a: Any, store: SignoffStore, clock: Any, physician: UnlockedIdentity) -> SignoffStore:
    """A document signed a year ago, read before and after; one declined; one still open."""
    store.propose(a.draft())
    seen = show(store, "d1", a.chart(), viewer="grey").seen
    sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    for _ in range(3):
        store.note("exported", "d1", who="grey", detail="markdown")
    store.propose(a.draft(id_="d2"))
    show(store, "d2", a.chart(), viewer="grey")
    decline(store, "d2", physician, reason="the wrong visit")
    clock.passes(days=365)
    store.propose(a.draft(id_="d3", kind="answer"))
    show(store, "d3", a.chart(), viewer="grey")
    return store


def test_what_is_old_and_bears_nothing_leaves_and_the_whole_still_verifies(
    old: SignoffStore,
) -> None:
    before = [row.row_hash for row in events(old)]
    head = verify(old).head
    (made,) = archive(old, 90)
    assert made.rows == 5
    with old.read() as tx:
        left = {row["event"] for row in tx.all("SELECT event FROM audit WHERE seq <= 9")}
    assert left == {"proposed", "signed", "declined"}
    report = verify(old, witnesses=[head, *before])
    assert (report.problems, report.archived, report.rows) == ((), 5, len(before) + 1)
    assert [row.row_hash for row in events(old)][:-1] == before
    assert events(old)[-1].event == "archived"


def test_what_left_still_exports(old: SignoffStore) -> None:
    before = list(export_ndjson(old))
    archive(old, 90)
    lines = list(export_ndjson(old))
    assert lines[:-1] == before
    model = get_fhir_model_class("AuditEvent")
    assert all(model.model_validate_json(line).recorded for line in lines)
    assert json.loads(lines[-1])["type"]["code"] == "archive"


def test_a_document_still_stands_when_its_readings_have_left(old: SignoffStore) -> None:
    archive(old, 90)
    assert open_signed(old, "d1").row.meaning == "review"


def test_readings_of_an_open_draft_stay(old: SignoffStore, clock: Any) -> None:
    clock.passes(days=20)
    archive(old, 7)
    assert [row["event"] for row in live(old) if row["draft_id"] == "d3"] == ["proposed", "viewed"]


def live(store: SignoffStore) -> list[Any]:
    with store.read() as tx:
        return tx.all("SELECT event, draft_id FROM audit ORDER BY seq")


def test_nothing_old_makes_no_archive(old: SignoffStore) -> None:
    assert archive(old, 1000) == ()
    assert not old.archive.exists()
    assert events(old)[-1].event == "viewed"


def test_rows_leave_again_and_again(
    a: Any, old: SignoffStore, clock: Any, identities: Path
) -> None:
    archive(old, 90)
    grey = unlock(identities, "grey", a.passphrase, clock=clock)
    decline(old, "d3", grey, reason="too late")
    clock.passes(days=100)
    (again,) = archive(old, 90)
    assert again.rows == 1
    assert verify(old).problems == ()
    assert len(list(old.archive.iterdir())) == 2


def test_many_rows_leave_for_several_archives(old: SignoffStore) -> None:
    assert [made.rows for made in archive(old, 90, most=2)] == [2, 2, 1]
    assert verify(old).problems == ()


def test_an_archive_that_is_gone_is_missed(old: SignoffStore) -> None:
    (made,) = archive(old, 90)
    (old.archive / made.file).rename(old.archive.parent / "elsewhere")
    assert verify(old).problems == (
        f"archive {made.file} with 5 rows is not in its place, or cannot be read",
    )
    assert len(events(old)) == 7  # what is at hand is still told
    (old.archive.parent / "elsewhere").rename(old.archive / made.file)
    assert verify(old).ok


@pytest.mark.parametrize("change", ["a word", "a line taken out", "cut off", "no JSON"])
def test_an_archive_that_was_changed_is_found(old: SignoffStore, change: str) -> None:
    (made,) = archive(old, 90)
    path = old.archive / made.file
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(
        {
            "a word": whole.replace(b"grey", b"gray"),
            "a line taken out": b"".join(lines[:2] + lines[3:]),
            "cut off": whole[:-20],
            "no JSON": b"\xff" * 40,
        }[change]
    )
    assert verify(old).problems == (f"archive {made.file} with 5 rows was changed",)


def test_a_row_rewritten_in_archive_and_chain_alike_is_found(
    old: SignoffStore, attacker: Any
) -> None:
    """Whoever may write the archive, and its hash into the chain, still has to hash every row."""
    (made,) = archive(old, 90)
    path = old.archive / made.file
    path.write_bytes(path.read_bytes().replace(b'"who":"grey"', b'"who":"gray"'))
    from chartside.signoff.canonical import sha256

    attacker.does(
        "UPDATE audit SET document_sha256 = :digest WHERE event = 'archived'",
        digest=sha256(path.read_bytes()),
    )
    assert any("was changed" in problem for problem in verify(old).problems)


def test_a_row_that_is_said_to_be_archived_and_is_not_is_found(
    old: SignoffStore, attacker: Any
) -> None:
    (made,) = archive(old, 90)
    row = next(row for row in events(old) if row.event == "declined")
    attacker.does(
        "INSERT INTO archived (seq, prev_row_hash, row_hash, file) "
        "VALUES (:seq, :before, :own, :file)",
        "DELETE FROM audit WHERE seq = :seq",
        seq=row.seq,
        before=row.prev_row_hash,
        own=row.row_hash,
        file=made.file,
    )
    assert f"row {row.seq} is not in the archive that it left for" in verify(old).problems


@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "audit-1-1-0.ndjson", ""])
def test_no_name_in_the_database_leads_out_of_the_folder(
    old: SignoffStore, attacker: Any, file: str
) -> None:
    archive(old, 90)
    attacker.does("UPDATE archived SET file = :file", file=file)
    assert "5 rows left for an archive that the chain does not name" in verify(old).problems


def test_the_database_lets_go_of_archived_rows_only(old: SignoffStore, attacker: Any) -> None:
    archive(old, 90)
    with pytest.raises(DBAPIError, match="only grows"), attacker.as_a_user() as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE event = 'signed'")
    with pytest.raises(DBAPIError, match="only grows"), attacker.as_a_user() as connection:
        connection.exec_driver_sql("DELETE FROM archived")


def test_an_archive_that_cannot_be_written_keeps_every_row(old: SignoffStore) -> None:
    old.archive.parent.mkdir(exist_ok=True)
    old.archive.write_text("a file in the way", encoding="utf-8")
    before = len(live(old))
    with pytest.raises(StoreError, match="cannot be written"):
        archive(old, 90)
    assert len(live(old)) == before
    assert verify(old).ok


def test_an_archive_holds_no_text_of_the_chart(a: Any, old: SignoffStore) -> None:
    (made,) = archive(old, 90)
    held = (old.archive / made.file).read_text(encoding="utf-8")
    assert a.canary not in held
    assert a.patient_name not in held
    assert json.loads(held.splitlines()[0])["rows"] == 5


def test_rows_stay_for_a_day_at_least(old: SignoffStore) -> None:
    with pytest.raises(UsageError, match="a day at least"):
        archive(old, 0)


def test_the_anchor_goes_on_when_the_row_it_held_has_left(a: Any, old: SignoffStore) -> None:
    """Of another machine, say, that wrote nothing for a year."""
    anchored_row = next(row for row in events(old) if row.event in LEAVES)
    archive(old, 90)
    old.anchor.write_text(
        json.dumps({"seq": anchored_row.seq, "row_hash": anchored_row.row_hash}), encoding="utf-8"
    )
    old.propose(a.draft(id_="d9", kind="answer"))
    assert verify(old).anchored == events(old)[-1].seq
