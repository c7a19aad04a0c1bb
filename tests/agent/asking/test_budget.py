"""What a question may cost: the graph ends it, and what was left unread is said."""

from dataclasses import replace
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from chartside.agent.asking.budget import BUDGET, Budget
from chartside.agent.graph import build_graph
from chartside.errors import NothingToSay, UsageError


def many(make: Any) -> list[dict[str, Any]]:
    days = [f"20{y:02}-{m:02}-03" for y in range(10, 24) for m in range(1, 13)]
    return [make.lab(f"k{n}", 4.0 + (n % 10) / 10, day) for n, day in enumerate(days)]


async def asked(run: Any, record: Any, question: str, budget: Budget) -> dict[str, Any]:
    begun = run(record, budget=budget)
    config = {"configurable": {"thread_id": "q"}, "recursion_limit": 100}
    start = {
        "draft_id": "q",
        "patient": "Patient/1",
        "kind": "answer",
        "question": question,
        "as_of": "2026-01-01T00:00:00+00:00",
    }
    found: dict[str, Any] = await build_graph(InMemorySaver()).ainvoke(
        start, config, context=begun.context, durability="sync"
    )
    return found


async def test_a_document_is_no_question_and_no_prompt_is_made_of_one(run: Any, make: Any) -> None:
    long = "What was her last potassium? " * 100
    with pytest.raises(UsageError, match=r"may have 2,000 characters: ask in fewer words"):
        await asked(run, make.record(make.lab("k", 4.0, "2025-01-01")), long, BUDGET)


async def test_every_page_of_a_long_course_is_read_for_a_count(run: Any, make: Any) -> None:
    state = await asked(run, make.record(*many(make)), "How many potassium tests?", BUDGET)
    (sentence,) = state["sections"]["answer"]
    assert sentence["text"].startswith("Potassium was measured 168 times")
    assert state["spent"] == 4


@pytest.mark.parametrize(
    "question", ["How many potassium tests?", "Highest potassium?", "First potassium?"]
)
async def test_what_hangs_on_every_result_is_not_said_where_some_are_unread(
    run: Any, make: Any, question: str
) -> None:
    with pytest.raises(NothingToSay):
        await asked(run, make.record(*many(make)), question, replace(BUDGET, calls=2))


async def test_what_the_budget_left_unread_is_said_beside_the_answer(run: Any, make: Any) -> None:
    budget = replace(BUDGET, rows=50)
    state = await asked(run, make.record(*many(make)), "What was the last potassium?", budget)
    assert state["unread"] == ["find was not read to its end: the budget of 50 rows was spent"]
    assert len(state["sections"]["answer"]) == 1
