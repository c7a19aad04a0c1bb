"""Open requests: when they were due, which are overdue, and which are told first."""

from typing import Any


def order(make: Any, name: str, text: str, written: str, **more: Any) -> Any:
    return make.resource(
        "ServiceRequest",
        name,
        status="active",
        intent="order",
        code={"text": text},
        authoredOn=written,
        **more,
    )


async def test_a_request_past_its_day_is_said_to_be_overdue_and_since_when(
    make: Any, told: Any
) -> None:
    chart = make.chart(order(make, "o", "CT chest", "2025-03-12", occurrenceDateTime="2025-08"))
    assert await told(chart, "plans") == [
        "CT chest, ordered 12 March 2025, due August 2025: overdue, the order is still active."
    ]


async def test_a_request_whose_day_is_to_come_is_not_overdue(make: Any, told: Any) -> None:
    chart = make.chart(order(make, "o", "CT chest", "2025-12-12", occurrenceDateTime="2026-03"))
    assert await told(chart, "requests") == [
        "CT chest, ordered 12 December 2025, due March 2026: the order is still active."
    ]


async def test_the_longest_overdue_request_is_told_first(make: Any, told: Any) -> None:
    chart = make.chart(
        order(make, "a", "Mammogram", "2025-12-20"),
        order(make, "b", "Eye screening", "2025-06-01", occurrenceDateTime="2025-09"),
        order(make, "c", "CT chest", "2024-03-12", occurrenceDateTime="2024-08"),
    )
    for evidence in ("plans", "requests"):
        names = [s.split(",")[0] for s in await told(chart, evidence)]
        assert names == ["CT chest", "Eye screening", "Mammogram"]


async def test_a_request_that_something_answers_is_not_overdue(make: Any, told: Any) -> None:
    asked = order(make, "o", "Potassium", "2025-03-12", occurrenceDateTime="2025-04")
    (said,) = await told(make.chart(asked, make.lab("k", 4.4, "2025-04-02")), "requests")
    assert said == (
        "Potassium, ordered 12 March 2025, due April 2025: the order is still active, though a "
        "later entry may answer it."
    )
