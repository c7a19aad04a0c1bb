"""Suites of a user's own, run by Inspect on the demo record."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from inspect_ai import eval as inspected

from chartside.demo import record_json
from chartside.errors import UsageError
from chartside.evals.authoring.tasks import authored
from chartside.evals.injected_errors.panel import bundle
from chartside.evals.reports.comparing import compare
from chartside.evals.reports.report import Ran, read_report
from chartside.evals.reports.writing import write_report
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]

Suite = Callable[..., Path]

AGE = {"id": "age", "ask": "How old is she?", "expect": {"number": 69}}
POTASSIUM = {
    "id": "potassium",
    "kind": "results",
    "ask": "What was the last potassium?",
    "expect": {
        "number": 5.9,
        "unit": "mmol/L",
        "on": "2026-11-03",
        "cites": ["Observation/potassium-2026-11-03"],
    },
}
WRONG = {"id": "wrong", "ask": "What was the last potassium?", "expect": {"number": 4.0}}
FERRETS = {"id": "ferrets", "ask": "Does she keep ferrets?", "expect": {"silent": True}}


def ran(file: Path, folder: Path, **options: Any) -> Ran:
    return run(Asked((str(file),), **options), folder).suites[0]


def counts(found: Ran) -> dict[str, dict[str, tuple[int, int]]]:
    return {case.id: case.counts for case in found.cases}


def test_questions_are_asked_and_graded_as_those_of_ours(suite: Suite, tmp_path: Path) -> None:
    file = suite("ask", AGE, POTASSIUM, WRONG, FERRETS)
    found = ran(file, tmp_path / "log")
    assert counts(found) == {
        "age": {"right": (1, 1), "unsupported": (0, 1)},
        "potassium": {"right": (1, 1), "unsupported": (0, 1), "sourced": (1, 1)},
        "wrong": {"right": (0, 1), "unsupported": (0, 1)},
        "ferrets": {"right": (1, 1)},
    }
    assert {case.patient for case in found.cases} == {"Patient/nora-lindqvist"}
    (row,) = next(case.worst for case in found.cases if case.id == "wrong")
    assert row["expected"] == "number: 4.0"
    assert row["sources"][0]["reference"] == "Observation/potassium-2026-11-03"
    assert all(case.cost["seconds"] > 0 for case in found.cases)


def test_documents_and_sentences_have_figures_of_their_own(suite: Suite, tmp_path: Path) -> None:
    document = {"id": "d", "kind": "handoff", "expect": {"names": ["apixaban", "ferrets"]}}
    found = ran(suite("summarize", document), tmp_path / "a")
    (case,) = found.cases
    assert case.counts["covered"] == (1, 2)
    assert case.counts["right"] == (0, 1)
    assert case.counts["cited"][1] > 10
    assert [row["expected"] for row in case.worst] == ["names: ferrets"]
    cited = ["Observation/potassium-2026-11-03"]
    true = {"sentence": "Potassium was 5.9 mmol/L on 3 November 2026.", "citations": cited}
    false = {"sentence": "Potassium was 4.9 mmol/L on 3 November 2026.", "citations": cited}
    found = ran(
        suite(
            "verify",
            {"id": "true", **true, "expect": {"verdict": "supported"}},
            {"id": "false", **false, "expect": {"verdict": ["contradicted", "not_found"]}},
            {"id": "believed", **false, "expect": {"verdict": "supported"}},
        ),
        tmp_path / "b",
    )
    held = counts(found)
    assert [held[name]["right"] for name in ("true", "false", "believed")] == [
        (1, 1),
        (1, 1),
        (0, 1),
    ]
    assert held["false"]["missed"] == (0, 1)


PLAIN = {"id": "a", "prompt": "Is it so?", "expect": {"yes": True}}


def test_a_plain_prompt_is_put_to_the_model_and_nobody_else(
    suite: Suite, tmp_path: Path, model_server: Callable[..., Any]
) -> None:
    file = suite("prompt", PLAIN, {**PLAIN, "id": "b", "expect": {"yes": False}})
    with pytest.raises(UsageError, match="asks a model"):
        ran(file, tmp_path / "none")
    served = model_server("<unused94>thought\nNo.<unused95>Yes, it is.", "medgemma-27b-it")
    found = ran(file, tmp_path / "log", reasoner=served.reasoner)
    assert counts(found) == {"a": {"right": (1, 1)}, "b": {"right": (0, 1)}}
    assert [len(one["messages"]) for one in served.asked] == [1, 1]
    assert found.costs["calls"] == 2
    assert found.suite.redrawn == "cases"
    served.status = 400
    failed = ran(file, tmp_path / "failed", reasoner=served.reasoner)
    assert failed.failed == {"endpoint": 2}
    assert {count["right"] for count in counts(failed).values()} == {(0, 1)}


MEASURES = """
[[measures]]
name = "words-over"
words = "words beyond three"
better = "fewer"
trials = false

[[measures]]
name = "plain"
words = "answers without a digit"
"""
CODE = """
import asyncio
from dataclasses import dataclass
from chartside.evals.authoring import Answer, Case, Grade

@dataclass(slots=True)
class Counted:
    words: "int"

async def grade(case: Case, answer: Answer) -> Grade:
    await asyncio.sleep(0)
    if case.reference == "broken":
        return {}["no such key"]
    if case.reference == "undeclared":
        return Grade({"plian": True})
    if case.reference == "half":
        return Grade({"plain": (3, 2)})
    words = Counted(len(answer.text.split())).words
    plain = not any(c.isdigit() for c in answer.text)
    day = answer.chart.as_of.date().isoformat()
    return Grade({"words-over": (max(words - 3, 0), 3), "plain": plain}, note=day)
"""


def test_a_scorer_of_ones_own_counts_its_own_figures_and_its_faults_are_no_answers(
    suite: Suite, tmp_path: Path
) -> None:
    ask = {"ask": "How old is she?"}
    file = suite(
        "ask",
        {**ask, "id": "good"},
        {**ask, "id": "too", "expect": {"number": 69}, "as_of": "2026-08-01"},
        *({**ask, "id": why, "reference": why} for why in ("broken", "undeclared", "half")),
        head=MEASURES,
        code=CODE,
    )
    found = ran(file, tmp_path / "log")
    assert [m.name for m in found.measures] == ["words-over", "plain", "right", "unsupported"]
    assert found.unscored == 3
    held = counts(found)
    assert held["good"]["plain"] == (0, 1)
    assert held["good"]["words-over"][0] > 0
    assert "right" not in held["good"]
    assert held["too"]["right"] == (0, 1)  # she was younger then
    notes = {case.id: case.worst[0]["expected"] for case in found.cases}
    assert notes == {"good": "2026-11-26", "too": "number: 69; 2026-08-01"}
    assert not list(tmp_path.glob("**/*.pyc"))


def test_a_run_is_resumed_with_the_same_cases_only_and_compared_with_others_noticed(
    suite: Suite, tmp_path: Path
) -> None:
    asked = Asked((str(suite("ask", AGE, FERRETS)),))
    before = run(asked, tmp_path / "log")
    write_report(before, tmp_path / "log")
    again = run(replace(asked, resume=True), tmp_path / "log")
    assert again.to_json()["suites"] == before.to_json()["suites"]
    assert read_report(tmp_path / "log").suites[0].suite.digest == before.suites[0].suite.digest
    asked = Asked((str(suite("ask", AGE, {**FERRETS, "ask": "Any ferrets?"})),))
    with pytest.raises(UsageError, match="folder holds a run of another kind"):
        run(replace(asked, resume=True), tmp_path / "log")
    after = run(asked, tmp_path / "other")
    assert after.suites[0].suite.digest != before.suites[0].suite.digest
    assert compare(before, after).changes[0].before == (1, 1)  # of the case that is the same


def test_two_suites_of_ones_own_stand_beside_ours_in_one_run(suite: Suite, tmp_path: Path) -> None:
    first = suite("ask", AGE)
    second = tmp_path / "second.toml"
    second.write_text(first.read_text(encoding="utf-8"), encoding="utf-8")
    report = run(
        Asked((str(first), str(second), "abstention"), Records(panel=0), limit=1), tmp_path / "log"
    )
    assert [found.name for found in report.suites] == ["own", "second", "abstention"]
    assert [len(found.cases) for found in report.suites] == [1, 1, 1]


def test_the_record_stands_beside_the_file_and_another_may_be_named(
    suite: Suite, tmp_path: Path
) -> None:
    lone = {**AGE, "expect": {"number": 69}}
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "demo.json").write_bytes(record_json())
    head = 'source = "records"\nas_of = "2026-11-26"\n'
    assert counts(ran(suite("ask", lone, head=head), tmp_path / "a"))["age"]["right"] == (1, 1)
    (tmp_path / "records" / "other.json").write_text(json.dumps(bundle(1)), encoding="utf-8")
    file = suite("ask", lone, {**lone, "id": "b", "patient": "nobody"}, head=head)
    with pytest.raises(UsageError) as refused:
        ran(file, tmp_path / "b")
    assert str(refused.value).startswith("own.jsonl: 2 cases")
    assert "line 1: `patient` is missing: the record is of 2 patients" in str(refused.value)
    assert "line 2: the record has no such `patient`" in str(refused.value)
    named = {**lone, "patient": "nora-lindqvist"}
    assert counts(ran(suite("ask", named, head=head), tmp_path / "c"))["age"]["right"] == (1, 1)
    other = Records(str(tmp_path / "records" / "demo.json"))
    assert len(ran(suite("ask", lone, head=head), tmp_path / "d", records=other).cases) == 1
    for wrong in ("none", "http://127.0.0.1:1/fhir"):
        with pytest.raises(UsageError):
            ran(suite("ask", lone, head=f'source = "{wrong}"\n'), tmp_path / "e")


def test_a_kind_of_document_that_there_is_not_is_refused_before_the_run(
    suite: Suite, tmp_path: Path
) -> None:
    file = suite("summarize", {"id": "a", "kind": "sonnet", "expect": {"names": ["apixaban"]}})
    with pytest.raises(UsageError, match="line 1: `kind`: no document kind"):
        ran(file, tmp_path / "log")


def test_inspect_runs_it_by_its_file_too(suite: Suite, tmp_path: Path) -> None:
    (log,) = inspected(
        authored(file=str(suite("ask", AGE))),
        model="none/none",
        display="none",
        log_dir=str(tmp_path / "log"),
    )
    assert log.status == "success"
    assert log.eval.task == "own"
    assert log.eval.task_args["file"].endswith("own.toml")


def test_a_run_of_ones_own_suite_is_replayed_from_its_file_alone(
    suite: Suite, tmp_path: Path
) -> None:
    """The name leads to the file in the process that read it only, hence another process."""
    run(Asked((str(suite("ask", AGE, POTASSIUM)),)), tmp_path / "logs")
    program = Path(sys.executable).with_name("chartside")
    words = ("eval", "replay", tmp_path / "logs", "--json")
    told = subprocess.run((program, *words), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["same"] == 2 * 2  # each worked on, and graded
    suite("ask", AGE)
    told = subprocess.run((program, *words), capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "suite own" in told.stdout


def test_a_record_that_the_suite_names_itself_may_not_change_under_a_run(
    suite: Suite, tmp_path: Path
) -> None:
    record = tmp_path / "record.json"
    record.write_bytes(record_json())
    file = suite("ask", AGE, head='source = "record.json"\n')
    asked = Asked((str(file),))
    report = run(asked, tmp_path / "logs")
    assert any(name.endswith("of own digest") for name in report.about)
    record.write_bytes(record_json() + b" ")
    with pytest.raises(UsageError, match="records"):
        run(replace(asked, resume=True), tmp_path / "logs")
