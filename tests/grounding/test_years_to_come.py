"""Years from 2100 on, where de-identified records lie; a count of 2150 is no year."""

import pytest

from chartside.grounding.reading.dates import dates_in

YEARS = [
    ("in 2150", ["2150"]),
    ("since 2148", ["2148"]),
    ("after 2147", ["2147"]),
    ("until 2213.", ["2213"]),
    ("between 2140 and 2143", ["2140", "2143"]),
    ("from 2140 to 2143", ["2140", "2143"]),
    ("The year 2146", ["2146"]),
    ("Potassium was 4.1 in 2147.", ["2147"]),
    ("diagnosed in 1897", ["1897"]),
    ("12 March 2213", ["2213-03-12"]),
    ("2201-05-03", ["2201-05-03"]),
    ("2148: cataract surgery", ["2148"]),
    ("in early 2148", ["2148"]),
]


@pytest.mark.parametrize(("text", "days"), YEARS, ids=[t for t, _ in YEARS])
def test_a_year_is_read_where_only_a_time_can_stand(text: str, days: list[str]) -> None:
    assert [d.when.day for d in dates_in(text) if d.when] == days


VALUES = [
    "in 2150 ml",
    "2150 ml of fluid",
    "2200 kcal",
    "platelets 2150",
    "NT-proBNP was 2150",
    "NT-proBNP of 2150",
    "NT-proBNP 2150, troponin 3",
    "NT-proBNP fell from 2240 to 2150",
    "NT-proBNP increased to 2150",
    "Ferritin dropped between 2200 and 2150",
    "intake of 2200 calories",
    "a target: 2150",
    "(2150)",
    "seen at 2130",
    "Nil by mouth after 2200",
    "in 2150 patients",
]


@pytest.mark.parametrize("text", VALUES)
def test_a_value_or_an_hour_is_no_year(text: str) -> None:
    assert [d.text for d in dates_in(text)] == []


def test_more_than_999_days_are_read_as_a_length_of_time() -> None:
    (told,) = dates_in("Hospital admission 1020 days ago")
    assert told.back is not None
    assert told.back.gist == (1020.0, "day")
    assert dates_in("2150 weeks ago") == []
