"""How long a course lasts, where only the words of the order say it."""

from typing import Any

import pytest

from chartside.fhir.clinical import current_medications, past_medications
from chartside.fhir.projection.course_words import days_told


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("500 mg by mouth three times daily for ten days", 10),
        ("1 cap tds x 7 days", 7),
        ("2 tabs bd x5d", 5),
        ("one bd for 2/52", 14),
        ("1 tablet twice daily, 7-day course", 7),
        ("one tablet daily for 7 to 10 days", 10),
        ("one tablet every 8 hours for up to 14 days", 14),
        ("one tablet daily for five (5) days", 5),
        ("1 tablet weekly for 4 weeks", 28),
        ("one at night for a fortnight", 14),
        ("40 mg for 5 days, then 20 mg for 5 days, then stop", 10),
        ("500 mg on day 1, then 250 mg daily for 4 days", 5),
        ("1 Tablette für 7 Tage", 7),
        ("1 comprimé pendant 10 jours", 10),
        ("1 comprimido durante 7 días", 7),
    ],
)
def test_a_length_in_words_is_the_length_of_the_course(words: str, days: int) -> None:
    assert days_told(words) == days


@pytest.mark.parametrize(
    "words",
    [
        "1 tablet daily",
        "1 tablet every 8 hours",
        "1 tablet daily for 30 days",  # as much as a pharmacy hands out at once
        "1 tablet twice daily for 90 days",
        "1 tablet daily for 6 months",
        "1 tablet for 5 days each month",
        "1 tablet daily for 21 days of a 28-day cycle",
        "1 tablet daily for 21 days, 7 days off",
        "40 mg for 5 days then 20 mg daily",
        "1 tablet daily for at least 10 days",
        "1 tablet daily for 10 days or longer",
        "apply for 12 hours a day",
        "apply one patch, leave on for 7 days",
        "see a doctor if not better for 3 days",
        "stop for 5 days before surgery",
        "do not use for more than 10 days",
        "take 1/7 tablet",
        "1 tablet per 2 days",
    ],
)
def test_what_may_be_meant_otherwise_ends_no_order(words: str) -> None:
    assert days_told(words) is None


def order(make: Any, text: str, **more: Any) -> Any:
    held = {"authoredOn": "2025-11-01", "dosageInstruction": [{"text": text}], **more}
    return make.order("m", "Amoxicillin 500 mg capsule", **held)


def test_a_course_in_words_that_has_run_out_is_not_current(make: Any) -> None:
    chart = make.chart(order(make, "1 capsule three times daily for ten days"))
    assert not current_medications(chart)
    (over,) = past_medications(chart)
    assert over.end is not None
    assert over.end.words == "11 November 2025"


@pytest.mark.parametrize(
    "more",
    [
        {"dispenseRequest": {"numberOfRepeatsAllowed": 3}},
        {"courseOfTherapyType": {"coding": [{"code": "continuous"}]}},
        {"dosageInstruction": [{"text": "for ten days"}, {"text": "1 capsule daily"}]},
    ],
)
def test_an_order_that_goes_on_is_not_ended_by_the_words_of_one_supply(
    make: Any, more: dict[str, Any]
) -> None:
    (held,) = current_medications(make.chart(order(make, "1 capsule daily for ten days", **more)))
    assert held.end is None
