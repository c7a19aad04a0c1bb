"""The counting of what was read: strict where a wrong row could reach a chart."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from chartside.errors import UsageError
from chartside.evals.lab_extraction import baseline
from chartside.evals.lab_extraction.__main__ import main
from chartside.evals.lab_extraction.counted import Tally, attribute, count, f1, precision, recall
from chartside.evals.lab_extraction.layouts.every import LAYOUTS, chosen
from chartside.evals.lab_extraction.material import Document, made
from chartside.evals.lab_extraction.run import run
from chartside.evals.lab_extraction.shared_reports import shared, shared_scans
from chartside.evals.lab_extraction.summary import summary
from chartside.evals.lab_extraction.told import ToldReport, ToldRow
from chartside.evals.lab_extraction.truth import ANY_NAME, TrueReport, TrueRow

SODIUM = TrueRow("Natrium", Decimal(141), unit="mmol/L", ucum="mmol/L", low=Decimal(135))
CALCIUM = TrueRow("Calcium", Decimal("2.30"), collected="2026-03-01T08:15")
WAITS = TrueRow("Ferritine", text="volgt", state="registered")
PLACED = TrueRow("Calcium", Decimal("2.30"), page=1, box=(100, 100, 120, 110))
TITRE = TrueRow("ANA-titer", text="1:80")
TEXT = "Natrium 141 mmol/L 138 Calcium 2,30 Ferritine volgt ANA-titer 1:80"

TOLD_SODIUM = ToldRow("Natrium", Decimal(141), unit="mmol/l", ucum="mmol/L", low=Decimal(135))


def report(*rows: TrueRow, patient: str = "de Bruin, Anna") -> TrueReport:
    previous = [("Natrium", Decimal(138))]
    return TrueReport(patient, "1970-02-14", "female", "1", list(rows), previous)


def tallied(true: TrueReport, *told: ToldRow) -> Tally:
    tally = Tally("a file", "a layout", "dev")
    count(tally, [true], [ToldReport("Anna de Bruin", "1970-02-14", told)], TEXT)
    return tally


def test_the_right_rows_are_all_of_precision_and_recall() -> None:
    told = (
        TOLD_SODIUM,
        ToldRow("CALCIUM", Decimal("2.3"), collected="2026-03-01T08:15:00"),
        ToldRow("Ferritine", text="volgt", state="registered"),
        ToldRow("ANA titer", text="1 : 80"),
    )
    tally = tallied(report(SODIUM, CALCIUM, WAITS, TITRE), *told)
    assert (tally.wanted, tally.told, tally.matched) == (4, 4, 4)
    assert tally.missed == []
    assert f1([tally]) == 1.0
    assert (tally.persons, tally.persons_right) == (1, 1)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (ToldRow("Natrium", Decimal(138)), "previous"),
        (ToldRow("Natrium", Decimal(1411)), "not printed"),
        (ToldRow("Natrium", Decimal("2.30")), "other value"),
        (ToldRow("Kalium", Decimal(141)), "other name"),
        (ToldRow("Natrium", text="negatief"), "other value"),
    ],
)
def test_a_wrong_row_is_counted_by_what_is_wrong_with_it(told: ToldRow, kind: str) -> None:
    tally = tallied(report(SODIUM), told)
    assert (tally.matched, tally.told) == (0, 1)
    assert dict(tally.wrong) == {kind: 1}


def test_a_value_for_a_result_that_is_not_there_yet_is_wrong() -> None:
    assert tallied(report(WAITS), ToldRow("Ferritine", Decimal(141))).matched == 0
    assert tallied(report(WAITS), ToldRow("Ferritine", text="volgt")).matched == 0
    assert tallied(report(SODIUM), ToldRow("Natrium", state="registered")).matched == 0


def test_a_row_that_is_set_aside_is_not_found_and_not_wrong() -> None:
    tally = Tally("a file", "a layout", "dev")
    count(tally, [report(SODIUM)], [ToldReport(set_aside=1)], TEXT)
    assert (tally.set_aside, tally.told, tally.wanted) == (1, 0, 1)
    assert precision([tally]).rate is None
    assert recall([tally]).rate == 0.0


def test_the_same_result_in_other_units_is_neither_wanted_nor_wrong() -> None:
    both = replace(SODIUM, also=(Decimal(321),))
    tally = tallied(report(both), TOLD_SODIUM, ToldRow("Natrium", Decimal(321)))
    assert (tally.told, tally.matched, sum(tally.wrong.values())) == (1, 1, 0)


def test_what_is_printed_of_a_sample_and_is_no_result_is_neither_wanted_nor_wrong() -> None:
    dosed = replace(report(SODIUM), either=[("Dose", Decimal(138))])
    dose = ToldRow("Dose", Decimal(138))
    tally = tallied(dosed, TOLD_SODIUM, dose)
    assert (tally.told, tally.matched, sum(tally.wrong.values())) == (1, 1, 0)
    assert tallied(report(SODIUM), TOLD_SODIUM, dose).wrong == {"other name": 1}


def test_a_name_is_right_with_the_method_below_it_and_without() -> None:
    both = report(replace(SODIUM, also_named=("Natrium (ISE, indirect)",)))
    for name in ("Natrium", "Natrium ISE indirect"):
        assert tallied(both, replace(TOLD_SODIUM, name=name)).matched == 1
    assert tallied(both, replace(TOLD_SODIUM, name="Natrium urine")).matched == 0


def test_a_result_that_is_told_twice_is_wrong_once() -> None:
    tally = tallied(report(SODIUM), TOLD_SODIUM, TOLD_SODIUM)
    assert (tally.told, tally.matched) == (2, 1)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("unit", {"unit": "mg/dL"}),
        ("ucum", {"ucum": "mg/dL"}),
        ("range", {"low": None}),
        ("range", {"high": Decimal(145)}),
        ("flag", {"flag": "H"}),
        ("comparator", {"comparator": "<"}),
        ("state", {"state": "corrected"}),
    ],
)
def test_each_attribute_is_counted_for_itself(name: str, changed: dict[str, object]) -> None:
    tally = tallied(report(SODIUM), replace(TOLD_SODIUM, **changed))
    assert tally.matched == 1
    wrong = {one for one in tally.asked if tally.right[one] < tally.asked[one]}
    assert wrong == {name}


def test_a_unit_is_right_in_any_spelling_of_the_same_code() -> None:
    cells = replace(SODIUM, unit="10⁹/l", ucum="10*9/L")
    told = replace(TOLD_SODIUM, unit="10^9/L", ucum="10*3/uL")
    tally = tallied(report(cells), told)
    assert attribute([tally], "unit").rate == attribute([tally], "ucum").rate == 1.0


def test_a_value_is_found_where_its_middle_lies_in_the_told_box_of_the_same_page() -> None:
    there = ToldRow("Calcium", Decimal("2.3"), page=1, box=(90, 99, 140, 111))
    for told, right in (
        (there, 1),
        (replace(there, page=2), 0),
        (replace(there, box=(200, 99, 240, 111)), 0),
        (replace(there, box=None), 0),
    ):
        assert tallied(report(PLACED), told).right["box"] == right


def test_a_time_of_collection_is_right_to_the_minute_that_is_printed() -> None:
    for told, right in (("2026-03-01T08:15:00", 1), ("2026-03-01", 0), ("2026-03-02T08:15", 0)):
        tally = tallied(report(CALCIUM), ToldRow("Calcium", Decimal("2.3"), collected=told))
        assert tally.right["collected"] == right


def test_what_the_truth_does_not_know_is_not_asked_for() -> None:
    tally = tallied(report(replace(SODIUM, unknown=frozenset({"unit", "flag"}))), TOLD_SODIUM)
    assert set(tally.asked) == {"ucum", "range", "comparator", "state"}


def test_where_the_printed_name_is_not_known_the_value_decides() -> None:
    unnamed = replace(SODIUM, also_named=(ANY_NAME,))
    assert tallied(report(unnamed), replace(TOLD_SODIUM, name="Natrium (serum)")).matched == 1


def test_rows_of_two_patients_in_one_report_are_wrong_for_one_of_them() -> None:
    others = report(CALCIUM, patient="Kuiper, Hugo")
    tally = Tally("a file", "a layout", "dev")
    mixed = ToldReport(
        "Anna de Bruin", "1970-02-14", (TOLD_SODIUM, ToldRow("Calcium", Decimal("2.3")))
    )
    count(tally, [report(SODIUM), others], [mixed], TEXT)
    assert tally.matched == 1
    assert tally.told == 2
    assert (tally.persons, tally.persons_right) == (2, 1)


def perfect(documents: list[Document]) -> dict[bytes, tuple[ToldReport, ...]]:
    return {
        d.octets: tuple(
            ToldReport(
                r.patient,
                r.born,
                tuple(
                    ToldRow(
                        *(x.name, x.value, x.comparator, x.text, x.unit, x.ucum, x.low, x.high),
                        *(x.flag, x.state, x.collected, x.page, x.box),
                    )
                    for x in r.rows
                ),
            )
            for r in d.reports
        )
        for d in documents
    }


def test_a_reader_that_says_the_truth_is_right_in_everything() -> None:
    drawn = [one for one in LAYOUTS.values() if one.producer != "browser"]
    documents = list(made(drawn, 1, "0"))
    told = perfect(documents)
    held = run(documents, {"perfect": lambda octets: told[octets]})
    found = summary(held, "0")["readers"]["perfect"]
    for part in found["splits"].values():
        assert part["f1"] == 1.0
        assert set(part["accuracy"].values()) == {1.0}
        assert set(part["wrong"].values()) == {0}
        assert part["patients"] == part["patients_right"]


def test_no_layout_that_is_held_out_has_figures_of_its_own() -> None:
    tallies = [
        *(Tally("a", "secret", "held-out"), Tally("b", "secret", "held-out, scanned")),
        Tally("c", "open", "dev"),
    ]
    found = summary({"reader": tallies}, "0")["readers"]["reader"]
    assert set(found["layouts"]) == {"open"}
    assert set(found["splits"]) == {"held-out", "held-out, scanned", "dev"}


def test_totals_of_the_held_out_half_are_told_whole_and_by_kind() -> None:
    tallies = [
        Tally("a", "x", "held-out, plain", wanted=2, told=2, matched=2),
        Tally("b", "y", "held-out, hard", wanted=2, told=2, matched=1),
    ]
    found = summary({"reader": tallies}, "0")["readers"]["reader"]
    assert found["layouts"] == {}
    rates = {name: part["f1"] for name, part in found["splits"].items()}
    assert rates == {"held-out": 0.75, "held-out, plain": 1.0, "held-out, hard": 0.5}


def test_the_plain_reader_is_a_fair_one_where_every_cell_is_ruled() -> None:
    held = run(made([LAYOUTS["ruled-us"]], 2, "0"), {"plain": baseline.read})
    rate = f1(held["plain"])
    assert rate is not None
    assert rate > 0.9


def test_published_reports_ask_only_for_what_they_print(shared_data: Path) -> None:
    documents = list(shared(shared_data))
    assert len(documents) >= 9
    rows = [row for document in documents for report in document.reports for row in report.rows]
    assert all("box" in row.unknown for row in rows)


def test_published_scans_have_the_results_of_the_file_that_was_scanned(shared_data: Path) -> None:
    digital = {one.name: one for one in shared(shared_data)}
    scans = list(shared_scans(shared_data))
    assert len(scans) >= 4
    for scan in scans:
        assert scan.reports == digital[scan.name].reports
        assert scan.octets != digital[scan.name].octets


def test_a_layout_that_there_is_not_is_said() -> None:
    with pytest.raises(UsageError):
        chosen("dev", "no-such-layout")


@pytest.fixture
def command() -> typer.Typer:
    app = typer.Typer()
    app.command()(main)
    return app


def test_the_command_writes_the_files_and_their_truths(
    command: typer.Typer, tmp_path: Path
) -> None:
    asked = ["--layout", "letters-es", "--reports", "1", "--json", "--out", str(tmp_path)]
    done = CliRunner().invoke(command, asked)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert set(found["readers"]) == {"chartside", "pdfplumber"}
    assert set(found["readers"]["chartside"]["layouts"]) == {"letters-es"}
    assert {path.name for path in tmp_path.iterdir()} == {"letters-es-0.pdf", "letters-es-0.json"}
    assert json.loads((tmp_path / "letters-es-0.json").read_text(encoding="utf-8"))[0]["rows"]


def test_the_published_reports_need_a_folder(command: typer.Typer) -> None:
    done = CliRunner().invoke(command, ["--split", "shared"])
    assert done.exit_code == 2
