"""The tools in a LangChain agent: one chart, refusals that the model can act on, a budget."""

from typing import Any

import pytest
from langchain_core.messages import ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool

from chartside.errors import UsageError
from chartside.tools import TOOLS
from chartside.tools.adapters.langchain import langchain_tools
from chartside.tools.budget import Budget


def called(name: str, **arguments: Any) -> dict[str, Any]:
    """A call as a model makes it."""
    return {"type": "tool_call", "id": "1", "name": name, "args": arguments}


async def test_a_model_gets_text_with_sources_and_the_program_the_rows(make: Any) -> None:
    chart = make.chart(make.lab("k", 5.9, "2025-01-01"))
    (tool,) = langchain_tools(chart, ["find"])
    message = await tool.ainvoke(called("find", kind="lab"))
    assert isinstance(message, ToolMessage)
    assert "- [Observation/k] 2025-01-01 Potassium: 5.9 mmol/L" in str(message.content)
    assert message.artifact.items[0].reference == "Observation/k"


async def test_every_tool_is_offered_with_the_schema_of_its_signature(make: Any) -> None:
    offered = {t.name: convert_to_openai_tool(t)["function"] for t in langchain_tools(make.chart())}
    assert set(offered) == set(TOOLS)
    for name, tool in TOOLS.items():
        assert offered[name]["description"] == tool.description
        assert set(offered[name]["parameters"]["properties"]) == set(tool.arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"kind": "diagnosis"}, "kind must be one of"),
        ({"kind": "lab", "patient": "Patient/2"}, "wrong arguments: there is kind, words"),
        ({"kind": "lab", "chart": "Patient/2"}, "wrong arguments: there is kind, words"),
        ({}, "wrong arguments: kind"),
    ],
)
async def test_a_refusal_is_told_to_the_model_and_stops_nothing(
    arguments: dict[str, Any], told: str, make: Any
) -> None:
    (tool,) = langchain_tools(make.chart(), ["find"])
    message = await tool.ainvoke(called("find", **arguments))
    assert message.status == "error"
    assert told in message.content
    assert "Patient/2" not in message.content


async def test_a_spent_budget_is_told_and_shared_by_all_tools(make: Any) -> None:
    chart = make.chart(make.lab("k", 5.9, "2025-01-01"))
    find, trend = langchain_tools(chart, ["find", "lab_trend"], budget=Budget(calls=2))
    assert (await find.ainvoke(called("find", kind="lab"))).status == "success"
    assert (await find.ainvoke(called("find", kind="nonsense"))).status == "error"
    refused = await trend.ainvoke(called("lab_trend"))
    assert refused.content == (
        "the budget of 2 calls was spent: answer from what was read, and say that not all was"
    )


def test_a_tool_that_is_not_known_is_refused_with_those_there_are(make: Any) -> None:
    with pytest.raises(UsageError, match="there is assessments"):
        langchain_tools(make.chart(), ["find", "write_note"])
