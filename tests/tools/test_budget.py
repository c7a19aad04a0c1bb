"""What reading may cost, counted the same for whoever calls."""

from typing import Any

import pytest

from chartside.errors import ToolError
from chartside.tools import TOOLS, Tool
from chartside.tools.budget import Budget, Meter, Spent


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(calls=1), "1 calls"),
        (Budget(rows=2), "2 rows"),
        (Budget(characters=10), "10 characters"),
        (Budget(seconds=0.0), "0 seconds"),
    ],
)
async def test_each_bound_ends_reading_and_says_which_it_was(
    budget: Budget, words: str, make: Any
) -> None:
    chart = make.chart(make.lab("a", 4.0, "2025-01-01"), make.lab("b", 4.1, "2025-02-01"))
    meter = Meter(budget)
    if budget.seconds:
        assert len((await meter.call(TOOLS["find"], chart, {"kind": "lab"})).items) == 2
    with pytest.raises(ToolError, match=f"the budget of {words} was spent: answer from what"):
        await meter.call(TOOLS["find"], chart, {"kind": "lab"})


async def test_what_was_read_is_counted(make: Any) -> None:
    chart = make.chart(make.lab("a", 4.0, "2025-01-01"), make.lab("b", 4.1, "2025-02-01"))
    meter = Meter(Budget())
    found = await meter.call(TOOLS["find"], chart, {"kind": "lab"})
    spent = meter.spent
    assert (spent.calls, spent.rows) == (1, 2)
    told = [*(row.line for row in found.items), *(r for row in found.items for r in row.references)]
    assert spent.characters == sum(map(len, told))
    assert spent.seconds > 0


async def test_a_refused_call_is_counted_so_that_none_is_tried_for_ever(make: Any) -> None:
    meter = Meter(Budget(calls=3))
    for _ in range(3):
        with pytest.raises(ToolError, match="kind must be one of"):
            await meter.call(TOOLS["find"], make.chart(), {"kind": "nonsense"})
    with pytest.raises(ToolError, match="budget of 3 calls"):
        await meter.call(TOOLS["find"], make.chart(), {"kind": "lab"})


async def test_a_call_that_a_bug_ends_is_counted_too(make: Any) -> None:
    async def broken(_: Any) -> Any:
        raise ZeroDivisionError

    meter = Meter(Budget(calls=1))
    with pytest.raises(ZeroDivisionError):
        await meter.call(Tool("broken", broken), make.chart(), {})
    with pytest.raises(ToolError, match="budget of 1 calls"):
        await meter.call(TOOLS["find"], make.chart(), {"kind": "lab"})


async def test_a_budget_begins_anew_after_a_pause_and_no_call_is_a_pause(make: Any) -> None:
    moments = iter([0.0, 0.0, 0.0, 590.0, 1_180.0, 1_780.0, 1_780.0])
    meter = Meter(Budget(calls=1), pause=600.0, clock=lambda: next(moments))
    await meter.call(TOOLS["find"], make.chart(), {"kind": "lab"})
    for _ in range(2):  # at 590 and 1,180 seconds: asking again and again never ends a session
        with pytest.raises(ToolError, match="anew after 10 minutes without a call"):
            await meter.call(TOOLS["find"], make.chart(), {"kind": "lab"})
    assert (await meter.call(TOOLS["find"], make.chart(), {"kind": "lab"})).total == 0


def test_nothing_is_spent_before_the_first_call() -> None:
    assert Spent().over(Budget()) == ""
