"""`chartside eval new`: what it lays down, and that it is true of the record."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.evals.authoring.declared import open_suite
from chartside.evals.injected_errors.panel import abroad, bundle

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


def test_what_is_drafted_of_the_demo_record_is_a_suite_that_runs_and_is_true(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    suites = []
    for do in ("ask", "verify"):
        made = run("eval", "new", tmp_path / do, "--do", do, "--scorer", "--json")
        assert made.status == 0
        assert 3 <= made.json["cases"] <= 5
        names = {Path(file).name for file in made.json["files"]}
        assert names == {f"{do}.toml", f"{do}.jsonl", f"{do}_grading.py"}
        assert all(Path(file).stat().st_mode & 0o077 == 0 for file in made.json["files"])
        suites.append(tmp_path / f"{do}.toml")
    gate = tmp_path / "gate.toml"
    gate.write_text("[ask.right]\nat-least = 1\n[verify.right]\nat-least = 1\n", encoding="utf-8")
    ran = run("eval", *suites, "--gate", gate, "--log-dir", tmp_path / "log", "--json")
    assert ran.status == 0, ran.err
    assert [s["figures"]["right"]["all"]["rate"] for s in ran.json["suites"]] == [1, 1]
    assert ran.json["suites"][0]["figures"]["short"]["all"]["out_of"] == 5


@pytest.mark.parametrize("do", ["ask", "summarize", "verify", "prompt"])
def test_each_kind_of_suite_is_drafted_and_can_be_read(
    run: Callable[..., Any], tmp_path: Path, do: str
) -> None:
    made = run("eval", "new", tmp_path / "of-a-ward", "--do", do)
    assert made.status == 0
    assert f"chartside eval {tmp_path / 'of-a-ward.toml'}" in made.out
    opened = open_suite(tmp_path / "of-a-ward.toml")
    assert opened.do == do
    assert len(opened.cases) >= 3
    shown = run("eval", "show", tmp_path / "of-a-ward.toml")
    assert shown.status == 0
    assert "of-a-ward.right" in shown.out


def test_cases_are_drafted_from_a_record_of_ones_own(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    for name, made in (("a", bundle(1)), ("b", abroad(2))):
        (tmp_path / f"{name}.json").write_text(json.dumps(made), encoding="utf-8")
    record = tmp_path / "a.json"
    assert run("eval", "new", tmp_path / "one", "--source", record).status == 0
    one = open_suite(tmp_path / "one.toml")
    assert one.source == str(record)
    assert 'source = "a.json"' in (tmp_path / "one.toml").read_text(encoding="utf-8")
    assert {case.patient for case in one.cases} == {""}  # the record has only one
    (tmp_path / "records").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").rename(tmp_path / "records" / f"{name}.json")
    assert run("eval", "new", tmp_path / "two", "--source", tmp_path / "records").status == 0
    two = open_suite(tmp_path / "two.toml")
    assert len({case.patient for case in two.cases}) == 2
    assert len({case.id for case in two.cases}) == len(two.cases)


def test_nothing_is_overwritten_and_a_name_is_a_name(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "mine.jsonl").write_text("mine", encoding="utf-8")
    refused = run("eval", "new", tmp_path / "mine")
    assert refused.status == 2
    assert "mine.jsonl" in refused.err
    assert (tmp_path / "mine.jsonl").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "mine.toml").exists()
    for name in ("Mine", "my suite", "none/mine"):
        assert run("eval", "new", tmp_path / name).status == 2
    assert run("eval", "new", tmp_path / "x", "--source", tmp_path / "none.json").status == 2
    assert run("eval", "new", tmp_path / "x", "--source", "http://127.0.0.1:1/fhir").status == 2
    assert run("eval", "new", tmp_path / "x", "--do", "sing").status == 2
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert run("eval", "new", tmp_path / "x", "--source", tmp_path / "bad.json").status in {2, 5}
    assert not list(tmp_path.glob("x*"))
