"""Every order of day, month and year, with every mark between them, is the day that it says.

Forms: the date formats of Unicode CLDR, ISO 8601, military and Roman months; each crossed with what
stands before and behind a date in a note, so that neither eats into the other.
"""

from datetime import date
from itertools import product

import pytest

from chartside.grounding.reading.dates import dates_in
from chartside.grounding.reading.sentence import read

TODAY = date(2026, 11, 26)
DAYS = (date(2021, 6, 8), date(2012, 1, 12), date(2020, 11, 30), date(2019, 3, 23))
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DAY_FORMS = (
    *("{d} {B} {Y}", "{d}. {B} {Y}", "{d}.{b}.{Y}", "{dd}{b}{Y}"),
    *("{d}-{b}-{Y}", "{dd}/{b}/{Y}", "{nth} {B} {Y}", "{nth} {b}, {Y}"),
    *("the {nth} of {B} {Y}", "the {nth} of {B}, {Y}", "the {nth} day of {B} {Y}"),
    *("{nth} of {B} of the year {Y}",),
    *("{d} {b} '{yy}", "{d} {b}. {Y}", "{dd}{b}{yy}", "{dd}-{b}-{yy}"),
    *("{dd}/{b}/{yy}", "{B} {d}, {Y}", "{B} {d} {Y}", "{b} {nth}, {Y}"),
    *("{b}. {d}, {Y}", "{B} the {nth}, {Y}", "{B} {nth} of {Y}", "{b}-{dd}-{Y}"),
    *("{b}/{d}/{Y}", "{b} {nth} {Y}", "{b} {d} '{yy}", "{Y} {B} {d}"),
    *("{Y}-{b}-{dd}", "{Y}/{mm}/{dd}", "{Y}-{mm}-{dd}", "{Y}.{mm}.{dd}"),
    *("{Y}{mm}{dd}", "{Y}/{m}/{d}", "{d}-{R}-{Y}", "{d}.{R}.{Y}"),
    *("{d}/{R}/{Y}", "{A}, {d} {B} {Y}", "{A} {d} {B} {Y}", "{A} the {nth} of {B} {Y}"),
    *("{a} {d} {b} {Y}", "{a}, {B} {d}, {Y}", "{A}, {m}/{d}/{Y}", "{A} {dd}.{mm}.{Y}"),
    *("{d} {B} {Y} ({A})", "{d} {B}, in the year {Y}"),
)  # fmt: skip
MONTH_FORMS = (
    *("{B} {Y}", "{b} {Y}", "{b}. {Y}", "{B}, {Y}", "{B} of {Y}", "{B} of the year {Y}"),
    *("{b} '{yy}", "{b}'{yy}", "{b}-{Y}", "{b}/{Y}", "{b}{Y}", "{mm}/{Y}", "{mm}-{Y}", "{mm}.{Y}"),
    *("{Y}-{mm}", "{Y}/{mm}", "{B} in the year {Y}"),
)
AROUND = (
    *("on {}", "K 4.5 mmol/L {}", "{}: K 4.5 mmol/L", "BP 174/74 {}", "on {} 174/74 mmHg"),
    *("It was 4.5 ({})", "4.5, {}.", "{}, 4.5 mmol/L", "A visit - {}", "{} - 4.5 mmol/L"),
)


def _fields(day: date) -> dict[str, str]:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    nth = f"{day.day}{'th' if day.day in {11, 12, 13} else ending}"
    return {
        "d": str(day.day), "dd": f"{day.day:02}", "nth": nth, "m": str(day.month),
        "mm": f"{day.month:02}", "b": f"{day:%b}", "B": f"{day:%B}", "Y": f"{day:%Y}",
        "yy": f"{day:%y}", "A": f"{day:%A}", "a": f"{day:%a}", "R": ROMAN[day.month - 1],
    }  # fmt: skip


def _said(text: str) -> list[str]:
    return [d.when.day if d.when else "?" for d in dates_in(text)]


@pytest.mark.parametrize("form", DAY_FORMS)
def test_a_day_is_read_in_any_order_with_any_mark(form: str):
    for day, around in product(DAYS, AROUND):
        text = around.format(form.format(**_fields(day)))
        assert _said(text) == [day.isoformat()], text


@pytest.mark.parametrize("form", MONTH_FORMS)
def test_a_month_is_read_with_its_year_however_they_are_joined(form: str):
    for day, around in product(DAYS, AROUND):
        text = around.format(form.format(**_fields(day)))
        assert _said(text) == [f"{day:%Y-%m}"], text


@pytest.mark.parametrize("form", [*DAY_FORMS, *MONTH_FORMS])
def test_no_part_of_a_date_is_a_number_or_a_word(form: str):
    for day, around in product(DAYS, AROUND):
        sentence = read(around.format(form.format(**_fields(day))))
        numbers = {str(q.number) for q in sentence.quantities}
        assert numbers <= {"4.5", "174"}, sentence.text
        held = {w for t in sentence.terms for w in t.words}
        assert not held & {"january", "june", "november", "march", "jan", "jun", "nov", "mar"}
        assert not any(w.isdigit() for w in held), sentence.text


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("early 2019", "2019-01-01", "2019-05-31"),
        ("in the early part of 2019", "2019-01-01", "2019-05-31"),
        ("mid-2019", "2019-04-01", "2019-09-30"),
        ("in the middle of 2019", "2019-04-01", "2019-09-30"),
        ("late 2019", "2019-08-01", "2019-12-31"),
        ("towards the end of 2019", "2019-08-01", "2019-12-31"),
        ("in early March 2019", "2019-03-01", "2019-03-15"),
        ("late in March 2019", "2019-03-16", "2019-03-31"),
        ("in mid-March 2019", "2019-03-08", "2019-03-23"),
        ("in the spring of 2019", "2019-03-01", "2019-06-21"),
        ("in summer 2019", "2019-06-01", "2019-09-23"),
        ("in the autumn of the year 2019", "2019-09-01", "2019-12-21"),
        ("Q1 2020", "2020-01-01", "2020-03-31"),
        ("2020 Q3", "2020-07-01", "2020-09-30"),
        ("in the second quarter of 2020", "2020-04-01", "2020-06-30"),
        ("in the first half of 2020", "2020-01-01", "2020-06-30"),
        ("in H2 2020", "2020-07-01", "2020-12-31"),
        ("the week of 6 March 2019", "2019-03-04", "2019-03-12"),
        ("w/c 4 March 2019", "2019-03-04", "2019-03-10"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("in the late 1990s", "1994-01-01", "1999-12-31"),
        ("in FY 2019", "2018-04-01", "2020-06-30"),
        ("in 2018/19", "2018-01-01", "2019-12-31"),
        ("in the summer of '19", "2019-06-01", "2019-09-23"),
        ("Q4/2019", "2019-10-01", "2019-12-31"),
        ("in the first week of March 2019", "2019-03-01", "2019-03-10"),
        ("in week 12 of 2019", "2019-03-13", "2019-03-31"),
    ],
)
def test_a_part_of_a_year_or_month_is_a_run_of_days(said: str, first: str, last: str):
    (dated,) = dates_in(f"Seen {said}.")
    assert dated.window == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("said", "true", "false"),
    [
        ("a fortnight ago", "2026-11-12", "2026-10-29"),
        ("two weeks back", "2026-11-12", "2026-10-29"),
        ("half a year ago", "2026-05-26", "2026-09-26"),
        ("a year and a half ago", "2025-05-26", "2023-11-26"),
        ("3 yrs ago", "2023-11-26", "2021-11-26"),
        ("6 wks ago", "2026-10-15", "2026-08-15"),
        ("3/52 ago", "2026-11-05", "2026-11-23"),
        ("2/12 ago", "2026-09-26", "2026-11-12"),
        ("since eight days", "2026-11-18", "2026-11-01"),
        ("the day before yesterday", "2026-11-24", "2026-11-25"),
        ("the month before last", "2026-09-10", "2026-10-10"),
        ("this time last year", "2025-11-20", "2025-06-20"),
        ("a year ago today", "2025-11-26", "2025-06-26"),
        ("last night", "2026-11-25", "2026-11-23"),
        ("this morning", "2026-11-26", "2026-11-25"),
        ("last summer", "2026-07-10", "2026-02-10"),
        ("in the last decade", "2020-01-01", "2010-01-01"),
        ("over the last two weeks", "2026-11-20", "2026-10-20"),
    ],
)
def test_a_time_told_from_today_holds_the_day_that_it_means(said: str, true: str, false: str):
    (dated,) = dates_in(f"It was 4.5 {said}.")
    window = dated.resolved(TODAY).window
    assert window is not None
    assert window[0] <= date.fromisoformat(true) <= window[1]
    assert not window[0] <= date.fromisoformat(false) <= window[1]


@pytest.mark.parametrize(
    "text",
    [
        "Weight 82.5 kg", "BP 134/76", "Ratio 12.2", "Platelets 2019 10*9/L", "3/4 tablets",
        "It may 2 hours last", "NT-proBNP of 2023 ng/L", "12/2 tablets", "Grade 2-3", "1990 mg",
        "may have March-type", "5-6 readings", "a second opinion", "sats in the 90s",
    ],
)  # fmt: skip
def test_what_is_no_date_is_read_as_none(text: str):
    assert dates_in(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("Tuesday 9/4/2018", "2018-09-04"), ("Monday, 9/4/2018", "2018-04-09"), ("9/4/2018", None)],
)
def test_a_weekday_tells_which_of_two_days_is_meant(text: str, day: str | None):
    (dated,) = dates_in(f"Seen {text}.")
    assert (dated.when.day if dated.when else None) == day


def test_a_weekday_that_the_day_was_not_makes_it_no_day():
    (dated,) = dates_in("Seen on Monday, 23 March 2019.")
    assert dated.unreadable


def test_a_saturation_is_no_saturday():
    (dated,) = dates_in("O2 Sat 3 March 2019: 96 %")
    assert dated.when is not None
    assert dated.when.day == "2019-03-03"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Admitted 3-5 March 2019.", ["2019-03-03", "2019-03-05"]),
        ("Admitted 3rd to 5th March 2019.", ["2019-03-03", "2019-03-05"]),
        ("Admitted 3 March - 5 April 2019.", ["2019-03-03", "2019-04-05"]),
        ("Admitted from 28 December to 3 January 2019.", ["2018-12-28", "2019-01-03"]),
        ("Seen on the 3rd and the 7th of June 2020.", ["2020-06-03", "2020-06-07"]),
        ("Seen on 3, 5 and 7 June 2020.", ["2020-06-03", "2020-06-05", "2020-06-07"]),
        ("On apixaban 5mg 2017 to 2018.", ["2017", "2018"]),
        ("On it 2017-2018.", ["2017", "2018"]),
        ("Between Sep 2018 and Jan '19.", ["2018-09", "2019-01"]),
        ("Onset about June, resolved by August 2019.", ["2019-08"]),
        ("LDL-C 2026: min 1.3.", ["2026"]),
        ("With a 2022 minimum of 52.", ["2022"]),
        ("Since about 2015.", ["2015"]),
    ],
)
def test_days_and_years_that_share_their_year_each_have_it(text: str, days: list[str]):
    assert _said(text) == days


@pytest.mark.parametrize("ahead", ["As far back as", "As early as", "As recently as"])
@pytest.mark.parametrize("asked", ["start date", "date of onset", "year of diagnosis", "stop date"])
def test_a_year_that_a_date_or_a_reach_into_the_past_is_said_to_be_is_one(ahead: str, asked: str):
    assert _said(f"{ahead} 1983 she was put on verapamil 40 mg.") == ["1983"]
    assert _said(f"The {asked} of verapamil is 1983; currently active.") == ["1983"]
    assert _said(f"{asked.capitalize()} for yaz was 2021.") == ["2021"]


def test_what_was_measured_beside_a_date_is_no_year():
    assert _said("On that date the NT-proBNP was 1983 ng/L.") == []
