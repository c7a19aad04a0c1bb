"""EHRSQL 2024: its folder read, its queries run read-only, its scores, and the sample run."""

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.log import read_eval_log

from chartside.errors import UsageError
from chartside.evals.adapters.ehrsql.executing import Database, Unanswered, in_sqlite
from chartside.evals.adapters.ehrsql.reading import Question, read_folder, truths
from chartside.evals.adapters.ehrsql.scoring import points_of, scored
from chartside.evals.adapters.ehrsql.whose import numbers_of, put
from chartside.evals.adapters.ehrsql_2024 import ehrsql_2024
from chartside.evals.injected_errors.panel import bundle
from chartside.evals.reports.report import Ran, Report
from chartside.evals.running.patients import Records
from chartside.evals.running.run import Asked, run

NAME = "ehrsql-2024"

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
    return run(Asked((NAME,)), folder)


def figure(ran: Ran, name: str) -> tuple[int, int]:
    held = [case.counts[name] for case in ran.cases if name in case.counts]
    return sum(hit for hit, _ in held), sum(of for _, of in held)


def test_the_sample_is_run_to_its_end(report: Report, folder: Path) -> None:
    ran = report.suites[0]
    assert ran.whole
    assert ran.sample
    assert report.broken == 0
    assert figure(ran, "abstained")[1] == 12
    assert figure(ran, "answered")[1] == 16
    assert figure(ran, "right")[1] == figure(ran, "answered")[0] > 0
    log = read_eval_log(str(folder / ran.log), header_only=True)
    assert (log.eval.metadata or {})["set_aside"] == {"questions about no single patient": 2}


def test_the_first_few_are_of_many_patients_and_of_both_kinds() -> None:
    first = list(ehrsql_2024().dataset)[:8]
    assert len({sample.metadata["patient"] for sample in first if sample.metadata}) == 4
    assert len({sample.metadata["kind"] for sample in first if sample.metadata}) == 2


def test_a_penalty_may_take_a_score_below_nothing(report: Report) -> None:
    ran = report.suites[0]
    cases = len(ran.cases)
    wrong = sum(case.counts["rs-10"][0] < 0 for case in ran.cases)
    assert wrong
    whole, of = figure(ran, "rs-0")
    assert figure(ran, "rs-10") == (whole - 10 * wrong, of)
    assert figure(ran, "rs-n") == (whole - cases * wrong, of)
    shown = report.to_json()["suites"][0]["figures"]["rs-n"]["all"]
    assert shown["wilson"] is None
    assert shown["rate"] < shown["out_of"]


@pytest.mark.parametrize(
    ("answerable", "answered", "right", "points"),
    [
        (True, True, True, 1),
        (True, True, False, -1),
        (True, True, None, None),
        (True, False, None, 0),
        (False, False, None, 1),
        (False, True, None, -1),
    ],
)
def test_the_points_of_a_case_are_the_published_ones(
    *, answerable: bool, answered: bool, right: bool | None, points: int | None
) -> None:
    assert points_of(answerable=answerable, answered=answered, right=right) == points
    assert bool(scored(points, 7)) is (points is not None)


def written(folder: Path, data: Any, label: Any, answer: Any = None) -> Path:
    held = folder / "test"
    held.mkdir(parents=True, exist_ok=True)
    (held / "data.json").write_text(json.dumps(data), encoding="utf-8")
    (held / "label.json").write_text(json.dumps(label), encoding="utf-8")
    if answer is not None:
        (held / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    return held


DATA = {
    "version": "x",
    "data": [
        {"id": "a", "question": "How old is patient 10000001?"},
        {"id": "b", "question": "What is the address of patient 22983?"},
    ],
}
LABEL = {"a": "SELECT age FROM patients WHERE subject_id = 10000001", "b": "null"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "mimic_iv.sqlite"
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(
            "CREATE TABLE patients (subject_id INTEGER, age INTEGER, name TEXT);"
            "INSERT INTO patients VALUES (10000001, 69, 'x'), (10000002, 70, NULL);"
        )
    return path


def test_the_folder_is_read_as_it_is_published(tmp_path: Path) -> None:
    held = read_folder(written(tmp_path, DATA, LABEL, {"a": "[['69.0']]", "b": "null"}))
    assert [(q.id, q.answerable) for q in held.questions] == [("a", True), ("b", False)]
    assert held.database is None
    assert truths(held.questions, None)["a"].numbers == (Decimal(69),)
    for name in ("data", "label", "answer"):
        (tmp_path / "test" / f"{name}.json").rename(tmp_path / "test" / f"test_{name}.json")
    assert read_folder(tmp_path / "test") == held


def test_without_answers_the_database_in_the_folder_above_is_asked(
    database: Path, tmp_path: Path
) -> None:
    held = read_folder(written(tmp_path, DATA, LABEL))
    assert held.database == database.resolve()
    assert truths(held.questions, held.database)["a"].numbers == (Decimal(69),)


def test_without_either_nothing_is_known_to_be_true(tmp_path: Path) -> None:
    held = read_folder(written(tmp_path, DATA, LABEL))
    assert truths(held.questions, held.database) == {}


def test_a_bad_entry_is_counted_and_stops_no_other(tmp_path: Path) -> None:
    data = {"data": [*DATA["data"], 7, {"id": "c"}, {"id": "d", "question": "?"}, DATA["data"][0]]}
    held = read_folder(written(tmp_path, data, LABEL))
    assert [q.id for q in held.questions] == ["a", "b"]
    assert held.aside == {
        "entries that are no question with an id": 2,
        "questions without a label": 1,
        "questions of an id that is there already": 1,
    }


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        ("data.json", b'{"data": [\n{"id": }', "data.json line 2 is not JSON"),
        ("data.json", b'{"data": 7}', "no list of questions"),
        ("data.json", b"[" * 100_000, "data.json"),
        ("label.json", b"[]", "no JSON object"),
        ("label.json", b'{"a": "\xff"}', "label.json line 1 is not UTF-8"),
        ("label.json", b"{}", "no question with a label"),
    ],
)
def test_what_is_no_such_folder_is_refused_with_its_place(
    name: str, held: bytes, said: str, tmp_path: Path
) -> None:
    place = written(tmp_path, DATA, LABEL)
    (place / name).write_bytes(held)
    with pytest.raises(UsageError, match=said):
        read_folder(place)


def test_a_file_an_empty_folder_or_several_databases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no label\.json"):
        read_folder(tmp_path)
    place = written(tmp_path, DATA, LABEL)
    with pytest.raises(UsageError, match="is no folder"):
        read_folder(place / "data.json")
    for name in ("a.sqlite", "b.db"):
        (place / name).touch()
    with pytest.raises(UsageError, match="2 databases"):
        read_folder(place)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM patients",
        "INSERT INTO patients VALUES (1, 2, 'x')",
        "CREATE TABLE t (a)",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA table_info(patients)",
        "SELECT load_extension('x')",
        "SELECT 1; SELECT 2",
        "SELECT zeroblob(100000000)",
        "SELECT length(printf('%.*c', 999999999, 'x'))",
        "SELECT nothing FROM nowhere",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "SELECT 1\x00",
    ],
)
def test_a_query_reads_and_does_nothing_else(sql: str, database: Path) -> None:
    before = database.read_bytes()
    held = Database(database)
    with pytest.raises(Unanswered):
        held.asked(sql)
    held.close()
    assert database.read_bytes() == before


def test_a_query_that_takes_too_long_is_given_up(database: Path) -> None:
    held = Database(database, seconds=0.2)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    begun = time.monotonic()
    with pytest.raises(Unanswered):
        held.asked(endless)
    assert time.monotonic() - begun < 20
    assert held.asked("SELECT name FROM patients ORDER BY name DESC").rows == (("x",), (None,))
    held.close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_text("no database at all, but long enough to be one" * 9, encoding="utf-8")
    for one in (path, tmp_path / "none.sqlite"):
        with pytest.raises(UsageError, match="no SQLite database"):
            Database(one)


def test_a_query_of_the_benchmark_is_put_into_the_words_of_sqlite() -> None:
    assert in_sqlite("SELECT a FROM b WHERE c > = 1 AND d BETWEEN sao2_lower AND sao2_upper") == (
        "SELECT a FROM b WHERE c >= 1 AND d BETWEEN 95.0 AND 100.0"
    )
    assert in_sqlite("strftime('%j', current_time)") == "strftime('%J', '2100-12-31 23:59:00')"


def asked(named: str, text: str, *, answerable: bool = True, sql: str = "") -> Question:
    return Question(named, text, answerable=answerable, sql=sql)


WHOSE = {"10000001": "Patient/1", "10000002": "Patient/2"}


def test_a_question_is_put_to_the_chart_of_its_patient_and_names_nobody() -> None:
    held, aside = put([asked("a", "What was patient 10000002's age?")], WHOSE, {})
    assert [(one.patient, one.text) for one in held] == [
        ("Patient/2", "What was the patient's age?")
    ]
    assert not aside


def test_what_nothing_answers_is_put_to_a_chart_drawn_by_its_id() -> None:
    questions = [
        asked(f"{n}", f"What is the address of patient {22000 + n}?", answerable=False)
        for n in range(40)
    ]
    held, aside = put(questions, WHOSE, {})
    assert not aside
    assert {one.patient for one in held} == {"Patient/1", "Patient/2"}
    assert {one.text for one in held} == {"What is the address of the patient?"}
    assert put(questions, WHOSE, {})[0] == held


def test_what_belongs_to_no_chart_is_counted_by_why() -> None:
    years = {"Patient/1": frozenset({2150})}
    held, aside = put(
        [
            asked("a", "How many patients had asthma?"),
            asked("b", "Are patient 10000001 and patient 10000002 of the same age?"),
            asked("c", "How old is patient 10009999?"),
            asked("d", "What is the percentile of 2.0 at the same age as patient 10000001?"),
            asked("e", "What did the stay of patient 10000001 cost?"),
            asked("f", "What happened to patient 10000001?", sql="SELECT cost FROM cost"),
            asked("g", "Was patient 10000001 seen since 05/2100?"),
            asked("h", "Was patient 10000001 seen since 05/2150?"),
            asked("i", "Was patient 10000002 seen since 05/2100?"),
        ],
        WHOSE,
        years,
    )
    assert [one.question.id for one in held] == ["h", "i"]
    assert aside == {
        "questions about no single patient": 1,
        "questions about several patients": 1,
        "questions about patients not in the record": 1,
        "questions that hold a patient against others": 1,
        "questions about costs, which no chart holds": 2,
        "questions about a year of which the record has nothing": 1,
    }


def test_a_number_that_two_patients_share_names_neither() -> None:
    held: dict[str, dict[str, Any]] = {
        "Patient/1": {"identifier": [{"value": "10000001"}, {"value": "7"}, 5]},
        "Patient/2": {"identifier": [{"value": "7"}, {}]},
        "Patient/3": {"identifier": "none"},
    }
    assert numbers_of(held) == {
        "1": "Patient/1",
        "2": "Patient/2",
        "3": "Patient/3",
        "10000001": "Patient/1",
    }


def own(tmp_path: Path, questions: dict[str, tuple[str, str, str]]) -> Asked:
    """A run over the record of one invented patient, whose number is 10000001."""
    made = bundle(0)
    for entry in made["entry"]:
        if entry["resource"]["resourceType"] == "Patient":
            entry["resource"]["identifier"] = [{"value": "10000001"}]
    record = tmp_path / "record.json"
    record.write_text(json.dumps(made), encoding="utf-8")
    place = written(
        tmp_path,
        {"data": [{"id": n, "question": q} for n, (q, _, _) in questions.items()]},
        {n: label for n, (_, label, _) in questions.items()},
        {n: answer for n, (_, _, answer) in questions.items()},
    )
    return Asked((NAME,), Records(str(record)), data={NAME: str(place)})


def test_an_answer_is_worth_what_the_file_of_answers_says(tmp_path: Path) -> None:
    gender = "What is the gender of patient 10000001?"
    found = run(
        own(
            tmp_path,
            {
                "right": (gender, "SELECT 1", "[['f']]"),
                "wrong": (gender, "SELECT 1", "[['m']]"),
                "no-way-to-tell": (gender, "SELECT 1", "cut off ["),
                "silent": ("Was patient 10000001 given vancomycin?", "SELECT 1", "[['1']]"),
                "nothing": ("What is the phone number of patient 4711?", "null", "null"),
            },
        ),
        tmp_path / "logs",
    )
    counts = {case.id: case.counts for case in found.suites[0].cases}
    assert counts["right"] | {"rs-n": (1, 1), "right": (1, 1)} == counts["right"]
    assert counts["wrong"]["rs-10"] == (-10, 1)
    assert counts["wrong"]["right"] == (0, 1)
    assert counts["no-way-to-tell"] == {"answered": (1, 1)}
    assert counts["silent"]["rs-10"] == (0, 1)
    assert counts["silent"]["answered"] == (0, 1)
    assert counts["nothing"]["abstained"] == (1, 1)


def test_a_run_that_fails_is_neither_silence_nor_right(model_server: Any, tmp_path: Path) -> None:
    served = model_server("", "medgemma-27b-it")
    served.status = 400
    asked = own(tmp_path, {"nothing": ("Where does patient 10000001 live?", "null", "null")})
    with pytest.raises(UsageError, match="no question names a patient"):
        run(replace(asked, reasoner=served.reasoner), tmp_path / "none")
    asked = own(
        tmp_path,
        {
            "nothing": ("Where does patient 4711 live?", "null", "null"),
            "known": ("What is the gender of patient 10000001?", "SELECT 1", "[['f']]"),
        },
    )
    ran = run(replace(asked, reasoner=served.reasoner), tmp_path / "logs").suites[0]
    assert ran.failed == {"endpoint": 2}
    counts = {case.id: case.counts for case in ran.cases}
    assert counts["nothing"]["abstained"] == (0, 1)
    assert counts["known"]["answered"] == (0, 1)
    assert counts["known"]["rs-10"] == (-10, 1)
