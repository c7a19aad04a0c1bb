"""A document within its budget: reading ends, the rest is written, what was not read is said."""

from dataclasses import replace
from typing import Any

import pytest

from chartside.agent.asking.budget import BUDGET, Budget


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (replace(BUDGET, calls=3), "the budget of 3 calls was spent"),
        (replace(BUDGET, rows=4), "the budget of 4 rows was spent"),
        (replace(BUDGET, characters=50), "the budget of 50 characters was spent"),
        (replace(BUDGET, seconds=0.0), "the budget of 0 seconds was spent"),
    ],
)
async def test_a_spent_budget_leaves_a_draft_of_what_was_read_and_names_the_bound(
    budget: Budget, said: str, make: Any, run: Any
) -> None:
    state = await run(make.record(*make.small()), budget=budget).go()
    assert any(state["sections"].values())
    left = [u for u in state["unread"] if u.endswith(f"was not asked, {said}")]
    assert left
    asked = [c for held in state["evidence"].values() for c in held["calls"]]
    assert state["spent"] == len(asked) <= budget.calls
    assert not state["todo"]


async def test_what_reading_cost_is_counted_in_rows_and_characters(make: Any, run: Any) -> None:
    begun = run(make.record(*make.small()))
    state = await begun.go()
    assert state["rows"] > 0
    assert state["characters"] > state["rows"]
    assert not [u for u in state["unread"] if "budget" in u]
