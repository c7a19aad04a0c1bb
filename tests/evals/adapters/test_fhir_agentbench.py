"""FHIR-AgentBench: its table read, what was retrieved counted, and the sample run to the end."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.log import read_eval_log

from chartside.errors import NothingToSay, UsageError
from chartside.evals.adapters.agentbench.reading import read_table
from chartside.evals.adapters.agentbench.retrieving import retrieved
from chartside.evals.adapters.agentbench.sample import lay_down
from chartside.evals.adapters.bedside import Bedside, Charts
from chartside.evals.injected_errors.panel import bundle
from chartside.evals.reports.report import Case, Ran, Report
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run
from chartside.fhir.entry import Kind

NAME = "fhir-agentbench"
ROW = {
    "split": "test",
    "question_id": "1",
    "question": "What was the last sodium of patient 10000001?",
    "true_answer": "[[140.]]",
    "assumption": "",
    "patient_fhir_id": "p-1",
    "true_fhir_ids": "{'Observation': ['o-1']}",
}

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes a table of rows that differ from a good one."""

    def write(*rows: dict[str, str]) -> Path:
        path = tmp_path / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            held = csv.DictWriter(file, list(ROW))
            held.writeheader()
            held.writerows({**ROW, "question_id": str(n), **r} for n, r in enumerate(rows))
        return path

    return write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return run(Asked((NAME,), limit=18), folder)


def figure(ran: Ran, name: str) -> tuple[int, int]:
    held = [case.counts[name] for case in ran.cases if name in case.counts]
    return sum(hit for hit, _ in held), sum(of for _, of in held)


def test_the_sample_is_run_to_its_end_on_invented_patients(report: Report) -> None:
    ran = report.suites[0]
    assert ran.whole
    assert ran.sample
    assert report.broken == 0
    assert len(ran.cases) == 18
    assert len({case.patient for case in ran.cases}) == 3
    assert figure(ran, "by-code") == (18, 18)
    right, of = figure(ran, "correct")
    assert of == 18
    assert right >= 9  # what it misses is the assistant's to learn
    assert not figure(ran, "judged-correct")[1]
    assert not figure(ran, "correct-in-all")[1]


def test_what_was_read_is_counted_beside_what_was_cited(report: Report, folder: Path) -> None:
    ran = report.suites[0]
    assert figure(ran, "retrieval-recall")[0] >= figure(ran, "cited-recall")[0]
    assert figure(ran, "retrieval-precision")[1] > figure(ran, "cited-precision")[1] > 0
    log = read_eval_log(str(folder / ran.log))
    for sample in log.samples or []:
        assert set(sample.store["cited"]) <= set(sample.store["read"])


def test_the_chart_is_opened_at_the_assumed_moment_and_nobody_is_named(
    table: Callable[..., Path],
) -> None:
    assumed = (
        "Assume the current time is 2150-12-31 23:59:00. Search for 'Daily Weight' to find weight. "
        "When searching for values in the database, account for all variations in letter case."
    )
    question = read_table(table({"assumption": assumed})).questions[0]
    assert question.as_of == datetime(2150, 12, 31, 23, 59, tzinfo=UTC)
    assert question.asked == (
        "What was the last sodium of the patient? Search for 'Daily Weight' to find weight."
    )
    slashed = {"question": "Sodium of patient p-1 on 12/02/2150 or 13/02/2150?"}
    asked = read_table(table(slashed)).questions[0].asked
    assert asked == "Sodium of the patient on 2150-12-02 or 13/02/2150?"
    assert read_table(table({"assumption": "nan"})).questions[0].as_of is None


def test_a_patient_of_the_sample_lives_in_a_century_to_come(tmp_path: Path) -> None:
    questions = read_table(lay_down(tmp_path)[0]).questions
    assert {q.as_of.year for q in questions if q.as_of} == {2026, 2148}
    assert all(q.truth.whole for q in questions)


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_before_them(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    names = sorted(ROW, reverse=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        held = csv.DictWriter(file, names)
        file.write(",".join(name.upper() for name in names) + "\r\n")
        held.writerow(ROW)
    question = read_table(path).questions[0]
    assert question.answers == {"Observation/o-1"}
    assert question.patient == "Patient/p-1"


def test_only_the_test_split_is_put_unless_another_is_asked_for(
    table: Callable[..., Path],
) -> None:
    path = table({}, {"split": "train"}, {"split": "valid"})
    assert [q.id for q in read_table(path).questions] == ["0"]
    assert [q.id for q in read_table(path, "train").questions] == ["1"]
    assert len(read_table(path, "all").questions) == 3
    with pytest.raises(UsageError, match="another split"):
        read_table(table({"split": "train"}))


def test_a_row_that_cannot_be_put_is_counted_and_stops_no_other(
    table: Callable[..., Path],
) -> None:
    held = read_table(
        table(
            {},
            {"question": ""},
            {"patient_fhir_id": "no id"},
            {"true_fhir_ids": "{'Observation': [__import__('os')]}"},
            {"true_fhir_ids": "[" * 5000},
            {"true_answer": ""},
            {"question_id": "0"},
            {"question": "x" * 3000},
            {"assumption": "Assume the current time is 2150-13-45 23:59:00."},
        )
    )
    assert [q.id for q in held.questions] == ["0"]
    assert held.aside == {
        "rows without a question or its id": 1,
        "rows without the FHIR id of a patient": 1,
        "rows whose FHIR ids cannot be read": 2,
        "rows without an answer": 1,
        "rows of a question that is there already": 1,
        "questions of more than 2,000 characters": 1,
        "rows that assume a time that is none": 1,
    }


def test_a_row_of_another_length_or_a_huge_cell_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    line = ",".join(ROW.values())  # none of them has a comma
    path.write_text(f"{','.join(ROW)}\n{line}\na,b\n{'x' * 21_000_000}\n", encoding="utf-8")
    held = read_table(path)
    assert len(held.questions) == 1
    assert sum(held.aside.values()) == 2


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"", "names no column"),
        (b"question_id,question\n1,2\n", "names no column true_answer"),
        (",".join(ROW).encode(), "no rows"),
        (",".join(ROW).encode() + b"\n1,\xff\n", "line 2 is not UTF-8"),
        (",".join(ROW).encode() + b'\n1,"2\n3,4\n', "never closed"),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_place(
    held: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(held)
    with pytest.raises(UsageError, match=said) as refused:
        read_table(path)
    assert "table.csv" in str(refused.value)


def test_a_folder_or_nothing_is_no_table(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(UsageError, match="is no file"):
            read_table(path)


def test_a_file_of_another_size_altogether_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(600_000_000)  # a hole: nothing is written
    with pytest.raises(UsageError, match="longer than"):
        read_table(path)


def test_nothing_of_the_content_stands_in_a_refusal(table: Callable[..., Path]) -> None:
    with pytest.raises(UsageError) as refused:
        read_table(table({"patient_fhir_id": "canary 1", "question": "canary 2"}))
    assert "canary" not in str(refused.value)


def test_recall_needs_every_resource_and_precision_is_a_share() -> None:
    assert retrieved("r", {"A/1", "A/2", "A/3"}, {"A/1", "B/2"}) == {
        "r-recall": (1, 1),
        "r-precision": (2, 3),
    }
    assert retrieved("r", {"A/1"}, {"A/1", "A/2"})["r-recall"] == (0, 1)


def test_what_does_not_apply_is_in_no_figure() -> None:
    assert retrieved("r", set(), set()) == {"r-recall": (1, 1)}
    assert retrieved("r", {"A/1"}, set()) == {"r-precision": (0, 1)}
    assert retrieved("r", set(), {"A/1"}) == {"r-recall": (0, 1)}


def test_a_question_without_a_resource_has_no_answer(table: Callable[..., Path]) -> None:
    question = read_table(table({"true_fhir_ids": "{}", "true_answer": "[[0]]"})).questions[0]
    assert question.truth.nothing


def written(tmp_path: Path) -> Path:
    """The record of one invented patient."""
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / "record.json"
    path.write_text(json.dumps(bundle(0)), encoding="utf-8")
    return path


def own(tmp_path: Path, *rows: dict[str, str]) -> tuple[str, Records]:
    """A table of a user about the patient of a record."""
    path, record = tmp_path / "own.csv", written(tmp_path)
    with path.open("w", encoding="utf-8", newline="") as file:
        held = csv.DictWriter(file, list(ROW))
        held.writeheader()
        about = {**ROW, "patient_fhir_id": "invented-000"}
        held.writerows({**about, "question_id": str(n), **row} for n, row in enumerate(rows))
    return str(path), Records(str(record))


LONG = "[['disorder of rhythm of the atria, other than flutter, not permanent']]"
TITLE = {"question": "What is the gender of patient 10000001?", "true_answer": LONG}


def one(report: Report) -> Case:
    (case,) = report.suites[0].cases
    return case


def test_what_code_cannot_grade_is_judged_where_a_judge_is_named(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    table, record = own(tmp_path, TITLE)
    asked = Asked((NAME,), record, data={NAME: table})
    case = one(run(asked, tmp_path / "without"))
    assert case.counts["by-code"] == (0, 1)
    assert "correct" not in case.counts
    for agrees in (True, False):
        judge = model_server(json.dumps({"reason": "said so", "agrees": agrees}), "judge")
        named = replace(asked, judge=judge.reasoner)
        case = one(run(named, tmp_path / f"judged-{agrees}"))
        assert case.counts["judged-correct"] == (int(agrees), 1)
        assert case.counts["correct-in-all"] == (int(agrees), 1)
        assert "correct" not in case.counts
        assert case.cost["calls"] == 0  # the judge's are not the answer's
        assert len(judge.asked) == 1


def test_a_judge_that_fails_leaves_a_case_ungraded_not_wrong(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    table, record = own(tmp_path, TITLE, {"true_answer": "[[1.]]"})
    judge = model_server("I would rather not.", "judge")
    found = run(Asked((NAME,), record, data={NAME: table}, judge=judge.reasoner), tmp_path / "l")
    assert found.suites[0].unscored == 1
    assert [case.id for case in found.suites[0].cases] == ["1"]  # what code grades needs no judge
    assert one(found).counts["correct"] == (0, 1)


def test_a_mistake_stands_beside_the_truth_and_the_sources(tmp_path: Path) -> None:
    ids = "{'Patient': ['invented-000']}"
    wrong = {**TITLE, "true_answer": "[['M']]", "true_fhir_ids": ids}
    table, record = own(tmp_path, wrong)
    case = one(run(Asked((NAME,), record, data={NAME: table}), tmp_path / "logs"))
    assert case.counts["cited-recall"] == (1, 1)
    assert case.worst[0]["asked"] == TITLE["question"]
    assert (case.worst[0]["said"], case.worst[0]["expected"]) == ("The patient is female.", "M")
    assert case.worst[0]["sources"][0]["reference"] == "Patient/invented-000"


def test_a_run_that_its_model_fails_is_wrong(
    model_server: Callable[..., Any], tmp_path: Path
) -> None:
    served = model_server("", "medgemma-27b-it")
    served.status = 400
    ran = run(Asked((NAME,), reasoner=served.reasoner, limit=3), tmp_path).suites[0]
    assert ran.failed == {"endpoint": 3}
    assert [case.counts["correct"] for case in ran.cases] == [(0, 1)] * 3
    assert not any("by-code" in case.counts for case in ran.cases)


def test_questions_about_nobody_of_the_record_are_counted(tmp_path: Path) -> None:
    table, record = own(tmp_path, {}, {"patient_fhir_id": "somebody-else"})
    asked = Asked((NAME,), record, data={NAME: table})
    found = run(asked, tmp_path / "logs")
    assert len(found.suites[0].cases) == 1
    log = read_eval_log(str(tmp_path / "logs" / found.suites[0].log), header_only=True)
    assert (log.eval.metadata or {})["set_aside"] == {
        "questions about patients not in the record": 1
    }
    nobody, record = own(tmp_path / "b", {"patient_fhir_id": "somebody-else"})
    with pytest.raises(UsageError, match="none of the questions"):
        run(Asked((NAME,), record, data={NAME: nobody}), tmp_path / "none")


def test_the_table_needs_its_record_and_the_record_its_table(tmp_path: Path) -> None:
    table, record = own(tmp_path, {})
    for asked in (Asked((NAME,), data={NAME: table}), Asked((NAME,), record)):
        with pytest.raises(UsageError, match="name the"):
            run(asked, tmp_path / "logs")


async def test_a_run_that_ends_in_silence_has_read_too(tmp_path: Path) -> None:
    charts = Charts(written(tmp_path))
    ward = Bedside(charts, "extractive")
    chart = charts.chart("Patient/invented-000", datetime(2026, 12, 31, tzinfo=UTC))
    read: set[str] = set()
    with pytest.raises(NothingToSay):
        await ward.ask(chart, "Has the patient been prescribed vancomycin?", read)
    assert any(reference.startswith("MedicationRequest/") for reference in read)


def test_without_a_moment_the_chart_closes_with_the_year_of_the_last_visit(tmp_path: Path) -> None:
    chart = Charts(written(tmp_path)).chart("Patient/invented-000")
    visits = [e.when.low.year for e in chart.of(Kind.ENCOUNTER) if e.when]
    assert chart.as_of == datetime(max(visits), 12, 31, 23, 59, tzinfo=UTC)
