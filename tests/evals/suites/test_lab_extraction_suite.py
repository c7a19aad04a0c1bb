"""The suite `lab-extraction`: invented reports, a user's own, and truths that are none."""

import asyncio
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import MissingExtra, UsageError
from chartside.evals.lab_extraction.grade import graded
from chartside.evals.lab_extraction.product import NotInstalled, Told, figures_in, told_by_product
from chartside.evals.lab_extraction.told import ToldReport, ToldRow
from chartside.evals.lab_extraction.truth import TrueReport, TrueRow
from chartside.evals.labelled.beside import Unusable, pairs_in
from chartside.evals.labelled.lab_reports import truth_of
from chartside.evals.reports.report import Ran, figure
from chartside.evals.running.run import Asked, run
from chartside.evals.suites.lab_extraction import reports_of

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]

NAME = "lab-extraction"
RESULTS = [
    {"name": "Potassium", "value": 5.90, "unit": "mmol/L", "low": 3.5, "high": 5.1, "flag": "H"},
    {"name": "Sodium", "value": 140, "unit": "mmol/L", "low": 135, "high": 145, "flag": None},
    {"name": "Creatinine", "value": 0.62, "unit": "mg/dL", "low": 0.50, "high": 0.90},
    {"name": "TSH", "value": 0.01, "comparator": "<", "unit": "mIU/L"},
]
"""What is on the page that the fixture `printer` makes."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


@pytest.fixture
def lay(folder: Path, printer: Any) -> Callable[..., Path]:
    """`lay("a", results)`: a PDF and its truth, in a folder of a laboratory or in none."""

    def put(name: str, results: object = RESULTS, **more: object) -> Path:
        path = folder / f"{name}.pdf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(printer.printed())
        truth = path.with_suffix(".json")
        truth.write_text(json.dumps({"results": results, **more}), encoding="utf-8")
        return truth

    return put


def measured(where: Path, logs: Path, **how: Any) -> Ran:
    logs.mkdir(exist_ok=True)
    return run(Asked((NAME,), data={NAME: str(where)}, **how), logs).suites[0]


def shares(ran: Ran) -> dict[str, tuple[int, int]]:
    found = {m.name: figure(ran.cases, m) for m in ran.measures}
    return {name: (one["hits"], one["out_of"]) for name, one in found.items()}


def test_reports_of_a_user_are_read_and_counted(
    folder: Path, lay: Callable[..., Path], tmp_path: Path
) -> None:
    lay("right")
    wrong = [{**RESULTS[0], "value": 5.8}, {**RESULTS[1], "unit": "mg/dL"}, *RESULTS[2:]]
    lay("a laboratory/wrong", [*wrong, {"name": "Ferritin", "value": 31}])
    ran = measured(folder, tmp_path / "logs")
    assert (len(ran.cases), ran.crashed, ran.unscored, ran.sample) == (2, 0, 0, False)
    assert {case.patient for case in ran.cases} == {"right.pdf", "a laboratory"}
    found = shares(ran)
    assert found["f1"] == (2 * 7, 9 + 8)  # one value is another, one row is not on the page
    assert found["value"] == (7, 8)
    assert found["unit"] == (6, 7)
    assert found["range"] == (5, 5)  # nobody asked for that of TSH
    assert found["flag"] == (3, 3)  # null asks that none is printed; a key that is missing does not
    assert found["wrong-name"] == (0, 8)
    assert found["unprinted"] == (0, 8)
    worst = next(case.worst for case in ran.cases if case.patient == "a laboratory")
    assert {row["asked"] for row in worst} == {"other value", "not found", "unit"}


def test_what_cannot_be_used_is_counted_and_stops_nothing(
    folder: Path, lay: Callable[..., Path], tmp_path: Path
) -> None:
    lay("right")
    lay("no value", [{"name": "Sodium", "value": None}])
    lay("bad").write_text("{", encoding="utf-8")
    (folder / "alone.pdf").write_bytes(b"%PDF-")
    (folder / "nobody.json").write_text("{}", encoding="utf-8")
    (folder / ".DS_Store").write_bytes(b"")
    ran = measured(folder, tmp_path / "logs")
    assert len(ran.cases) == 1
    assert ran.set_aside == {
        "files without a .json beside them": 1,
        ".json without a file beside them": 1,
        "truths that are not JSON": 1,
        "truths with a result that has neither a value nor a reason for none": 1,
    }


def test_a_file_that_cannot_be_read_has_every_row_missing(
    folder: Path, lay: Callable[..., Path], tmp_path: Path
) -> None:
    lay("broken").with_suffix(".pdf").write_text("no PDF at all", encoding="utf-8")
    ran = measured(folder, tmp_path / "logs")
    assert shares(ran)["f1"] == (0, 4)
    assert ran.cases[0].worst[0]["asked"] == "nothing was read"


def test_a_model_that_fails_leaves_what_the_words_say_and_that_is_told(
    folder: Path, lay: Callable[..., Path], tmp_path: Path, model_server: Callable[..., Any]
) -> None:
    lay("right")
    served = model_server("no rows")
    served.status = 400
    ran = measured(folder, tmp_path / "logs", reasoner=served.reasoner)
    assert shares(ran)["f1"] == (8, 8)
    assert ran.failed == {"model": 1}
    assert ran.cases[0].worst[0]["asked"] == "the model failed"


def test_what_a_model_reads_otherwise_is_a_doubt_and_changes_no_row(
    folder: Path, lay: Callable[..., Path], tmp_path: Path, model_server: Callable[..., Any]
) -> None:
    lay("right")
    row = {"name": "Creatinine", "result": "0.62", "unit": "g/L"}
    served = model_server(json.dumps({"lab_tests": [row]}))
    found = shares(measured(folder, tmp_path / "logs", reasoner=served.reasoner))
    plain = shares(measured(folder, tmp_path / "plain"))
    assert (plain["doubted"], found["doubted"]) == ((0, 4), (1, 4))
    assert found == {**plain, "doubted": (1, 4)}


def test_what_reads_a_file_and_is_not_there_is_no_bad_reader(
    folder: Path, lay: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay("right")
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingExtra, match="documents"):
        measured(folder, tmp_path / "logs")
    monkeypatch.undo()

    async def not_there(*_: object) -> Any:
        raise MissingExtra("reading words off a picture", "ocr")

    with pytest.raises(NotInstalled, match="ocr"):
        asyncio.run(told_by_product((folder / "right.pdf").read_bytes(), not_there))


def test_invented_reports_stand_in_and_their_held_out_layouts_show_no_mistake(
    tmp_path: Path,
) -> None:
    ran = run(Asked((NAME,), limit=2), tmp_path).suites[0]
    assert ran.sample
    tuned, held_out = sorted(ran.cases, key=lambda case: case.half, reverse=True)
    assert (tuned.half, held_out.half) == ("tuned", "held out")
    assert all(case.counts["f1"][1] > 20 for case in ran.cases)
    assert not held_out.worst
    again, _ = reports_of("", "0", 1)
    other, _ = reports_of("", "1", 1)
    assert again[tuned.id].true() != other[tuned.id].true()


def test_without_what_prints_them_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in [name for name in sys.modules if name.startswith("chartside.evals.lab_extr")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "fpdf", None)
    reports_of.cache_clear()
    with pytest.raises(MissingExtra, match="printing laboratory reports"):
        run(Asked((NAME,)), tmp_path)
    reports_of.cache_clear()


SODIUM = TrueRow("Sodium", Decimal(141), unit="mmol/L", flag="H")
TRUE = TrueReport("", "", "", "", [SODIUM], [("Sodium", Decimal(138))])
PAGE = figures_in("Sodium 141 mmol/L, before: 138. Calcium 2,31")


def told(*rows: ToldRow, doubts: tuple[bool, ...] = ()) -> Told:
    doubted = doubts or (False,) * len(rows)
    return Told((ToldReport(rows=rows),), (doubted,), PAGE)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (ToldRow("Sodium", Decimal(138)), "earlier"),
        (ToldRow("Sodium", Decimal(999)), "unprinted"),
        (ToldRow("Calcium", Decimal("2.31")), "wrong-name"),
    ],
)
def test_what_is_told_wrong_is_counted_by_how(row: ToldRow, name: str) -> None:
    right = ToldRow("Sodium", Decimal(141), unit="mmol/l", flag="H")
    value, counts, worst = graded("a", [TRUE], told(right, row, doubts=(True, True)), PAGE)
    assert counts[name] == (1, 2)
    assert sum(counts[one][0] for one in ("earlier", "unprinted", "wrong-name")) == 1
    assert counts["f1"] == (2, 3)
    assert value == pytest.approx(2 / 3)
    assert counts["warned"] == counts["doubted"] == (1, 1)
    assert len(worst) == 1


def test_a_page_without_results_of_which_none_is_told_is_right() -> None:
    nothing = TrueReport("", "", "", "")
    value, counts, worst = graded("a", [nothing], Told(), "")
    assert (value, counts["f1"], worst) == (1.0, (0, 0), [])


def test_what_was_told_comes_back_from_the_log_as_it_was() -> None:
    held = told(ToldRow("Sodium", Decimal("1.90"), box=(1.0, 2.0, 3.0, 4.0)))
    assert Told.from_json(json.loads(json.dumps(held.to_json()))) == held


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "{",
        '{"results": 5}',
        '{"results": [{"value": 5}]}',
        '{"results": [{"name": "K"}]}',
        '{"results": [{"name": "K", "value": true}]}',
        '{"results": [{"name": "K", "value": NaN}]}',
        '{"results": [{"name": "K", "value": null}]}',
        '{"results": [{"name": "K", "value": 5, "low": "four"}]}',
        "[" * 100_000,
    ],
)
def test_a_truth_that_is_none_is_refused_without_a_word_of_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as wrong:
        truth_of(path)
    assert "four" not in f"{wrong.value} {wrong.value.where}"


def test_a_truth_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe{\0}\0")
    with pytest.raises(Unusable, match="UTF-8"):
        truth_of(tmp_path / "a.json")


def test_several_patients_of_one_file_and_a_result_still_to_come(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    rows = [
        {"name": "K", "value": 5.90, "report": 0},
        {"name": "K", "value": None, "status": "registered", "report": 1},
        {"name": "ANA", "value": "1:80", "report": 1},
    ]
    path.write_text("\ufeff" + json.dumps({"results": rows}), encoding="utf-8")
    first, second = truth_of(path)
    assert first.rows[0].value == Decimal("5.9")
    assert [(row.text, row.state) for row in second.rows] == [("", "registered"), ("1:80", "final")]


def test_a_number_in_quotes_is_a_number(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    values = ("5.90", "<3", "\u2265 60", "1:80", "5 - 10", "negative", 7)
    rows = [{"name": "K", "value": value} for value in values]
    path.write_text(json.dumps({"results": rows}), encoding="utf-8")
    (read,) = truth_of(path)
    assert [(row.comparator, row.value, row.text) for row in read.rows] == [
        ("", Decimal("5.9"), ""),
        ("<", Decimal(3), ""),
        (">=", Decimal(60), ""),
        *[("", None, words) for words in ("1:80", "5 - 10", "negative")],
        ("", Decimal(7), ""),
    ]


def test_a_folder_that_holds_nothing_to_measure_is_refused(tmp_path: Path, folder: Path) -> None:
    for place, why in ((tmp_path / "none", "no folder"), (folder, "beside it")):
        with pytest.raises(UsageError, match=why):
            pairs_in(place, ".json")
    (folder / "a.pdf").write_bytes(b"%PDF-")
    (folder / "a.json").write_text('{"results": [{"name": "K", "value": "secret',
                                   encoding="utf-8")  # fmt: skip
    with pytest.raises(UsageError, match=r"a\.json: truths that are not JSON") as wrong:
        measured(folder, tmp_path / "logs")
    assert "secret" not in str(wrong.value)
