"""Someone with the database in an editor: what each kind of tampering leaves to be found."""

import json
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from chartside.errors import AuditBroken, StoreError
from chartside.settings import PostgreSQL
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    amend,
    chain,
    decline,
    edit,
    events,
    export_ndjson,
    retract,
    show,
    sign,
    verify,
)
from chartside.signoff.row import AuditRow
from chartside.signoff.schema import APPEND_ONLY, METADATA

COLUMNS = [f.name for f in fields(AuditRow)]
pytestmark = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


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


def rechain(
    store: SignoffStore, attacker: Any, change: Callable[[list[AuditRow]], list[AuditRow]]
) -> None:
    """As a careful attacker: change the rows, then compute every hash again."""
    rows, before = change(list(events(store))), events(store)[0].prev_row_hash
    table = METADATA.tables["audit"]
    with attacker.at_work() as connection:
        connection.execute(table.delete())
        for number, row in enumerate(rows, 1):
            sealed = replace(row, seq=number, prev_row_hash=before).sealed()
            before = sealed.row_hash
            connection.execute(table.insert(), asdict(sealed))
    store.anchor.write_text(json.dumps({"seq": len(rows), "row_hash": before}), encoding="utf-8")


def test_an_untouched_chain_verifies(full: SignoffStore) -> None:
    report = verify(full)
    assert report.ok
    assert (report.decisions, report.anchored) == (2, report.rows)


@pytest.mark.parametrize("table", sorted(set(APPEND_ONLY) - {"archived"}))
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_database_itself_refuses_to_change_what_was_written(
    full: SignoffStore, attacker: Any, table: str, verb: str
) -> None:
    if verb == "TRUNCATE" and not isinstance(full.place, PostgreSQL):
        verb = "DELETE"  # SQLite has no TRUNCATE
    key = METADATA.tables[table].primary_key.columns[0].name
    statement = {
        "UPDATE": f"UPDATE {table} SET {key} = {key}",  # noqa: S608 - our own names
        "DELETE": f"DELETE FROM {table}",  # noqa: S608 - our own names
        "TRUNCATE": f"TRUNCATE {table}",
    }[verb]
    with pytest.raises(DBAPIError, match="only grows"), attacker.as_a_user() as connection:
        connection.exec_driver_sql(statement)
    assert verify(full).ok


@pytest.mark.parametrize("event", ["proposed", "signed", "declined"])
def test_a_change_in_any_column_of_any_row_is_found(
    full: SignoffStore, attacker: Any, event: str
) -> None:
    row = next(row for row in events(full) if row.event == event)
    unnoticed = []
    for column in COLUMNS:
        value = 99 if column in {"seq", "draft_version", "edit_distance"} else "changed"
        now = 99 if column == "seq" else row.seq
        change = f"UPDATE audit SET {column} = :value WHERE seq = :row"  # noqa: S608 - nobody's input
        attacker.does(change, value=value, row=row.seq)
        if verify(full).ok:
            unnoticed.append(column)
        attacker.does(change, value=getattr(row, column), row=now)
    assert unnoticed == []
    assert verify(full).ok


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_removed_row_is_found(full: SignoffStore, attacker: Any, seq: int) -> None:
    attacker.does("DELETE FROM audit WHERE seq = :seq", seq=seq)
    assert any("missing" in problem for problem in verify(full).problems)


def test_a_removed_row_is_found_when_the_rest_is_renumbered(
    full: SignoffStore, attacker: Any
) -> None:
    attacker.does("DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3")
    assert not verify(full).ok


def test_swapped_rows_are_found(full: SignoffStore, attacker: Any) -> None:
    attacker.does(
        "UPDATE audit SET seq = -1 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = -1",
    )
    assert not verify(full).ok


def test_an_inserted_row_is_found(full: SignoffStore, attacker: Any) -> None:
    last = events(full)[-1]
    attacker.does(
        "INSERT INTO audit (seq, at, local_time, event, prev_row_hash, row_hash) "
        "VALUES (:seq, :at, :at, 'viewed', :before, 'f00d')",
        seq=last.seq + 1,
        at=last.at,
        before=last.row_hash,
    )
    assert not verify(full).ok


@pytest.mark.parametrize("kept", [1, 4, 6])
def test_a_chain_cut_off_at_its_end_is_found_by_the_anchor(
    full: SignoffStore, attacker: Any, kept: int
) -> None:
    attacker.does("DELETE FROM audit WHERE seq > :kept", kept=kept)
    assert any("missing from the end" in problem for problem in verify(full).problems)


def test_an_older_copy_put_back_is_found_by_the_anchor(
    a: Any, full: SignoffStore, attacker: Any
) -> None:
    with attacker.at_work() as connection:
        older = {t: connection.execute(t.select()).all() for t in METADATA.sorted_tables}
    full.propose(a.draft(id_="d4"))
    with attacker.at_work() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
        for table, rows in older.items():
            if rows:
                connection.execute(table.insert(), [row._asdict() for row in rows])
    assert any("missing from the end" in problem for problem in verify(full).problems)


def test_a_missing_anchor_is_found_and_not_quietly_replaced(a: Any, full: SignoffStore) -> None:
    full.anchor.unlink()
    full.propose(a.draft(id_="d4"))
    assert any("anchor" in problem for problem in verify(full).problems)


def test_an_anchor_that_no_longer_fits_stays_as_evidence(
    a: Any, full: SignoffStore, attacker: Any
) -> None:
    attacker.does("DELETE FROM audit WHERE seq > 6")
    full.propose(a.draft(id_="d4"))
    assert not verify(full).ok


def test_a_rewritten_chain_with_a_rewritten_anchor_is_found_by_the_signature(
    full: SignoffStore,
    attacker: Any,
) -> None:
    def without_the_edit(rows: list[AuditRow]) -> list[AuditRow]:
        return [row for row in rows if row.event != "edited"]

    rechain(full, attacker, without_the_edit)
    assert any("signature" in problem for problem in verify(full).problems)


def test_a_rewritten_decision_is_found_by_its_signature(full: SignoffStore, attacker: Any) -> None:
    rechain(
        full,
        attacker,
        lambda rows: [replace(r, meaning="approve") if r.event == "signed" else r for r in rows],
    )
    assert any("signature" in problem for problem in verify(full).problems)


def test_an_event_rewritten_before_a_signature_is_found_by_that_signature(
    full: SignoffStore,
    attacker: Any,
) -> None:
    """As many rows, every hash and the anchor computed again; the signer's key was not at hand."""
    rechain(
        full,
        attacker,
        lambda rows: [replace(r, who="nobody") if r.event == "viewed" else r for r in rows],
    )
    assert any("signature" in problem for problem in verify(full).problems)


def test_a_removed_decision_is_found_though_chain_and_anchor_were_rewritten(
    full: SignoffStore,
    attacker: Any,
) -> None:
    rechain(full, attacker, lambda rows: [row for row in rows if row.event != "declined"])
    assert any("has no row" in problem for problem in verify(full).problems)


def test_a_cut_with_the_anchor_set_back_is_found_by_a_witness_kept_elsewhere(
    a: Any, full: SignoffStore, attacker: Any
) -> None:
    """What the anchor cannot show: both files set back to a state that was once whole."""
    anchor_before = full.anchor.read_bytes()
    rows_before = len(events(full))
    full.propose(a.draft(id_="d4", kind="answer"))
    head = verify(full).head
    attacker.does(
        "DELETE FROM audit WHERE seq > :rows",
        "DELETE FROM versions WHERE draft_id = 'd4'",
        "DELETE FROM drafts WHERE id = 'd4'",
        rows=rows_before,
    )
    full.anchor.write_bytes(anchor_before)
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
        "UPDATE decisions SET jws = replace(jws, 'a', 'b')",
        "DELETE FROM decisions",
        "UPDATE signers SET public_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
        "DELETE FROM signers",
        "INSERT INTO drafts (id, kind, patient, status, version, created, updated, expires) "
        "SELECT 'd9', kind, patient, status, version, created, updated, expires "
        "FROM drafts LIMIT 1",
    ],
)
def test_a_store_that_disagrees_with_its_chain_is_found(
    full: SignoffStore, attacker: Any, statement: str
) -> None:
    attacker.does(statement)
    assert not verify(full).ok


def test_signed_bytes_that_were_changed_are_found(full: SignoffStore, attacker: Any) -> None:
    table = METADATA.tables["decisions"]
    with attacker.at_work() as connection:
        for row in connection.execute(table.select()).all():
            other = row.payload.replace(b"nothing", b"insulin")
            change = table.update().where(table.c.id == row.id).values(payload=other)
            connection.execute(change)
    assert not verify(full).ok


def test_a_broken_chain_raises_audit_broken_without_chart_text(
    a: Any, full: SignoffStore, attacker: Any
) -> None:
    attacker.does("UPDATE versions SET content = replace(content, 'HbA1c', 'TSH')")
    with pytest.raises(AuditBroken, match="broken") as broken:
        verify(full).require()
    assert broken.value.exit_status == 6
    assert a.canary not in str(broken.value)


def test_a_new_store_does_not_begin_where_an_old_one_was_anchored(
    full: SignoffStore, attacker: Any
) -> None:
    with attacker.at_work() as connection:
        METADATA.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE migrations")
    with pytest.raises(StoreError, match="remembers"):
        SignoffStore(full.place)


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


def append(store: SignoffStore, attacker: Any, draft_id: str, status: str, row: AuditRow) -> None:
    """As software does, with no key: one row more at the end, and the state that it tells of."""
    with attacker.at_work() as connection:
        table = METADATA.tables["drafts"]
        moved = table.update().where(table.c.id == draft_id).values(status=status)
        connection.execute(moved)
    with store.write() as tx:
        chain.append(tx, row)


@pytest.mark.parametrize("event", ["amended", "superseded", "expired"])
def test_a_signed_document_that_nobody_took_back_is_found(
    full: SignoffStore, attacker: Any, event: str
) -> None:
    signature = next(row for row in events(full) if row.event == "signed")
    held = full.held("d1")
    row = replace(
        chain.about(held.draft, held.version, event),
        who=signature.who,
        name=signature.name,
        role=signature.role,
        key_id=signature.key_id,
        detail="by draft d1.a1",
    )
    append(full, attacker, "d1", event, row)
    assert any(f"row {len(events(full))} " in said for said in verify(full).problems)


def test_a_declined_draft_that_was_opened_again_is_found(full: SignoffStore, attacker: Any) -> None:
    first = next(r for r in events(full) if (r.draft_id, r.event) == ("d2", "proposed"))
    append(full, attacker, "d2", "draft", replace(first, seq=0, prev_row_hash="", row_hash=""))
    assert verify(full).problems == (
        f"row {len(events(full))} does not follow from what draft d2 was",
    )


def test_an_amendment_and_a_retraction_are_moves_that_there_are(
    a: Any, full: SignoffStore, physician: UnlockedIdentity
) -> None:
    for signed in ("d1", "d1.a1"):
        amendment = amend(full, signed, physician).id
        seen = show(full, amendment, a.chart()).seen
        sign(full, amendment, physician, meaning="review", chart=a.chart(), seen=seen)
    retract(full, amendment, physician, reason="the wrong person")
    assert verify(full).problems == ()
