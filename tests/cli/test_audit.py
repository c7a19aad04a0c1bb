"""The audit chain, verified and handed on from the command line."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from chartside.signoff import file_document, open_signed, verify

CANARY = "Xanthippe-canary"


def change(store: Path, sql: str) -> None:
    """What somebody with the file and a SQLite shell could do."""
    with sqlite3.connect(store) as conn:
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute(sql)
    conn.close()


def test_a_whole_chain_is_said_to_be_whole_with_its_head(run: Any, desk: Any) -> None:
    ran = run("audit", "verify")
    report = verify(desk.store)
    assert ran.status == 0
    assert f"whole: {report.rows} rows, 1 decision" in ran.out
    assert report.head in ran.out
    said = run("audit", "verify", "--json").json
    assert said["ok"] is True
    assert (said["head"], said["rows"]) == (report.head, report.rows)


def test_a_changed_row_is_found_and_named(run: Any, desk: Any) -> None:
    change(desk.store.path, "UPDATE audit SET name = 'Somebody Else' WHERE seq = 2")
    ran = run("audit", "verify")
    assert ran.status == 6
    assert "BROKEN" in ran.out
    assert (ran.out + ran.err).count("row 2 was changed") == 1
    assert "the audit chain is broken: 1 finding [audit-broken]" in ran.err
    said = run("audit", "verify", "--json")
    assert said.status == 6
    assert said.json["ok"] is False
    assert said.json["problems"][0] == "row 2 was changed"


def test_rows_cut_off_the_end_are_missed(run: Any, desk: Any) -> None:
    head = run("audit", "verify", "--json").json["head"]
    change(desk.store.path, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    ran = run("audit", "verify", "--witness", head)
    assert ran.status == 6
    assert "missing from the end" in ran.out
    assert "a witnessed row is missing" in ran.out


def test_a_store_that_was_taken_away_is_not_an_empty_one(run: Any, desk: Any) -> None:
    desk.store.path.unlink()
    ran = run("audit", "verify")
    assert ran.status == 5
    assert "restore it" in ran.err


def test_before_the_first_draft_there_is_no_chain_and_none_is_begun(run: Any, home: Path) -> None:
    for words in (("verify",), ("show",), ("export",)):
        ran = run("audit", *words)
        assert (ran.status, ran.out) == (3, "")
    assert not home.exists()


@pytest.mark.usefixtures("desk")
def test_the_table_tells_what_happened_and_no_chart_text(run: Any) -> None:
    ran = run("audit", "show")
    lines = ran.out.splitlines()
    assert [line.split()[2] for line in lines[1:]][:2] == ["proposed", "proposed"]
    assert any("signed" in line and "asha" in line and "review" in line for line in lines)
    assert CANARY not in ran.out + run("audit", "show", "--json").out


def test_the_events_of_one_draft_can_be_asked_for(run: Any, desk: Any) -> None:
    held = run("audit", "show", "--draft", "d4af", "--json").json["events"]
    assert [(e["event"], e["draft_id"]) for e in held] == [("proposed", desk.unsigned)]
    assert run("audit", "show", "--draft", "ffff").status == 2


def test_every_event_leaves_as_a_fhir_audit_event(run: Any, desk: Any) -> None:
    lines = [json.loads(line) for line in run("audit", "export").out.splitlines()]
    assert {x["resourceType"] for x in lines} == {"AuditEvent"}
    assert len(lines) == verify(desk.store).rows
    bundle = run("audit", "export", "--json").json
    assert [e["resource"] for e in bundle["entry"]] == lines


def test_a_filed_copy_that_was_changed_is_named_and_the_chain_stays_whole(
    run: Any, desk: Any
) -> None:
    documents = desk.store.path.parent / "documents"
    path = file_document(open_signed(desk.store, desk.signed), documents)
    assert run("audit", "verify").status == 0
    path.write_text(path.read_text(encoding="utf-8").replace("gout", "flu"), encoding="utf-8")
    ran = run("audit", "verify")
    assert ran.status == 6
    assert "chain is whole" in ran.out
    assert f"filed copy changed: {path.name}" in ran.out
    said = run("audit", "verify", "--json").json
    assert (said["ok"], said["chain_ok"]) == (False, True)
    assert said["changed_copies"] == [path.name]


@pytest.mark.parametrize("words", [("audit", "verify"), ("review", "list"), ("export", "5169")])
def test_a_store_that_lost_its_version_is_damaged_and_no_bug(
    run: Any, desk: Any, words: tuple[str, ...]
) -> None:
    change(desk.store.path, "UPDATE meta SET value = 'x'")
    ran = run(*words)
    assert ran.status == 5
    assert "signoff.db is damaged" in ran.err
