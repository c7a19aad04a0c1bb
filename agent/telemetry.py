"""OpenTelemetry spans of a run: a span for each node, with ids and counts and nothing of the chart.

Without OpenTelemetry, or where nobody has set it up, nothing happens.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, Final

from langgraph.errors import GraphBubbleUp
from langgraph.types import Command

try:
    from opentelemetry import trace
except ImportError:
    trace = None  # type: ignore[assignment]  # an optional part, and it is asked for below

Node = Callable[..., Any]

_TOLD: Final = ("draft_id", "kind", "section")
"""What of a node's state names the work: ids that are ours, none of the record."""
_COUNTED: Final = ("spent", "rows", "characters", "milliseconds", "rounds", "planned")
_SIZED: Final = ("todo", "unread", "left_out", "unwritten", "set_aside")


def traced(name: str, node: Node) -> Node:
    """The node inside a span `chartside.NAME`; for `build_graph(around=traced)`."""
    if trace is None:
        return node
    if iscoroutinefunction(node):

        @wraps(node)
        async def awaited(state: Mapping[str, Any], *args: Any, **named: Any) -> Any:
            with _span(name, state) as span:
                try:
                    return _noted(span, await node(state, *args, **named))
                except BaseException as error:
                    _failed(span, error)
                    raise

        return awaited

    @wraps(node)
    def called(state: Mapping[str, Any], *args: Any, **named: Any) -> Any:
        with _span(name, state) as span:
            try:
                return _noted(span, node(state, *args, **named))
            except BaseException as error:
                _failed(span, error)
                raise

    return called


def _span(name: str, state: Mapping[str, Any]) -> AbstractContextManager[Any]:
    told = {f"chartside.{k}": str(state[k]) for k in _TOLD if state.get(k)}
    return trace.get_tracer("chartside").start_as_current_span(
        f"chartside.{name}",
        attributes=told,
        record_exception=False,  # its message and its frames could hold chart data
        set_status_on_exception=False,
    )


def _noted(span: Any, result: Any) -> Any:
    update = result.update if isinstance(result, Command) else result
    if isinstance(update, Mapping):
        for key in _COUNTED:
            if isinstance(update.get(key), int):
                span.set_attribute(f"chartside.{key}", update[key])
        for key in _SIZED:
            if key in update:
                span.set_attribute(f"chartside.{key}", len(update[key]))
        if "sections" in update:
            span.set_attribute("chartside.sentences", sum(map(len, update["sections"].values())))
    return result


def _failed(span: Any, error: BaseException) -> None:
    """What went wrong, by its type; that a run waits for a person is no failure."""
    if isinstance(error, GraphBubbleUp):
        return
    span.set_attribute("error.type", type(error).__name__)
    span.set_status(trace.StatusCode.ERROR)
