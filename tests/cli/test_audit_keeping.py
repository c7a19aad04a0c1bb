"""Copies, archives and anchors from the command line; and a home whose store is on a server."""

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from chartside.settings import PostgreSQL
from chartside.signoff import verify

CANARY = "Xanthippe-canary"
SECRET = "Xylophone-seventeen"


@pytest.fixture
def on_server(
    desk: Any, run: Any, postgresql: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """The desk moved to a server, by a copy."""
    run("audit", "backup", tmp_path / "copy.db")
    url = postgresql.url.replace("chartside@", f"chartside:{SECRET}@")  # `trust` takes any
    monkeypatch.setenv("CHARTSIDE_DATABASE", url)
    ran = run("audit", "restore", tmp_path / "copy.db")
    assert (ran.status, ran.err) == (0, "")
    return desk


def test_a_copy_is_told_with_its_head(desk: Any, run: Any, tmp_path: Path) -> None:
    ran = run("audit", "backup", tmp_path / "copy.db")
    assert ran.status == 0
    assert f"Head {verify(desk.store).head}" in ran.out
    assert run("audit", "backup", tmp_path / "copy.db").status == 2
    said = run("audit", "backup", tmp_path / "other.db", "--json").json
    assert said == {"ok": True, "rows": verify(desk.store).rows, "head": verify(desk.store).head}


def test_there_is_nothing_to_copy_before_the_first_draft(run: Any, tmp_path: Path) -> None:
    assert run("audit", "backup", tmp_path / "copy.db").status == 3
    assert not (tmp_path / "copy.db").exists()


def test_a_store_is_not_restored_over_another(desk: Any, run: Any, tmp_path: Path) -> None:
    run("audit", "backup", tmp_path / "copy.db")
    ran = run("audit", "restore", tmp_path / "copy.db")
    assert ran.status == 2
    assert "nothing was changed" in ran.err
    assert verify(desk.store).ok


def taken_away(store: Path) -> None:
    for left in (store, *store.parent.glob(f"{store.name}[.-]*")):
        left.unlink()


def test_a_copy_that_was_tampered_with_is_restored_to_be_looked_at_and_said_to_be_broken(
    desk: Any, run: Any, tmp_path: Path
) -> None:
    run("audit", "backup", tmp_path / "copy.db")
    taken_away(desk.store.path)
    with sqlite3.connect(tmp_path / "copy.db") as conn:
        conn.execute("DROP TRIGGER audit_no_update")
        conn.execute("UPDATE audit SET name = 'Somebody Else' WHERE seq = 2")
    conn.close()
    ran = run("audit", "restore", tmp_path / "copy.db")
    assert ran.status == 6
    assert "BROKEN" in ran.out
    assert "row 2 was changed" in run("audit", "verify").out


def test_a_copy_that_was_cut_off_since_it_was_made_becomes_no_store(
    desk: Any, run: Any, tmp_path: Path
) -> None:
    run("audit", "backup", tmp_path / "copy.db")
    taken_away(desk.store.path)
    with sqlite3.connect(tmp_path / "copy.db") as conn:
        conn.execute("DROP TRIGGER audit_no_delete")
        conn.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    conn.close()
    ran = run("audit", "restore", tmp_path / "copy.db")
    assert ran.status == 6
    assert "missing from the end" in ran.err
    assert not desk.store.path.exists()


def test_how_old_rows_have_to_be_is_asked_for(
    desk: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("audit", "archive").status == 2
    monkeypatch.setenv("CHARTSIDE_AUDIT_DAYS", "30")
    ran = run("audit", "archive")
    assert ran.status == 0
    assert "No row that may leave is older than 30 days." in ran.err
    assert run("audit", "archive", "--json").json == {"rows": 0, "files": []}
    assert not desk.store.archive.exists()


@pytest.mark.parametrize("days", ["soon", "0", "-3", "99999999999"])
def test_a_number_of_days_is_a_number_of_days(
    run: Any, monkeypatch: pytest.MonkeyPatch, days: str
) -> None:
    monkeypatch.setenv("CHARTSIDE_AUDIT_DAYS", days)
    assert run("audit", "verify").status == 2


@pytest.mark.parametrize("what", ["folder", "pipe", "below-a-file"])
def test_an_anchor_is_a_file_and_nothing_else(
    desk: Any, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    named = tmp_path / "file" / "head" if what == "below-a-file" else tmp_path / what
    monkeypatch.setenv("CHARTSIDE_ANCHOR", str(named))
    ran = run("export", desk.signed)
    assert (ran.status, ran.out) == (2, "")
    assert "CHARTSIDE_ANCHOR must name a file" in ran.err


def test_nothing_leaves_and_nothing_is_signed_once_the_folder_is_set_back(
    desk: Any, run: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_ANCHOR", str(tmp_path / "safe" / "head"))
    assert run("export", desk.signed).status == 6  # named, and not begun: nothing could be noticed
    assert "audit anchor" in run("doctor").out
    assert run("audit", "anchor").status == 0
    assert run("export", desk.signed).status == 0
    shutil.copytree(home, tmp_path / "older")
    assert run("export", desk.signed).status == 0
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "older", home)
    for words in (("export", desk.signed), ("outbox", "send", "--server", "http://127.0.0.1:9")):
        ran = run(*words)
        assert (ran.status, ran.out) == (6, "")
        assert "missing from the end" in ran.err
    assert run("audit", "verify").status == 6
    monkeypatch.delenv("CHARTSIDE_ANCHOR")
    assert run("export", desk.signed).status == 0  # the folder by itself shows nothing


def test_a_moved_store_verifies_lists_shows_and_exports(on_server: Any, run: Any) -> None:
    assert "whole" in run("audit", "verify").out
    assert on_server.unsigned[:8] in run("review", "list").out
    assert CANARY in run("export", on_server.signed, "--format", "md").out
    assert run("export", on_server.unsigned, "--format", "md").status == 4
    assert "exported" in run("audit", "show").out
    assert run("audit", "verify").status == 0


@pytest.mark.usefixtures("on_server")
def test_another_machine_is_told_to_begin_its_anchor(run: Any, home: Path) -> None:
    (home / "signoff.head").unlink()
    ran = run("audit", "verify")
    assert ran.status == 6
    assert "anchor" in ran.out
    assert "keeps no anchor" in run("doctor").out
    assert run("audit", "anchor").status == 0
    assert run("audit", "verify").status == 0
    assert run("audit", "anchor").status == 2


@pytest.mark.usefixtures("on_server")
def test_the_doctor_sees_the_server(run: Any) -> None:
    (check,) = [c for c in run("doctor", "--json").json["checks"] if c["name"] == "sign-off store"]
    assert (check["state"], check["says"]) == ("ok", "PostgreSQL, schema 2")


def test_a_server_that_is_away_is_one_sentence_without_the_password(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_DATABASE", f"postgresql://asha:{SECRET}@/x?host={tmp_path}")
    for words in (["audit", "verify"], ["review", "list"], ["doctor"], ["doctor", "--json"]):
        ran = run(*words)
        assert ran.status == 5
        assert SECRET not in ran.out + ran.err
        assert "no connection" in ran.out + ran.err


def test_nothing_that_is_said_of_a_server_holds_the_password(on_server: Any, run: Any) -> None:
    for words in (["doctor", "--json"], ["audit", "show"], ["audit", "verify", "--json"]):
        ran = run(*words)
        assert SECRET not in ran.out + ran.err
    assert on_server.store.path.exists()
