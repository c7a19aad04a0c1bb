"""A document within its budget: reading ends, the rest is written, what was not read is said."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from typing_extensions import override

from chartside.agent.asking.budget import BUDGET, Budget
from chartside.agent.authors.author import Task
from chartside.agent.authors.extractive import Extractive
from chartside.agent.graph import build_graph
from chartside.draft import Statement


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


class Stuck(Extractive):
    """A model that never answers for one section, as one does whose server hangs."""

    @override
    async def write(self, task: Task) -> tuple[Statement, ...]:
        if task.section.id == "allergies":
            await asyncio.Event().wait()
        return await super().write(task)


async def test_a_section_that_takes_too_long_is_left_out_said_and_costs_no_other(
    make: Any, run: Any
) -> None:
    budget = replace(BUDGET, writing=1.0)
    begun = run(make.record(*make.small()), author=Stuck(), budget=budget)
    state = await begun.go()
    assert not state["sections"]["allergies"]
    assert state["sections"]["problems"]
    said = [line for held in state["left_out"].values() for line in held]
    assert "allergies: not written, the model's answer was slow" in said
    assert await begun.next() == ("review",)


async def test_a_run_that_is_called_off_goes_on_where_it_was_with_what_was_written(
    make: Any, run: Any
) -> None:
    begun = run(make.record(*make.small()), author=Stuck())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(begun.go(), 3.0)
    assert "write" in await begun.next()
    later = replace(begun, context=replace(begun.context, author=Extractive()))
    graph = build_graph(begun.saver)
    state = await graph.ainvoke(None, later.config, context=later.context, durability="sync")
    assert state["sections"]["allergies"]
    assert state["sections"]["problems"]
