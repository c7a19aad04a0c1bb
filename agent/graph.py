"""The graph of one document.

open ─▶ survey ─▶ plan ─▶ gather ⟲ ─▶ write (one branch a section) ─▶ check ⟲ ─▶ review ─▶ file
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from chartside.agent import nodes
from chartside.agent.context import Context
from chartside.agent.state import SectionTask, State
from chartside.agent.writing import write

Node = Callable[..., Any]
Around = Callable[[str, Node], Node]
"""Wraps each node by its name: spans, timing, tests."""

NODES: Final[Mapping[str, Node]] = {
    "open": nodes.open_,
    "survey": nodes.survey,
    "plan": nodes.plan,
    "gather": nodes.gather,
    "check": nodes.check,
    "review": nodes.review,
    "file": nodes.file,
}
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "gather": ("plan", "gather", "write", "check"),
    "check": ("write", "review"),
    "review": ("review", "file", END),
}
"""Where a node that decides for itself may go."""


def build_graph(
    checkpointer: BaseCheckpointSaver[Any] | None = None, *, around: Around | None = None
) -> CompiledStateGraph[State, Context, State, State]:
    """The compiled graph, for those who compose LangGraph themselves.

    Invoke it with `{"draft_id": ..., "patient": "Patient/..."}`, a `Context`, a thread whose id is
    the draft's, and `durability="sync"`: with LangGraph's default a run that is killed can forget
    a step it has taken. Without a checkpointer it cannot wait for a review. Where the environment
    switches LangSmith's tracing on, run it inside `langsmith.run_helpers.tracing_context(
    enabled=False)`, as `Assistant` does: a trace would take the state, and with it sentences about
    a patient, out of the house.
    """
    graph = StateGraph(State, context_schema=Context)
    wrap = around or _unchanged
    for name, node in NODES.items():
        graph.add_node(name, wrap(name, node), destinations=NEXT.get(name))
    graph.add_node("write", wrap("write", write), input_schema=SectionTask)
    graph.add_edge(START, "open")
    graph.add_edge("open", "survey")
    graph.add_edge("survey", "plan")
    graph.add_edge("plan", "gather")
    graph.add_edge("write", "check")
    graph.add_edge("file", END)
    return graph.compile(checkpointer=checkpointer, name="chartside")


def _unchanged(_: str, node: Node) -> Node:
    return node
