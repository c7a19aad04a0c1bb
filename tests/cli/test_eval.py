"""`chartside eval`: what a script sees."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.evals.catalog import built_in

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


def test_a_suite_is_run_gated_and_compared(run: Callable[..., Any], tmp_path: Path) -> None:
    first, second, gate = tmp_path / "a", tmp_path / "b", tmp_path / "gate.toml"
    gate.write_text("[summaries.covered]\nat-least = 0.5\n", encoding="utf-8")
    options = ("--panel", 0, "--limit", 2, "--json", "--log-dir")
    ran = run("eval", "summaries", *options, first, "--gate", gate)
    assert ran.status == 0
    assert ran.json["suites"][0]["cases"] == 2
    assert ran.json["missed"] == []
    names = {Path(file).name for file in ran.json["files"]}
    assert names == {"report.json", "report.md", "report.html"}
    assert all((first / name).is_file() for name in names)
    gate.write_text("[summaries.covered]\nat-least = 0.5\ncases = 999\n", encoding="utf-8")
    against = ("--gate", gate, "--baseline", first)
    ran = run("eval", "run", "summaries", *options, second, *against)
    assert ran.status == 4
    assert [m["figure"] for m in ran.json["missed"]] == ["covered"]
    assert "Changes since the baseline" in (second / "report.html").read_text(encoding="utf-8")
    assert first.stat().st_mode & 0o077 == 0  # logs hold text of records
    told = run("eval", "compare", first, second, "--json")
    assert told.status == 0
    assert {c["verdict"] for c in told.json["changes"]} == {"same"}


def test_what_cannot_be_run_is_refused_before_anything_runs(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    for words in (
        ("nonsense",),
        ("summaries", "--gate", tmp_path / "none.toml"),
        ("summaries", "--source", tmp_path / "none.json"),
        ("summaries", "--baseline", tmp_path),
        ("compare", tmp_path, tmp_path),
    ):
        assert run("eval", *words).status == 2


def test_the_suites_are_listed_with_what_they_count(run: Callable[..., Any]) -> None:
    told = run("eval", "list", "--json").json
    assert [suite["name"] for suite in told["suites"]] == list(built_in())
    shown = run("eval", "list")
    assert shown.status == 0
    assert "chart-questions" in shown.out


@pytest.mark.parametrize("name", built_in())
def test_each_suite_says_what_it_counts(run: Callable[..., Any], name: str) -> None:
    shown = run("eval", "show", name)
    assert shown.status == 0
    assert f"{name}.{built_in()[name].measures[0].name}" in shown.out
    assert run("eval", "show", name, "--json").json["name"] == name


def test_without_the_optional_part_one_sentence_says_what_to_install(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "inspect_ai", None)
    ran = run("eval", "summaries")
    assert ran.status == 2
    assert "chartside[evals]" in ran.err
