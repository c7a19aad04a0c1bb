"""What makes a function a tool, and what every tool gives.

A tool is an async function on an open chart. Its signature is the schema, its docstring is what a
model reads; `@tool` puts it into the registry and leaves the function as it is.
"""

import inspect
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, Protocol, TypeVar, get_type_hints

from pydantic import ConfigDict, Field, ValidationError, create_model

from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.found import Found
from chartside.fhir.when import When, parse_when


class Row(Protocol):
    """What a tool returns: compact, typed, and never raw FHIR."""

    @property
    def references(self) -> tuple[str, ...]:
        """`Type/id` of the entries that the row rests on."""
        ...

    @property
    def line(self) -> str:
        """The row as one line of text."""
        ...


ToolFunction = Callable[..., Awaitable[Found[Any]]]
_F = TypeVar("_F", bound=ToolFunction)
_STRICT: Final = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class Tool:
    """A registered tool: its name, what it does, what each argument means."""

    name: str
    function: ToolFunction

    @cached_property
    def description(self) -> str:
        """The docstring without its arguments."""
        return (inspect.getdoc(self.function) or "").split("\nArgs:")[0].strip()

    @cached_property
    def arguments(self) -> Mapping[str, str]:
        """What each argument but the chart means, from the docstring."""
        said = (inspect.getdoc(self.function) or "").partition("\nArgs:\n")[2]
        block = said.split("\n\n")[0].split("\nRaises:")[0].split("\nReturns:")[0]
        found = re.findall(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", block, re.MULTILINE)
        return {name: " ".join(text.split()) for name, text in found}

    @property
    def _known(self) -> str:
        return ", ".join(self.arguments) or "none"

    @cached_property
    def _model(self) -> Any:
        hints = get_type_hints(self.function)
        fields: dict[str, Any] = {}
        for name, parameter in list(inspect.signature(self.function).parameters.items())[1:]:
            default = ... if parameter.default is inspect.Parameter.empty else parameter.default
            fields[name] = (
                hints[name],
                Field(default, description=self.arguments.get(name, "")),
            )
        return create_model(self.name, __config__=_STRICT, **fields)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of the arguments. The chart is not among them: a model cannot name it."""
        schema: dict[str, Any] = self._model.model_json_schema()
        return {
            **{key: value for key, value in schema.items() if key != "title"},
            "properties": {n: _untitled(p) for n, p in schema.get("properties", {}).items()},
        }

    async def call(self, chart: Chart, arguments: Mapping[str, Any]) -> Found[Any]:
        """Run on a chart with arguments from outside.

        Raises:
            ToolError: An argument is unknown, missing or of a wrong type. The message names the
                tool's own arguments only: what a caller made up may be text of a record.
        """
        try:
            checked = self._model.model_validate(dict(arguments))
        except ValidationError as wrong:
            named = {str(e["loc"][0]) for e in wrong.errors(include_input=False)}
            told = sorted(named & self.arguments.keys()) or [f"there is {self._known}"]
            raise ToolError(f"{self.name}: wrong arguments: {', '.join(told)}") from None
        long = [n for n, value in checked if isinstance(value, str) and len(value) > _LONGEST]
        if long:
            raise ToolError(f"{self.name}: at most {_LONGEST:,} characters: {', '.join(long)}")
        given = {n: getattr(checked, n) for n in type(checked).model_fields}
        found = await self.function(chart, **given)
        if (listener := _listener.get()) is not None:
            listener(self.name, given, found)
        return found


def _untitled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Without the title that Pydantic makes of the name: it tells a model nothing."""
    return {key: value for key, value in schema.items() if key != "title"}


Listener = Callable[[str, Mapping[str, Any], Found[Any]], None]
"""Hears which tool was asked, with which arguments, and what it gave."""

_listener: Final[ContextVar[Listener | None]] = ContextVar("chartside_tools_heard", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Have every call from outside within, and in tasks begun within, heard: for a record of it."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


TOOLS: Final[dict[str, Tool]] = {}
"""Every tool by name; filled when `chartside.tools` is imported."""


def tool(function: _F) -> _F:
    """Register a function under its own name and give it back unchanged."""
    TOOLS[function.__name__] = Tool(function.__name__, function)
    return function


def day(name: str, text: str) -> When | None:
    """A date argument; empty is none.

    Raises:
        ToolError: It is not a FHIR date; the message names the argument and says how to write it.
    """
    if not text:
        return None
    when = parse_when(text)
    if when is None:
        raise ToolError(f"{name} must be a date such as 2019, 2019-03 or 2019-03-02")
    return when


def within(when: When | None, since: When | None, until: When | None) -> bool:
    """Whether a time may lie in the span; what has no date lies in no bounded span."""
    if when is None:
        return since is None and until is None
    return (since is None or when.high > since.low) and (until is None or when.low < until.high)


_T = TypeVar("_T")


def page(items: Sequence[_T], query: str, limit: int, cursor: str) -> Found[_T]:
    """One page of an answer, and the cursor to the next.

    A cursor belongs to its query: one from another query is refused, so that a page is never
    taken for a page of something else.

    Raises:
        ToolError: A limit outside 1 to 200, or a cursor of another query.
    """
    if not 1 <= limit <= _MOST:
        raise ToolError(f"limit must be from 1 to {_MOST}")
    start = _read(cursor, query) if cursor else 0
    end = start + limit
    more = end < len(items)
    return Found(
        items=tuple(items[start:end]),
        query=query,
        truncated=more,
        next=_written(end, query) if more else None,
        total=len(items),
    )


def asked(name: str, **arguments: object) -> str:
    """The query in words, for `Found.query`: the tool and what was asked of it.

    >>> asked("find", kind="order", words="a, b", since="")
    "find(kind=order, words='a, b')"
    """
    said = ", ".join(f"{k}={_said(v)}" for k, v in arguments.items() if v not in {"", False})
    return f"{name}({said})"


def _said(value: object) -> str:
    """As it is, or quoted where it could be taken for more arguments."""
    text = str(value)
    return text if _PLAIN.fullmatch(text) else repr(text)


_PLAIN = re.compile(r"[\w .:+-]+")


def _mark(query: str) -> str:
    return sha256(query.encode()).hexdigest()[:12]


def _written(position: int, query: str) -> str:
    return urlsafe_b64encode(f"{position}.{_mark(query)}".encode()).decode()


def _read(cursor: str, query: str) -> int:
    try:
        position, _, mark = urlsafe_b64decode(cursor.encode()).decode().partition(".")
        start = int(position)
    except (ValueError, UnicodeError):
        raise ToolError("this cursor was not given by a tool: ask without one") from None
    if mark != _mark(query) or start < 1:
        raise ToolError("this cursor belongs to another query: repeat that query, or ask anew")
    return start


_MOST: Final = 200
_LONGEST: Final = 4_000
"""Characters of an argument: more is no name, date or question, and would be told back whole."""
