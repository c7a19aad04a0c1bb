"""Someone with the database in an editor: what each kind of tampering leaves to be found."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from chartside.errors import AuditBroken
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    decline,
    edit,
    events,
    export_ndjson,
    show,
    sign,
    verify,
)
from chartside.signoff.anchor import anchor_path
from chartside.signoff.chain import as_row
from chartside.signoff.row import AuditRow
from chartside.signoff.schema import APPEND_ONLY

COLUMNS = [f.name for f in fields(AuditRow)]


@pytest.fixture
def full(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> SignoffStore:
    """A store in which an edit, a signature and a decline happened, the signature mid-chain."""
    store.propose(a.draft())
    edit(
        store,
        "d1",
        "s2",
        "Takes nothing.",
        physician,
        chart=a.chart(),
        checker=a.judge_as("supported"),
    )
    page = show(store, "d1", a.chart(), viewer="grey")
    sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=page.seen)
    store.propose(a.draft(id_="d2"))
    decline(store, "d2", physician, reason="the wrong visit")
    store.propose(a.draft(id_="d3"))
    return store


def tamper(store: SignoffStore, *statements: str, **values: object) -> None:
    """As an attacker with the file: triggers dropped first."""
    with sqlite3.connect(store.path) as connection:
        for table in APPEND_ONLY:
            connection.execute(f"DROP TRIGGER {table}_no_update")
            connection.execute(f"DROP TRIGGER {table}_no_delete")
        for statement in statements:
            connection.execute(statement, values)
    connection.close()


def rechain(store: SignoffStore, change: Callable[[list[AuditRow]], list[AuditRow]]) -> None:
    """As a careful attacker: change the rows, then compute every hash again."""
    with sqlite3.connect(store.path) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("DROP TRIGGER audit_no_delete")
        rows = change(
            [as_row(row) for row in connection.execute("SELECT * FROM audit ORDER BY seq")]
        )
        before = events(store)[0].prev_row_hash
        connection.execute("DELETE FROM audit")
        for number, row in enumerate(rows, 1):
            sealed = replace(row, seq=number, prev_row_hash=before).sealed()
            before = sealed.row_hash
            sqlite_utils.Database(connection).table("audit").insert(asdict(sealed))
    connection.close()
    head = {"seq": len(rows), "row_hash": before}
    anchor_path(store.path).write_text(json.dumps(head), encoding="utf-8")


def test_an_untouched_chain_verifies(full: SignoffStore) -> None:
    report = verify(full)
    assert report.ok
    assert (report.decisions, report.anchored) == (2, report.rows)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_was_written(
    full: SignoffStore, table: str, verb: str
) -> None:
    with (
        sqlite3.connect(full.path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="only grows"),
    ):
        connection.execute(verb.format(table))
    connection.close()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("event", ["proposed", "signed", "declined"])
def test_a_change_in_any_column_of_any_row_is_found(
    full: SignoffStore, column: str, event: str
) -> None:
    value = 99 if column in {"seq", "draft_version", "edit_distance"} else "'changed'"
    seq = next(row.seq for row in events(full) if row.event == event)
    sql = f"UPDATE audit SET {column} = {value} WHERE seq = {seq}"  # noqa: S608 - nobody's input
    tamper(full, sql)
    assert not verify(full).ok


@pytest.mark.parametrize("place", [1, 3, 5])
def test_a_removed_row_is_found(full: SignoffStore, place: int) -> None:
    tamper(full, "DELETE FROM audit WHERE seq = :place", place=place)
    assert any("missing" in problem for problem in verify(full).problems)


def test_a_removed_row_is_found_when_the_rest_is_renumbered(full: SignoffStore) -> None:
    tamper(full, "DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3")
    assert not verify(full).ok


def test_swapped_rows_are_found(full: SignoffStore) -> None:
    tamper(
        full,
        "UPDATE audit SET seq = -1 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = -1",
    )
    assert not verify(full).ok


def test_an_inserted_row_is_found(full: SignoffStore) -> None:
    last = events(full)[-1]
    tamper(
        full,
        "INSERT INTO audit (seq, at, local_time, event, prev_row_hash, row_hash) "
        "VALUES (:seq, :at, :at, 'viewed', :before, 'f00d')",
        seq=last.seq + 1,
        at=last.at,
        before=last.row_hash,
    )
    assert not verify(full).ok


@pytest.mark.parametrize("kept", [1, 4, 6])
def test_a_chain_cut_off_at_its_end_is_found_by_the_anchor(full: SignoffStore, kept: int) -> None:
    tamper(full, "DELETE FROM audit WHERE seq > :kept", kept=kept)
    assert any("missing from the end" in problem for problem in verify(full).problems)


def test_an_older_copy_put_back_is_found_by_the_anchor(
    a: Any, full: SignoffStore, tmp_path: Path
) -> None:
    with sqlite3.connect(full.path) as now, sqlite3.connect(tmp_path / "older.db") as older:
        now.backup(older)
    now.close()
    older.close()
    full.propose(a.draft(id_="d4"))
    shutil.copy(tmp_path / "older.db", full.path)
    for suffix in ("-wal", "-shm"):
        full.path.with_name(full.path.name + suffix).unlink(missing_ok=True)
    assert any("missing from the end" in problem for problem in verify(full).problems)


def test_a_missing_anchor_is_found_and_not_quietly_replaced(a: Any, full: SignoffStore) -> None:
    anchor_path(full.path).unlink()
    full.propose(a.draft(id_="d4"))
    assert any("anchor" in problem for problem in verify(full).problems)


def test_an_anchor_that_no_longer_fits_stays_as_evidence(a: Any, full: SignoffStore) -> None:
    tamper(full, "DELETE FROM audit WHERE seq > 6")
    full.propose(a.draft(id_="d4"))
    assert not verify(full).ok


def test_a_rewritten_chain_with_a_rewritten_anchor_is_found_by_the_signature(
    full: SignoffStore,
) -> None:
    def without_the_edit(rows: list[AuditRow]) -> list[AuditRow]:
        return [row for row in rows if row.event != "edited"]

    rechain(full, without_the_edit)
    assert any("signature" in problem for problem in verify(full).problems)


def test_a_rewritten_decision_is_found_by_its_signature(full: SignoffStore) -> None:
    rechain(
        full,
        lambda rows: [replace(r, meaning="approve") if r.event == "signed" else r for r in rows],
    )
    assert any("signature" in problem for problem in verify(full).problems)


def test_an_event_rewritten_before_a_signature_is_found_by_that_signature(
    full: SignoffStore,
) -> None:
    """As many rows, every hash and the anchor computed again; the signer's key was not at hand."""
    rechain(
        full, lambda rows: [replace(r, who="nobody") if r.event == "viewed" else r for r in rows]
    )
    assert any("signature" in problem for problem in verify(full).problems)


def test_a_removed_decision_is_found_though_chain_and_anchor_were_rewritten(
    full: SignoffStore,
) -> None:
    rechain(full, lambda rows: [row for row in rows if row.event != "declined"])
    assert any("has no row" in problem for problem in verify(full).problems)


def test_a_cut_with_the_anchor_set_back_is_found_by_a_witness_kept_elsewhere(
    a: Any, full: SignoffStore
) -> None:
    """What the anchor cannot show: both files set back to a state that was once whole."""
    anchor_before = anchor_path(full.path).read_bytes()
    rows_before = len(events(full))
    full.propose(a.draft(id_="d4", kind="answer"))
    head = verify(full).head
    tamper(
        full,
        "DELETE FROM audit WHERE seq > :rows",
        "DELETE FROM versions WHERE draft_id = 'd4'",
        "DELETE FROM drafts WHERE id = 'd4'",
        rows=rows_before,
    )
    anchor_path(full.path).write_bytes(anchor_before)
    assert verify(full).ok
    assert not verify(full, witnesses=[head]).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE drafts SET status = 'signed' WHERE id = 'd3'",
        "UPDATE drafts SET status = 'draft' WHERE id = 'd2'",
        "UPDATE drafts SET version = 1 WHERE id = 'd1'",
        "DELETE FROM drafts WHERE id = 'd2'",
        "UPDATE versions SET content = replace(content, 'metformin', 'insulin')",
        "UPDATE versions SET sha256 = 'f00d' WHERE draft_id = 'd2'",
        "DELETE FROM versions WHERE draft_id = 'd1' AND version = 1",
        "UPDATE decisions SET payload = replace(payload, 'nothing', 'insulin')",
        "UPDATE decisions SET jws = replace(jws, 'a', 'b')",
        "DELETE FROM decisions",
        "UPDATE signers SET public_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
        "DELETE FROM signers",
        "INSERT INTO drafts SELECT 'd9', kind, patient, status, version, created, updated, "
        "expires, NULL, NULL, NULL FROM drafts LIMIT 1",
    ],
)
def test_a_store_that_disagrees_with_its_chain_is_found(full: SignoffStore, statement: str) -> None:
    tamper(full, statement)
    assert not verify(full).ok


def test_a_broken_chain_raises_audit_broken_without_chart_text(a: Any, full: SignoffStore) -> None:
    tamper(full, "UPDATE versions SET content = replace(content, 'HbA1c', 'TSH')")
    with pytest.raises(AuditBroken, match="broken") as broken:
        verify(full).require()
    assert broken.value.exit_status == 6
    assert a.canary not in str(broken.value)


def test_a_new_store_does_not_begin_where_an_old_one_was_anchored(full: SignoffStore) -> None:
    from chartside.errors import StoreError

    for suffix in ("", "-wal", "-shm"):
        full.path.with_name(full.path.name + suffix).unlink(missing_ok=True)
    with pytest.raises(StoreError, match="remembers"):
        SignoffStore(full.path)


def test_events_of_one_draft_are_told_in_order(full: SignoffStore) -> None:
    assert [row.event for row in events(full, "d1")] == ["proposed", "edited", "viewed", "signed"]


def test_every_event_exports_as_a_valid_audit_event(full: SignoffStore) -> None:
    from fhir.resources.R4B import get_fhir_model_class

    model = get_fhir_model_class("AuditEvent")
    lines = list(export_ndjson(full))
    assert len(lines) == len(events(full))
    assert all(model.model_validate_json(line).recorded for line in lines)


def test_the_audit_of_a_decision_holds_its_fields(full: SignoffStore) -> None:
    row = next(row for row in events(full, "d1") if row.event == "signed")
    filled = {name for name in COLUMNS if getattr(row, name) is not None}
    missing = set(COLUMNS) - filled
    assert missing == {"reason_sha256", "previous_sha256", "model", "revision", "detail"}
