"""Extremes, counts and denied bounds within the time that a sentence names; days without a year."""

import json
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
SERIES = {
    "2018-05-01": 152, "2019-03-03": 139, "2020-04-22": 149, "2021-05-22": 141,
    "2023-08-02": 144, "2025-06-04": 147, "2026-03-10": 137,
}  # fmt: skip
Body = dict[str, Any]


def _sodium(day: str, value: int) -> Body:
    return {
        "resourceType": "Observation",
        "id": day,
        "subject": {"reference": "Patient/1"},
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": "Sodium", "coding": [{"system": "http://loinc.org", "code": "2951-2"}]},
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": "mmol/L"},
        "referenceRange": [{"low": {"value": 135}, "high": {"value": 145}}],
    }


def _crp(name: str, day: str, value: int, status: str) -> Body:
    return {
        **_sodium(day, value),
        "id": name,
        "status": status,
        "code": {"text": "C-reactive protein"},
        "valueQuantity": {"value": value, "unit": "mg/L"},
        "referenceRange": [],
    }


@pytest.fixture(scope="module")
def chart() -> Chart:
    """Seven sodium results of nine years, the highest first, the lowest last; and two of CRP."""
    bodies: list[Body] = [
        {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960-01-01"},
        *(_sodium(day, value) for day, value in SERIES.items()),
        _crp("crp-p", "2026-05-01", 12, "preliminary"),
        _crp("crp", "2026-05-02", 15, "final"),
        _crp("crp-e", "2026-04-30", 11, "entered-in-error"),
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _verdict(chart: Chart, text: str, *names: str) -> Verdict:
    cited = tuple(Citation(f"Observation/{n}") for n in names)
    return check(Statement(text, cited), chart).verdict


BY_VALUE = {value: day for day, value in SERIES.items()}
HIGHEST = (
    "The highest sodium {time} was {value} mmol/L.",
    "Sodium peaked at {value} mmol/L {time}.",
    "{Time} the highest sodium was {value} mmol/L.",
    "Sodium {value} mmol/L: the highest {time}.",
    "Highest sodium {time}: {value}.",
)
LOWEST = (
    "The lowest sodium {time} was {value} mmol/L.",
    "{Time} the lowest sodium was {value} mmol/L.",
    "Lowest sodium {time}: {value}.",
)
TIMES = {  # the time, its highest, its lowest, one that lies in it and is neither
    "since 2019": (149, 137, 144),
    "since 2021": (147, 137, 144),
    "after 2020": (147, 137, 144),
    "since May 2021": (147, 137, 144),
    "between 2019 and 2023": (149, 139, 141),
    "from 2019 to 2023": (149, 139, 141),
    "between 2018 and 2021": (152, 139, 141),
    "before 2021": (152, 139, 149),
    "in the last four years": (147, 137, 144),
    "in the past 4 years": (147, 137, 144),
    "over the period 2019-2023": (149, 139, 141),
    "in the years 2019 to 2023": (149, 139, 141),
    "during 2019-2023": (149, 139, 141),
}


@pytest.mark.parametrize("time", TIMES)
def test_an_extreme_is_that_of_the_time_that_is_named(chart: Chart, time: str) -> None:
    high, low, other = TIMES[time]
    for frames, right in ((HIGHEST, high), (LOWEST, low)):
        for frame in frames:
            text = frame.format(time=time, Time=time.capitalize(), value=right)
            assert _verdict(chart, text, BY_VALUE[right]) is Verdict.SUPPORTED, text
            false = frame.format(time=time, Time=time.capitalize(), value=other)
            assert _verdict(chart, false, BY_VALUE[other]) in FOUND, false


@pytest.mark.parametrize("time", ["since 2022", "after 2018", "between 2019 and 2023"])
def test_an_extreme_of_another_time_is_not_that_of_this_one(chart: Chart, time: str) -> None:
    for frame in HIGHEST:
        text = frame.format(time=time, Time=time.capitalize(), value=152)
        assert _verdict(chart, text, "2018-05-01") in FOUND, text


def test_an_extreme_may_be_that_of_the_years_before_it(chart: Chart) -> None:
    for many in ("in four years", "in over four years", "for 4 years", "in nearly five years"):
        text = f"Sodium was 147 mmol/L on 4 June 2025, its highest {many}."
        assert _verdict(chart, text, "2025-06-04") is Verdict.SUPPORTED, text
    false = "Sodium was 147 mmol/L on 4 June 2025, its highest in six years."
    assert _verdict(chart, false, "2025-06-04") in FOUND


def test_the_year_named_by_since_may_have_had_the_higher_one(chart: Chart) -> None:
    text = "At 147 mmol/L, the sodium of June 2025 was the highest since {}."
    assert _verdict(chart, text.format(2020), "2025-06-04") is Verdict.SUPPORTED
    assert _verdict(chart, text.format(2019), "2025-06-04") in FOUND


@pytest.mark.parametrize("ever", ["ever", "on record", "to date", "of all", "so far"])
def test_an_extreme_of_all_is_compared_with_all(chart: Chart, ever: str) -> None:
    text = "Sodium {} mmol/L in {}, its highest {}."
    assert _verdict(chart, text.format(152, "May 2018", ever), "2018-05-01") is Verdict.SUPPORTED
    assert _verdict(chart, text.format(147, "June 2025", ever), "2025-06-04") in FOUND


@pytest.mark.parametrize(
    "frame",
    [
        "Sodium has stayed at or below {} mmol/L since 2021.",
        "Since 2021 sodium has not exceeded {} mmol/L.",
        "Since 2021 sodium has remained at or below {} mmol/L.",
    ],
)
def test_what_stayed_within_a_bound_is_held_against_all_of_that_time(
    chart: Chart, frame: str
) -> None:
    assert _verdict(chart, frame.format(147), "2025-06-04") is Verdict.SUPPORTED
    for cited in ("2025-06-04", "2021-05-22"):
        assert _verdict(chart, frame.format(145), cited) in FOUND, cited


def test_the_first_and_the_last_are_those_of_the_time_too(chart: Chart) -> None:
    frames = {
        ("The last sodium before 2025 was {} mmol/L.", 144): 141,
        ("The latest sodium before 2021 was {} mmol/L.", 149): 139,
        ("The first sodium after 2019 was {} mmol/L.", 149): 139,
        ("The first sodium since 2021 was {} mmol/L.", 141): 144,
    }
    for (frame, right), wrong in frames.items():
        assert _verdict(chart, frame.format(right), BY_VALUE[right]) is Verdict.SUPPORTED, frame
        assert _verdict(chart, frame.format(wrong), BY_VALUE[wrong]) in FOUND, frame


COUNTED = (
    "Sodium was {bound} {times}.",
    "{Times}, sodium was {bound}.",
    "{number} sodium results were {bound}.",
    "{number} sodium results {bound}.",
    "The sodium has been {bound} {times}.",
    "Sodium has been {bound} on {number} occasions.",
)
BOUNDS = {"above 150": 1, "over 148": 2, "above 145": 3, "below 140": 2, "under 138": 1}
TIMES_SAID = {1: "once", 2: "twice", 3: "three times", 4: "four times"}
NUMBERS = {1: "One", 2: "Two", 3: "Three", 4: "Four"}


@pytest.mark.parametrize(("frame", "bound"), [*product(COUNTED, BOUNDS)])
def test_only_the_results_beyond_a_bound_are_counted_where_it_says_so(
    chart: Chart, frame: str, bound: str
) -> None:
    def said(number: int) -> str:
        return frame.format(
            bound=bound,
            times=TIMES_SAID[number],
            Times=TIMES_SAID[number].capitalize(),
            number=NUMBERS[number],
        )

    limit, above = int(bound.split()[1]), bound.startswith(("above", "over"))
    beyond = [day for day, v in SERIES.items() if (v > limit if above else v < limit)]
    right = BOUNDS[bound]
    assert len(beyond) == right
    assert _verdict(chart, said(right), *beyond) is Verdict.SUPPORTED, said(right)
    assert _verdict(chart, said(right + 1), *beyond) in FOUND, said(right + 1)


NONE = (
    "No sodium {over} {limit} mmol/L{time}.",
    "No sodium result {over} {limit}{time} is on record.",
    "There is no sodium {over} {limit}{time}.",
    "Sodium was never {over} {limit}{time}.",
    "None of the sodium results{time} was {over} {limit}.",
    "Not one sodium{time} was {over} {limit}.",
    "She has not had a sodium {over} {limit}{time}.",
    "There has been no sodium {over} {limit}{time}.",
)
SPANS = {("above", ""): 152, ("above", " since 2019"): 149, ("above", " since 2021"): 147,
         ("below", ""): 137, ("below", " before 2021"): 139,
         ("higher than", " since 2021"): 147}  # fmt: skip


@pytest.mark.parametrize(("frame", "span"), [*product(NONE, SPANS)])
def test_a_bound_that_none_lies_beyond_is_held_against_all(
    chart: Chart, frame: str, span: tuple[str, str]
) -> None:
    over, time = span
    end = SPANS[span]
    true = frame.format(over=over, limit=end, time=time)
    assert _verdict(chart, true, BY_VALUE[end]) is Verdict.SUPPORTED, true
    nearer = end + (2 if over == "below" else -2)
    false = frame.format(over=over, limit=nearer, time=time)
    assert _verdict(chart, false, BY_VALUE[end]) in FOUND, false
    assert _verdict(chart, false, "2021-05-22") in FOUND, false


@pytest.mark.parametrize("day", ["22 May", "May 22", "22nd May"])
def test_an_older_day_without_its_year_reads_as_of_this_year_and_is_not_found_so(
    chart: Chart, day: str
) -> None:
    cited = (Citation("Observation/2021-05-22"),)
    judged = check(Statement(f"Sodium was 141 mmol/L on {day}.", cited), chart)
    assert judged.verdict in FOUND
    assert "which without a year is of 2026" in judged.reasons[0]
    named = f"In 2021 sodium was checked: 141 mmol/L on {day}."
    assert _verdict(chart, named, "2021-05-22") is Verdict.SUPPORTED


def test_an_earlier_number_may_be_a_preliminary_one_and_none_entered_in_error(chart: Chart) -> None:
    for frame in (
        "CRP was 15 mg/L on 2 May 2026, previously {}.",
        "CRP was 15 mg/L on 2 May 2026, previously {} (preliminary).",
        "CRP 15 mg/L on 2 May 2026, up from a preliminary {} mg/L.",
    ):
        assert _verdict(chart, frame.format(12), "crp", "crp-p") is Verdict.SUPPORTED, frame
        assert _verdict(chart, frame.format(13), "crp", "crp-p") in FOUND, frame
        assert _verdict(chart, frame.format(11), "crp", "crp-e") in FOUND, frame
    assert _verdict(chart, "CRP was 12 mg/L on 1 May 2026.", "crp-p") in FOUND


@pytest.mark.parametrize(
    "frame",
    [
        "Two sodium results: {a} mmol/L on the first and {b} mmol/L on the second.",
        "Sodium was {a} the first time and {b} mmol/L the second time.",
        "The first sodium was {a} mmol/L, the second {b} mmol/L.",
        "Serial sodium: {a} on the first ({one}), {b} on the second ({other}).",
    ],
)
def test_the_first_and_the_second_of_those_told_stand_in_the_order_of_their_days(
    chart: Chart, frame: str
) -> None:
    days = {"one": "22 May 2021", "other": "4 June 2025"}
    cited = ("2021-05-22", "2025-06-04")
    assert _verdict(chart, frame.format(a=141, b=147, **days), *cited) is Verdict.SUPPORTED
    assert _verdict(chart, frame.format(a=147, b=141, **days), *cited) in FOUND
