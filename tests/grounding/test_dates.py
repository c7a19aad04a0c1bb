"""Dates told from another day, in either order of day and month, and times of day."""

from datetime import date

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart
from chartside.grounding import DateOrder, check
from chartside.grounding.reading.clock import clocks_in
from chartside.grounding.reading.dates import dates_in

TODAY = date(2026, 11, 26)
K = "Observation/potassium-2026-11-03"


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("today", "2026-11-26", "2026-11-26"),
        ("yesterday", "2026-11-25", "2026-11-25"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("two weeks ago", "2026-11-08", "2026-11-16"),
        ("in the last three months", "2026-08-26", "2026-11-26"),
        ("over the past year", "2025-01-01", "2025-12-31"),
        ("last Monday", "2026-11-23", "2026-11-23"),
    ],
)
def test_a_relative_date_is_a_run_of_days_before_the_charts_now(said: str, first: str, last: str):
    window = dates_in(f"It was 5.9 {said}")[0].resolved(TODAY).window
    assert window == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_month_earlier_is_told_from_the_date_before_it():
    _, told = dates_in("5.9 on 3 November 2026 and 5.5 a month earlier")
    window = told.resolved(TODAY).window
    assert window is not None
    assert window[0] <= date(2026, 10, 3) <= window[1]
    assert not window[0] <= date(2026, 10, 26) <= window[1]


def test_a_bare_month_takes_the_year_that_stands_later():
    june, august, november = dates_in(
        "3.8 kg in June, 5.5 kg in August and 6.7 kg in November 2019"
    )
    assert [d.when and d.when.text for d in (june, august, november)] == [
        "2019-06",
        "2019-08",
        "2019-11",
    ]


@pytest.mark.parametrize(
    ("order", "verdict"),
    [("dmy", Verdict.SUPPORTED), ("mdy", Verdict.CONTRADICTED), ("", Verdict.NOT_CHECKABLE)],
)
def test_an_ambiguous_date_is_read_only_where_its_order_is_stated(
    order: DateOrder, verdict: Verdict, demo: Chart
):
    statement = Statement("Potassium 5.9 mmol/L on 03/11/2026.", (Citation(K),))
    assert check(statement, demo, date_order=order).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Potassium was 5.9 mmol/L this month.", Verdict.SUPPORTED),
        ("Potassium was 5.9 mmol/L three weeks ago.", Verdict.SUPPORTED),
        ("Potassium was 5.9 mmol/L last month.", Verdict.CONTRADICTED),
        ("Potassium was 5.9 mmol/L two months ago.", Verdict.CONTRADICTED),
    ],
)
def test_last_month_is_judged_against_the_charts_now(text: str, verdict: Verdict, demo: Chart):
    assert check(Statement(text, (Citation(K),)), demo).verdict is verdict


def test_a_time_of_day_is_no_number():
    assert [c.text for c in clocks_in("at 22:15 and 8 am, ratio 3:1")] == ["22:15", "08:00"]


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("08:30", "08:30"),
        ("8:30 pm", "20:30"),
        ("8.30 am", "08:30"),
        ("8.30 p.m.", "20:30"),
        ("at 0830", "08:30"),
        ("1430 hrs", "14:30"),
        ("1430h", "14:30"),
        ("14h30", "14:30"),
        ("14.30 h", "14:30"),
        ("8 o'clock", "08:00"),
    ],
)
def test_a_time_of_day_is_read_by_any_clock(said: str, time: str):
    (clock,) = clocks_in(f"It was 4.5 {said} that day.")
    assert clock.text == time
