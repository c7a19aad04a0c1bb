"""Tools as a planner reads them, and its plan as calls that the tools themselves validate."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from chartside.agent.asking.answerer import Tried
from chartside.agent.asking.model.shapes import Plan, PlannedArgument, PlannedCall
from chartside.agent.asking.planning import SECTION
from chartside.agent.state import Call
from chartside.tools import TOOLS, Tool

HIDDEN: Final = frozenset({"propose", "cursor"})
"""A tool that suggests a change, and an argument that only the graph gives."""


def offered() -> Mapping[str, Tool]:
    """The tools that a planner may call: all that read."""
    return {name: tool for name, tool in sorted(TOOLS.items()) if name not in HIDDEN}


def tools_text() -> str:
    """Each tool with its first sentence and its arguments, a line each."""
    return "\n".join(line for tool in offered().values() for line in _lines(tool))


def _lines(tool: Tool) -> Iterable[str]:
    yield f"{tool.name}: {tool.description.split(chr(10) * 2)[0].replace(chr(10), ' ')}"
    required = set(tool.schema.get("required", ()))
    for name, meaning in tool.arguments.items():
        if name not in HIDDEN:
            must = " (needed)" if name in required else ""
            yield f"  {name}{must}: {meaning}"


def calls_of(plan: Plan) -> list[Call]:
    """The plan as calls; a tool that is not there stands in it too, for its error to be told."""
    return [
        Call(section=SECTION, tool=c.tool, arguments=_arguments(c))
        for c in plan.calls
        if c.tool in offered()
    ]


def _arguments(call: PlannedCall) -> dict[str, Any]:
    properties = offered()[call.tool].schema.get("properties", {})
    return {
        a.name: _value(a, properties.get(a.name, {}))
        for a in call.arguments
        if a.name not in HIDDEN and a.value != ""
    }


def _value(argument: PlannedArgument, schema: Mapping[str, Any]) -> Any:
    """The text as the type that the tool takes; what cannot be one is left for it to refuse."""
    text, kind = argument.value, schema.get("type")
    if kind == "integer" and text.lstrip("-").isdigit():
        return int(text)
    if kind == "boolean" and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text


def tried_text(tried: Iterable[Tried]) -> str:
    """What was run before: calls, counts and errors, and nothing that was found."""
    lines = [f"- {_said(t)}" for t in tried]
    if not lines:
        return "Nothing has been searched yet."
    return "\n".join(["Already searched, with the number of rows found:", *lines])


def _said(tried: Tried) -> str:
    words = ", ".join(f"{k}={v}" for k, v in tried.call["arguments"].items())
    return f"{tried.call['tool']}({words}): {tried.error or f'{tried.rows} rows'}"
