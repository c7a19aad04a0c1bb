"""Tools as a planner reads them, and its plan as calls that the tools themselves validate."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from chartside.agent.asking.answerer import Tried
from chartside.agent.asking.model.shapes import PlanGiven, PlannedArgument, PlannedCall
from chartside.agent.asking.planning import SECTION
from chartside.agent.state import Call
from chartside.tools import TOOLS, Tool

HIDDEN: Final = frozenset({"propose", "cursor"})
"""A tool that suggests a change, and an argument that only the graph gives."""
_UNKNOWABLE: Final = frozenset(
    {
        *("lab_report", "read_note", "read_resource", "linked_to", "cited"),
        *("image_classify", "image_compare", "image_findings", "image_locate"),
    }
)
"""Tools and arguments that want the id of an entry, which a planner never sees."""
_UNTOLD: Final = HIDDEN | _UNKNOWABLE | {"overview", "limit", "as_of", "order"}
"""What the catalogue leaves out: counts are in the prompt, and all rows of a search are read."""
_ASIDE = re.compile(
    r" \([^()]*\)| (?:of|in|from) the open chart|, written the same way|, fifty at a time"
    r"|,? (?:the )?(?:newest|longest known|oldest order) first\b"
)


def offered() -> Mapping[str, Tool]:
    """The tools that a planner may call: all that read."""
    return {name: tool for name, tool in sorted(TOOLS.items()) if name not in HIDDEN}


def signatures() -> str:
    """Each tool with the names of its arguments, a line each."""
    return "\n".join(_signature(tool) for tool in _told())


@cache
def tools_text() -> str:
    """Each tool with what it finds and its arguments; what several of them mean is said once."""
    meanings = Counter(item for tool in _told() for item in _arguments_of(tool).items())
    lines = []
    for tool in _told():
        lines.append(f"{_signature(tool)}: {_plain(tool.description.split(chr(10) * 2)[0])}")
        own = (i for i in _arguments_of(tool).items() if meanings[i] == 1)
        lines += [f"  {name}: {meaning}" for name, meaning in own]
    shared = [f"  {name}: {meaning}" for (name, meaning), n in meanings.items() if n > 1]
    return "\n".join([*lines, "Of all:", *shared])


def _told() -> list[Tool]:
    return [tool for name, tool in offered().items() if name not in _UNTOLD]


def _signature(tool: Tool) -> str:
    required = set(tool.schema.get("required", ()))
    names = (f"{n}*" if n in required else n for n in _arguments_of(tool))
    return f"{tool.name}({', '.join(names)})"


def _arguments_of(tool: Tool) -> dict[str, str]:
    return {n: _plain(said) for n, said in tool.arguments.items() if n not in _UNTOLD}


def _plain(text: str) -> str:
    """A description on one line, without what it adds in brackets or after a semicolon."""
    said = _ASIDE.sub("", text.replace("\n", " "))
    return said.partition("; ")[0].removesuffix(".")


def calls_of(plan: PlanGiven) -> list[Call]:
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
