"""Partial dates stay partial."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.when import parse_when


@pytest.mark.parametrize(
    ("text", "precision", "words"),
    [
        ("2019", "year", "2019"),
        ("2019-03", "month", "March 2019"),
        ("2019-03-02", "day", "2 March 2019"),
        ("2019-03-02T23:30:00-05:00", "time", "2 March 2019"),
        ("2019-03-02T23:30:00.123Z", "time", "2 March 2019"),
    ],
)
def test_a_date_keeps_the_precision_it_was_written_in(
    text: str, precision: str, words: str
) -> None:
    when = parse_when(text)
    assert when is not None
    assert (when.precision, when.words, when.text) == (precision, words, text)


def test_a_time_is_ordered_by_its_offset_and_shown_in_it() -> None:
    late, early = parse_when("2019-03-02T23:30:00-05:00"), parse_when("2019-03-03T01:00:00Z")
    assert late is not None
    assert early is not None
    assert late > early
    assert late.date == date(2019, 3, 2)


@pytest.mark.parametrize(
    "text", ["", "2019-13", "2019-02-30", "0000", "yesterday", "20190302", "2019-3-2"]
)
def test_what_is_no_fhir_date_is_none(text: str) -> None:
    assert parse_when(text) is None


def test_a_year_overlaps_its_days_and_not_the_next_year() -> None:
    year, day, after = parse_when("2019"), parse_when("2019-12-31"), parse_when("2020-01-01")
    assert year is not None
    assert day is not None
    assert after is not None
    assert year.overlaps(day)
    assert not year.overlaps(after)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_none_and_never_fails(text: str) -> None:
    when = parse_when(text)
    assert when is None or when.low < when.high


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31)))
def test_every_calendar_day_is_read_back(day: date) -> None:
    when = parse_when(day.isoformat())
    assert when is not None
    assert when.date == day
