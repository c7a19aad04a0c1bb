"""The tools as LangChain knows them, bound to one open chart."""

from collections.abc import Iterable
from typing import Any, Final

from langchain_core.tools import StructuredTool, ToolException

from chartside.errors import ToolError, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.found import Found
from chartside.tools.adapters.told import told
from chartside.tools.budget import Budget, Meter
from chartside.tools.tool import TOOLS, Tool

BUDGET: Final = Budget()


def langchain_tools(
    chart: Chart, names: Iterable[str] | None = None, *, budget: Budget = BUDGET
) -> list[StructuredTool]:
    """Tools for a LangChain or LangGraph agent. They read this chart and no other, and are async.

    The message to the model is text with the sources of each row; its artifact is the `Found`
    itself. What a tool refuses is told to the model, which may try again.

    Args:
        chart: The open chart; no argument of a tool can name another.
        names: Which tools; by default every one.
        budget: Bounds of all calls of the tools made here, together.

    Raises:
        UsageError: There is no tool of a name.
    """
    wanted = sorted(TOOLS) if names is None else list(names)
    if unknown := sum(name not in TOOLS for name in wanted):
        raise UsageError(f"{unknown} tools are not known; there is {', '.join(sorted(TOOLS))}")
    meter = Meter(budget)
    return [_bound(TOOLS[name], chart, meter) for name in wanted]


def _bound(tool: Tool, chart: Chart, meter: Meter) -> StructuredTool:
    async def call(**arguments: Any) -> tuple[str, Found[Any]]:
        try:
            found = await meter.call(tool, chart, arguments)
        except ToolError as refused:
            raise ToolException(str(refused)) from None
        return told(found), found

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=tool.schema,
        coroutine=call,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )
