"""Suites run by Inspect on the demo record and two invented patients."""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.dataset import Sample
from inspect_ai.log import read_eval_log
from inspect_ai.model import ModelName
from inspect_ai.scorer import Target
from inspect_ai.solver import TaskState

from chartside.errors import UsageError
from chartside.evals.reports.report import Report, read_report
from chartside.evals.reports.writing import write_report
from chartside.evals.running.grading import guarded
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run

RECORDS = Records(panel=1)
SUITES = ("chart-questions", "abstention", "summaries", "injected-errors")

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    found = run(Asked(SUITES, RECORDS, limit=9), folder)
    write_report(found, folder)
    return found


def test_each_suite_measures_each_of_its_figures_on_several_patients(report: Report) -> None:
    assert [ran.name for ran in report.suites] == list(SUITES)
    for ran in report.suites:
        assert ran.whole
        assert len(ran.cases) == 9
        assert len({case.patient for case in ran.cases}) == 3
        counted = {name for case in ran.cases for name in case.counts}
        assert counted <= set(ran.suite.by_name)
        assert ran.measures[0].name in counted
    assert report.broken == 0


def test_what_a_case_took_stands_beside_what_it_scored(report: Report) -> None:
    for ran in report.suites:
        assert all(case.cost["seconds"] > 0 for case in ran.cases)
        assert ran.costs["calls"] == 0  # the extractive author asks no model
    summaries = next(ran for ran in report.suites if ran.name == "summaries")
    assert all(case.cost["words"] > 0 for case in summaries.cases)


def test_the_figures_are_inspects_too(report: Report, folder: Path) -> None:
    ran = next(ran for ran in report.suites if ran.name == "summaries")
    log = read_eval_log(str(folder / ran.log), header_only=True)
    assert log.results is not None
    hits = sum(case.counts["covered"][0] for case in ran.cases)
    of = sum(case.counts["covered"][1] for case in ran.cases)
    metrics = {
        name.rpartition("_")[2]: m.value for name, m in log.results.scores[0].metrics.items()
    }
    assert metrics["covered"] == pytest.approx(hits / of)


def test_a_report_is_read_back_as_it_was_written(report: Report, folder: Path) -> None:
    held = [json.loads(json.dumps(r.to_json())) for r in (report, read_report(folder))]
    assert held[0] == held[1]


def test_the_same_seed_asks_the_same_of_everybody(report: Report, tmp_path: Path) -> None:
    again = run(Asked(("injected-errors",), RECORDS, limit=9), tmp_path)
    before = next(ran for ran in report.suites if ran.name == "injected-errors")
    assert [(c.id, c.kind, c.counts) for c in again.suites[0].cases] == [
        (c.id, c.kind, c.counts) for c in before.cases
    ]


def test_a_model_that_says_nothing_useful_scores_worse_and_its_tokens_are_counted(
    model_server: Callable[..., Any], report: Report, tmp_path: Path
) -> None:
    served = model_server("I cannot say.", "medgemma-27b-it")
    asked = Asked(("chart-questions",), RECORDS, reasoner=served.reasoner, limit=9)
    ran = run(asked, tmp_path).suites[0]
    good = report.suites[0]
    exact = sum(case.counts["exact"][0] for case in ran.cases)
    assert exact < sum(case.counts["exact"][0] for case in good.cases)
    assert ran.costs["calls"] == len(served.asked) > 0
    assert ran.costs["tokens_in"] == 700 * len(served.asked)
    assert ran.costs["tokens_out"] == 3 * len(served.asked)


def test_a_run_that_the_models_server_fails_is_wrong_and_said_beside_the_figures(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    served = model_server("", "medgemma-27b-it")
    served.status = 400
    asked = Asked(("chart-questions",), RECORDS, reasoner=served.reasoner, limit=3)
    ran = run(asked, tmp_path).suites[0]
    assert ran.failed == {"endpoint": 3}
    assert [case.counts["exact"] for case in ran.cases] == [(0, 1)] * 3


def test_mistakes_of_patients_held_out_are_never_shown(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    served = model_server("I cannot say.", "medgemma-27b-it")
    asked = Asked(("chart-questions",), RECORDS, reasoner=served.reasoner, limit=30)
    ran = run(asked, tmp_path).suites[0]
    wrong = [case for case in ran.cases if not case.counts["exact"][0]]
    assert {case.half for case in wrong} == {"tuned", "held out"}
    assert all(bool(case.worst) is (case.half == "tuned") for case in wrong)


def test_a_run_is_resumed_only_where_there_is_one_and_begun_only_where_there_is_none(
    report: Report, folder: Path, tmp_path: Path
) -> None:
    again = Asked(SUITES, RECORDS, limit=9)
    with pytest.raises(UsageError, match="resume"):
        run(again, folder)
    with pytest.raises(UsageError, match="no logs"):
        run(replace(again, resume=True), tmp_path)
    with pytest.raises(UsageError, match="other"):
        run(replace(again, resume=True, seed="1"), folder)
    kept = run(replace(again, resume=True), folder)
    assert json.dumps(kept.to_json()) == json.dumps(report.to_json())  # its seconds, too


def test_what_was_measured_before_a_run_was_killed_is_not_measured_again(tmp_path: Path) -> None:
    words = ("eval", "abstention", "--panel", "0", "--log-dir", str(tmp_path))
    program = Path(sys.executable).with_name("chartside")
    going = subprocess.Popen([program, *words], stderr=subprocess.DEVNULL)
    while going.poll() is None and not held_in(tmp_path):
        time.sleep(0.05)
    going.kill()
    going.wait()
    before = held_in(tmp_path)
    assert before, "it has measured nothing, or ended before it was killed"
    ran = run(Asked(("abstention",), Records(panel=0), resume=True), tmp_path).suites[0]
    after = {case.id: case.cost for case in ran.cases}
    assert ran.whole
    assert len(after) == len(ran.cases) > len(before)
    assert {named: after[named] for named in before} == before


def held_in(folder: Path) -> dict[str, dict[str, Any]]:
    """Cases of an unfinished log with what they took."""
    try:
        logs = [read_eval_log(str(path)) for path in folder.glob("*.eval")]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}  # it is being written
    samples = [sample for log in logs if log.status == "started" for sample in log.samples or []]
    return {str(s.id): {**s.store["cost"], "words": s.store["words"]} for s in samples}


def test_a_suite_record_or_reasoner_that_there_is_not_is_refused(tmp_path: Path) -> None:
    for asked in (
        Asked(("chart-question",)),
        Asked(("summaries",), Records(str(tmp_path / "none.json"))),
        Asked(("summaries",), RECORDS, reasoner="no such reasoner"),
    ):
        with pytest.raises(UsageError):
            run(asked, tmp_path)


async def test_a_grader_that_fails_leaves_a_case_ungraded_not_wrong() -> None:
    def broken(_: TaskState) -> Any:
        raise KeyError("of the grader")

    half = {"half": "tuned"}
    sample = Sample(input="?", id="1")
    state = TaskState(ModelName("none/none"), "1", 0, sample.input, [], metadata=half)
    score = await guarded(broken)(state, Target(""))
    assert score is not None
    assert score.value != score.value  # not a number: Inspect leaves it out of every metric
    assert score.reason == "the grader failed: KeyError"
