"""Reports: what they say, what they compare, what they let through."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chartside.errors import UsageError
from chartside.evals.catalog import built_in, suite_named
from chartside.evals.reports.comparing import compare, sign_test
from chartside.evals.reports.gate import missed, read_gate
from chartside.evals.reports.markdown import markdown
from chartside.evals.reports.page import page
from chartside.evals.reports.report import Case, Ran, Report, figure, interval, read_report
from chartside.evals.suite import Published

EXACT = suite_named("chart-questions").by_name["exact"]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def case(number: int, *, right: bool, half: str = "tuned", patient: str = "") -> Case:
    worst = () if right else ({"said": HOSTILE, "expected": "5", "sources": []},)
    counts = {"exact": (int(right), 1)}
    who = patient or f"Patient/{number % 4}"
    return Case(f"{who}/{number}", who, half, HOSTILE, counts, {"seconds": 0.5}, worst)


def report(*right: bool, crashed: int = 0, half: str = "tuned") -> Report:
    cases = tuple(case(n, right=r, half=half) for n, r in enumerate(right))
    ran = Ran(suite_named("chart-questions"), "a.eval", whole=True, cases=cases, crashed=crashed)
    return Report((ran,), {"seed": "0"})


def test_a_figure_is_a_count_over_a_count_with_patients_redrawn() -> None:
    found = figure(report(*[True] * 9, False, False, False).suites[0].cases, EXACT)
    assert (found["hits"], found["out_of"], found["patients"]) == (9, 12, 4)
    low, high = interval(found) or (0, 0)
    assert low < 0.75 < high


def test_all_right_on_few_cases_is_not_certainty() -> None:
    low, high = interval(figure(report(*[True] * 4).suites[0].cases, EXACT)) or (0, 0)
    assert low < 0.6
    assert high == 1.0


class Seen(HTMLParser):
    """Tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for k, v in attrs if k in {"src", "href", "srcset", "onerror"}]


def test_the_page_fetches_nothing_and_text_of_a_record_stays_text() -> None:
    seen = Seen()
    seen.feed(page(report(True, False)))
    assert "svg" in seen.tags
    assert not {"script", "img", "link", "iframe"} & set(seen.tags)
    assert all(link.startswith("#") for link in seen.links)


def test_what_crashed_is_said_and_is_in_no_count() -> None:
    held = report(True, True, crashed=3)
    assert "3 crashed" in page(held)
    assert "3 crashed" in markdown(held)
    assert "| 2 of 2 |" in markdown(held)


def test_a_change_is_called_one_only_where_chance_would_not_do_as_well() -> None:
    worse = compare(report(*[True] * 12), report(*[False] * 8, *[True] * 4))
    whole = next(c for c in worse.changes if c.part == "all")
    assert (whole.before, whole.after, whole.worse) == ((12, 12), (4, 12), 8)
    assert whole.verdict == "worse over cases"  # of four patients
    assert whole.p == sign_test(0, 8) == pytest.approx(2 / 2**8)
    assert whole.p_patients == sign_test(0, 4)
    once = compare(report(*[True] * 12), report(False, *[True] * 11)).changes[0]
    assert once.verdict == "unclear"


def test_changes_since_a_baseline_stand_in_the_report_to_read() -> None:
    after = report(*[False] * 8, *[True] * 4)
    since = compare(report(*[True] * 12), after)
    line = "| chart-questions.exact | all | 12 of 12 | 4 of 12 | 0 | 8 | 0.008 | 0.125 | worse"
    assert line in markdown(after, since)
    assert "<td>worse over cases</td>" in page(after, since)
    assert 'aria-label="figures before and after"' in page(after, since)
    assert "baseline" not in page(after)


def test_fewer_of_what_is_bad_is_better() -> None:
    def alarms(*counts: int) -> Report:
        cases = [
            replace(case(n, right=True, patient=f"Patient/{n}"), counts={"false-alarms": (c, 1)})
            for n, c in enumerate(counts)
        ]
        return Report(
            (Ran(suite_named("injected-errors"), "", whole=True, cases=tuple(cases)),),
            {"seed": "0"},
        )

    change = compare(alarms(*[1] * 8), alarms(*[0] * 8)).changes[0]
    assert change.verdict == "better"


def test_runs_of_other_cases_are_not_compared() -> None:
    other = replace(report(True), about={"seed": "1"})
    with pytest.raises(UsageError, match="seeds"):
        compare(report(True), other)
    with pytest.raises(UsageError, match="no case in common"):
        compare(report(True), replace(report(True), suites=()))


def test_cases_that_only_one_run_has_are_left_out_and_counted() -> None:
    found = compare(report(True, True, True), report(True, True))
    assert found.only_before == {"chart-questions": 1}
    assert found.changes[0].before == (2, 2)


def test_a_case_of_which_something_else_was_asked_is_another_one() -> None:
    before = report(True, True, True)
    ran = before.suites[0]
    other = replace(ran, cases=(*ran.cases[:2], replace(ran.cases[2], asked="5f2c")))
    found = compare(before, replace(before, suites=(other,), about={"seed": "0", "model": "b"}))
    assert found.only_before == found.only_after == {"chart-questions": 1}
    assert found.otherwise == {"model": ("-", "b")}
    assert "- model: - → b" in markdown(before, found)
    assert "- → b" in page(before, found)


def test_a_sample_is_called_one_and_published_figures_stand_beside_a_users_own() -> None:
    told = {"name": "Made-up Bench", "home": "example.org", "licence": "MIT", "data": "none",
            "differs": ["No rounds."],
            "figures": [{"who": "A|B", "figure": "f", "value": 0.5, "source": "2025"}]}  # fmt: skip
    suite = suite_named("chart-questions").model_copy(
        update={"published": Published.model_validate(told)}
    )
    ran = replace(report(True).suites[0], suite=suite)
    mine, sample = Report((ran,), {}), Report((replace(ran, sample=True),), {})
    assert "| A\\|B | f | 50.0 | 2025 |" in markdown(mine)
    assert "No rounds." in markdown(mine)
    assert "Published of Made-up Bench" in page(mine)
    for shown in (markdown(sample), page(sample)):
        assert "no published figure" in shown
        assert "2025" not in shown


def test_points_and_overlaps_have_no_interval_of_proportions() -> None:
    points = EXACT.model_copy(update={"trials": False})
    held = report(*[True] * 6, False, False).suites[0].cases
    assert figure(held, points)["wilson"] is None
    assert figure(held, points)["by_patient"] is not None
    assert figure(held[:1], points)["by_patient"] is None


def gated(path: Path, text: str, held: Report) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [m.why for m in missed(read_gate(path, built_in()), held)]


def test_a_gate_lets_through_what_holds_its_bounds_and_nothing_else(tmp_path: Path) -> None:
    gate, held = tmp_path / "gate.toml", report(*[True] * 9, False)
    assert gated(gate, "[chart-questions.exact]\nat-least = 0.9", held) == []
    assert gated(gate, "[chart-questions.exact]\nat-least = 0.91", held) == [
        "9 of 10: rate 0.9000 is below 0.91"
    ]
    assert len(gated(gate, '[chart-questions.exact]\nat-least = 0.9\nby = "interval"', held)) == 1
    assert len(gated(gate, "[chart-questions.exact]\nat-most = 0.5", held)) == 1


def test_a_gate_is_missed_by_what_was_not_measured(tmp_path: Path) -> None:
    gate, bound = tmp_path / "gate.toml", "[chart-questions.exact]\nat-least = 0\n"
    assert len(gated(gate, f"{bound}cases = 20", report(True))) == 1
    assert len(gated(gate, f'{bound}part = "held out"', report(True))) == 1
    assert len(gated(gate, "[summaries.covered]\nat-least = 0", report(True))) == 1
    assert len(gated(gate, bound, report(True, crashed=1))) == 1
    assert gated(gate, f"max-broken = 1\n{bound}", report(True, crashed=1)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "max-broken = -1\n[chart-questions.exact]\nat-least = 0.5",
        "[chart-questions.exat]\nat-least = 0.5",
        "[chart-question.exact]\nat-least = 0.5",
        "[chart-questions.exact]\nat_least = 0.5",
        "[chart-questions.exact]\nat-least = 95",
        "[chart-questions.exact]\npart = 'all'",
        "[chart-questions]",
        "max-broken = true\n[chart-questions.exact]\nat-least = 0.5",
        '[chart-questions.exact]\nat-least = "0.9"',
        "not toml",
    ],
)
def test_a_gate_that_would_hold_by_a_typing_error_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        gated(tmp_path / "gate.toml", text, report(True))


@pytest.mark.parametrize("text", ["", "[]", '{"suites": [{}], "about": {}}', '{"suites": 5}'])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_report(tmp_path)
    with pytest.raises(UsageError):
        read_report(tmp_path / "none")


def test_why_cases_were_not_measured_is_said() -> None:
    ran = replace(report(True, crashed=2).suites[0], unmeasured={"KeyError": 2})
    for shown in (markdown(Report((ran,), {})), page(Report((ran,), {}))):
        assert "2 not measured: KeyError" in shown


def test_a_gate_counts_cases_and_not_what_is_counted_in_them(tmp_path: Path) -> None:
    one = replace(case(1, right=True), counts={"exact": (60, 60)})
    held = Report((Ran(suite_named("chart-questions"), "", whole=True, cases=(one,)),), {})
    bound = "[chart-questions.exact]\nat-least = 0.5\ncases = 50"
    assert gated(tmp_path / "gate.toml", bound, held) == ["1 cases counted, 50 needed"]


def test_a_gate_is_missed_by_a_sample_that_stands_in_for_a_benchmark(tmp_path: Path) -> None:
    suite = suite_named("medqa")
    one = replace(case(1, right=True), counts={"right": (1, 1)})
    held = Report((Ran(suite, "", whole=True, cases=(one,), sample=True),), {})
    (why,) = gated(tmp_path / "gate.toml", "[medqa.right]\nat-least = 0.1", held)
    assert "our own making" in why


def test_reports_that_do_not_agree_on_what_is_better_are_not_compared() -> None:
    held = report(True, False)
    ran = held.suites[0]
    fewer = EXACT.model_copy(update={"better": "fewer"})
    turned = ran.suite.model_copy(update={"measures": (fewer, *ran.suite.measures[1:])})
    vars(turned).pop("by_name", None)
    with pytest.raises(UsageError, match="exact"):
        compare(held, replace(held, suites=(replace(ran, suite=turned),)))


def test_what_has_no_part_in_a_comparison_is_counted_everywhere() -> None:
    before = report(True, True, True)
    ran = before.suites[0]
    silent = replace(ran.cases[0], counts={"unsupported": (0, 1)})
    after = replace(before, suites=(replace(ran, cases=(silent, *ran.cases[1:])),))
    found = compare(before, after)
    assert next(c for c in found.changes if c.part == "all").unpaired == 1
    for shown in (markdown(after, found), page(after, found)):
        assert "1 counts of a figure that only one has" in shown
    other = replace(ran, suite=suite_named("abstention"), cases=ran.cases[:2])
    found = compare(replace(before, suites=(ran, other)), before)
    assert found.only_before == {"chart-questions": 0, "abstention": 2}
