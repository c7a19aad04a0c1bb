"""Figures of the benchmark: counts over counts, intervals, and what a report may show."""

import ast
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from chartside.draft import Statement, Verdict
from chartside.evals.injected_errors.__main__ import main
from chartside.evals.injected_errors.cases import Case
from chartside.evals.injected_errors.material import charts
from chartside.evals.injected_errors.report import examples, summary
from chartside.evals.injected_errors.run import Run, judge
from chartside.evals.injected_errors.scores import Score, by_patient, pooled
from chartside.fhir.chart import Chart


@dataclass(frozen=True)
class Always:
    """A checker that has one answer."""

    verdict: Verdict

    def __call__(self, _statement: Statement, _chart: Chart) -> "Always":
        return self


def run_of(made: tuple[Case, ...], verdict: Verdict) -> Run:
    return judge(made, Always(verdict))


def test_wilson_intervals_agree_with_published_ones() -> None:
    # Newcombe, Stat Med 1998;17:857-72, table I, method 3.
    published = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611)}
    for (hits, out_of), (low, high) in published.items():
        ends = Score(hits, out_of).wilson
        assert ends == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_nothing_counted_has_no_rate_and_no_interval() -> None:
    assert Score(0, 0).rate is None
    assert Score(0, 0).wilson is None
    assert by_patient({"Patient/1": Score(0, 0)}, "0") is None


def test_the_interval_by_patient_is_wider_where_one_patient_fails_alone() -> None:
    even = {f"Patient/{n}": Score(95, 100) for n in range(10)}
    uneven = {f"Patient/{n}": Score(50 if n == 0 else 100, 100) for n in range(10)}
    assert pooled(even) == pooled(uneven) == Score(950, 1000)
    low, high = by_patient(uneven, "0")
    assert by_patient(even, "0") == (0.95, 0.95)
    assert low < Score(950, 1000).wilson[0]
    assert high == 1.0


def test_a_checker_that_believes_everything_detects_nothing_and_alarms_nobody(
    made: tuple[Case, ...],
) -> None:
    totals = summary(run_of(made, Verdict.SUPPORTED), "0")["halves"]["held out"]["totals"]
    assert totals["detection"]["hits"] == 0
    assert totals["false alarms"]["hits"] == 0


@pytest.mark.parametrize("verdict", [Verdict.CONTRADICTED, Verdict.NOT_FOUND])
def test_a_checker_that_believes_nothing_detects_all_and_alarms_always(
    made: tuple[Case, ...], verdict: Verdict
) -> None:
    totals = summary(run_of(made, verdict), "0")["halves"]["tuned"]["totals"]
    for name in ("detection", "false alarms"):
        assert totals[name]["hits"] == totals[name]["out_of"] > 0


def test_a_sentence_that_cannot_be_judged_is_neither_detected_nor_an_alarm(
    made: tuple[Case, ...],
) -> None:
    totals = summary(run_of(made, Verdict.NOT_CHECKABLE), "0")["halves"]["tuned"]["totals"]
    assert totals["unchecked"]["hits"] == totals["unchecked"]["out_of"]
    assert totals["detection"]["hits"] == totals["false alarms"]["hits"] == 0
    assert totals["detection of judged"]["out_of"] == 0


def test_known_and_reserved_words_make_up_the_half_held_out(made: tuple[Case, ...]) -> None:
    halves = summary(run_of(made, Verdict.SUPPORTED), "0")["halves"]
    for name in ("detection", "false alarms", "unchecked"):
        counts = [
            halves[part]["totals"][name]["out_of"]
            for part in ("held out", "held out, known words", "held out, reserved words")
        ]
        assert counts[0] == counts[1] + counts[2]
        assert min(counts) > 0


def test_a_checker_that_raises_stops_the_run(made: tuple[Case, ...]) -> None:
    def broken(_statement: Statement, _chart: Chart) -> Always:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        judge(made[:5], broken)


def test_examples_come_from_the_tuned_half_only(made: tuple[Case, ...]) -> None:
    shown = examples(run_of(made, Verdict.NOT_FOUND).judged, 3)
    assert shown
    assert {one.case.half for one in shown} == {"tuned"}
    assert all(not one.case.kind for one in shown)


def test_the_command_prints_one_json_object_with_both_halves() -> None:
    app = typer.Typer()
    app.command()(main)
    done = CliRunner().invoke(app, ["--panel", "2", "--limit", "20", "--json", "--examples", "1"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert {"tuned", "held out"} <= set(found["halves"])
    assert found["sentences"] > 100
    assert found["targets"]["detection"] == 0.99


def test_without_records_the_demo_and_invented_patients_are_judged() -> None:
    who = [chart.patient.reference for chart in charts([], 0)]
    assert who[0] == "Patient/nora-lindqvist"
    assert len(who) > 10


def test_the_benchmark_knows_the_checker_by_its_signature_and_no_author(root: Path) -> None:
    for path in (root / "evals" / "injected_errors").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not node.module.startswith(("chartside.grounding.", "chartside.agent"))
                if node.module == "chartside.grounding":
                    assert path.name == "__main__.py"
                    assert [name.name for name in node.names] == ["check"]
