"""What is said of every result, or of the first and the last, is judged for each of them."""

from itertools import product
from typing import Any

import pytest

from chartside.fhir.chart import Chart

A1C = [f"Observation/a1c-{n}" for n in range(3)]
BPS = [f"Observation/bp-{n}" for n in range(3)]
LDL = [f"Observation/ldl-{n}" for n in range(3)]
DAYS = ("2025-01-10", "2025-06-10", "2026-01-10")


@pytest.fixture(scope="module")
def chart(records: Any) -> Chart:
    """HbA1c 9.4, 7.3, 7.9; LDL 4.1, 3.2, 2.4; pressures 148/86, 152/90, 134/78."""
    rows = zip(DAYS, (9.4, 7.3, 7.9), (4.1, 3.2, 2.4), strict=True)
    pressures = zip(DAYS, ((148, 86), (152, 90), (134, 78)), strict=True)
    return records.chart_of(
        *(
            body
            for n, (day, a1c, ldl) in enumerate(rows)
            for body in (
                records.result(f"a1c-{n}", "Hemoglobin A1c", "4548-4", day, number=a1c, unit="%",
                       low=4, high=6, flag="H"),
                records.result(f"ldl-{n}", "LDL", "13457-7", day, number=ldl, unit="mmol/L",
                       high=3.0),
            )
        ),
        *(records.pressure(f"bp-{n}", day, *pair) for n, (day, pair) in enumerate(pressures)),
    )  # fmt: skip


FALLS = ("has come down", "has fallen", "dropped", "went down", "has decreased")
STEPS = (
    "at every visit", "at each visit", "with each check", "with every check", "each time",
    "every time", "visit by visit", "without exception", "without interruption", "throughout",
    "at each successive reading", "steadily", "progressively", "continuously",
)  # fmt: skip


def test_a_fall_at_every_visit_has_no_rise_between(records: Any, chart: Chart) -> None:
    said = [f"{{}} {fall} {step}." for fall, step in product(FALLS, STEPS)]
    assert records.passed(chart, [s.format("HbA1c") for s in said], *A1C) == []
    assert records.flagged(chart, [s.format("LDL") for s in said], *LDL) == []


def test_a_fall_between_two_results_may_have_a_rise_between(records: Any, chart: Chart) -> None:
    texts = ["HbA1c has fallen from 9.4 to 7.9%.", "HbA1c came down over the year."]
    assert records.flagged(chart, texts, *A1C) == []


EARLY = ("at diagnosis", "initially", "at baseline", "then", "originally", "at first", "previously")
LATE = ("now", "currently", "at present", "most recently", "latterly", "this time")


def test_the_earlier_number_was_measured_first(records: Any, chart: Chart) -> None:
    ends = (A1C[0], A1C[2])
    frames = ("HbA1c {} {}, {} {}.", "HbA1c was {}% {} and is {}% {}.", "HbA1c: {} {}, {} {}")
    cross = list(product(frames, EARLY, LATE))
    right = [f.format("9.4", early, "7.9", late) for f, early, late in cross]
    wrong = [f.format("7.9", early, "9.4", late) for f, early, late in cross]
    assert records.flagged(chart, right, *ends) == []
    assert records.passed(chart, wrong, *ends) == []


def test_a_rise_from_the_later_number_to_the_earlier_is_false(records: Any, chart: Chart) -> None:
    ends = (A1C[0], A1C[2])
    for rise in ("rose", "has risen", "went up", "increased", "climbed"):
        for late in ("", " now"):
            wrong = f"HbA1c {rise} from 7.9 at diagnosis to 9.4{late}."
            assert records.passed(chart, [wrong, f"HbA1c {rise} from 7.9 to 9.4."], *ends) == []


ALL = ("All three readings were {}", "All three BP readings were {}", "Each of the readings was {}",
       "Every BP was {}", "BP {} on all three occasions", "BP {} on each occasion",
       "All of the BP readings were {}")  # fmt: skip
ABOVE = ("above", "over", "higher than", "greater than", "more than")
BELOW = ("below", "under", "lower than", "less than")


def test_all_readings_are_beyond_a_limit_only_if_each_is(records: Any, chart: Chart) -> None:
    high = [f.format(f"{way} {{}}") for f, way in product(ALL, ABOVE)]
    assert records.flagged(chart, [h.format("130/75") for h in high], *BPS) == []
    assert records.passed(chart, [h.format("140/85") for h in high], *BPS) == []
    low = [f.format(f"{way} {{}}") for f, way in product(ALL, BELOW)]
    assert records.flagged(chart, [w.format("160/95") for w in low], *BPS) == []
    assert records.passed(chart, [w.format("150/95") for w in low], *BPS) == []


NONE = ("None was {}", "None of the three readings was {}", "None of the BP readings was {}",
        "None of the readings were {}")  # fmt: skip


def test_none_is_beyond_a_limit_only_if_no_reading_is(records: Any, chart: Chart) -> None:
    said = [f.format(f"{way} {{}}") for f, way in product(NONE, ABOVE)]
    assert records.flagged(chart, [s.format("160/95") for s in said], *BPS) == []
    assert records.passed(chart, [s.format("150/90") for s in said], *BPS) == []


def test_two_of_three_are_counted(records: Any, chart: Chart) -> None:
    frames = ("{} of the three BP readings were {}.", "{} of the last three BP readings were {}.",
              "{} out of three BP readings were {}")  # fmt: skip
    right = [f.format("Two", "above 140/85") for f in frames]
    wrong = [f.format(n, w) for f in frames for n, w in (("One", "above 140/85"),
                                                         ("Two", "below 140/85"))]  # fmt: skip
    assert records.flagged(chart, right, *BPS) == []
    assert records.passed(chart, wrong, *BPS) == []


def test_all_are_normal_or_raised_only_if_each_is(records: Any, chart: Chart) -> None:
    frames = ("All three LDL results were {}.", "LDL {} on all three occasions.",
              "Every LDL was {}.", "All of the LDL results were {}")  # fmt: skip
    for frame in frames:
        assert (
            records.passed(chart, [frame.format(w) for w in ("high", "raised", "normal")], *LDL)
            == []
        )
        high = frame.replace("LDL", "HbA1c")
        assert records.flagged(chart, [high.format(w) for w in ("high", "raised")], *A1C) == []
        assert records.passed(chart, [high.format("normal")], *A1C) == []


TOP = ("The highest of the three readings was {}", "The highest BP was {}", "BP peaked at {}",
       "The highest of them was {}")  # fmt: skip
BOTTOM = ("The lowest of the three readings was {}", "The lowest BP was {}")


def test_the_highest_pressure_is_the_highest_of_those_cited(records: Any, chart: Chart) -> None:
    assert records.flagged(chart, [t.format("152/90") for t in TOP], *BPS) == []
    assert records.flagged(chart, [t.format("134/78") for t in BOTTOM], *BPS) == []
    for wrong in ("148/86", "134/78"):
        assert records.passed(chart, [t.format(wrong) for t in TOP], *BPS) == []
    for wrong in ("148/86", "152/90"):
        assert records.passed(chart, [t.format(wrong) for t in BOTTOM], *BPS) == []
