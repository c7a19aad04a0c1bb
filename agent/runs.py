"""Runs by their draft's id: which have not ended, how one ended, and where LangGraph keeps it."""

from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

from chartside.agent.context import Context
from chartside.agent.state import State
from chartside.draft import Status
from chartside.errors import UsageError

Graph = CompiledStateGraph[State, Context, State, State]


@dataclass(frozen=True, slots=True)
class Pending:
    """A run that has not ended: its draft's id, and the step it takes next.

    `review` waits for a person; any other step was cut off, and `Assistant.resume` goes on with it.
    """

    draft_id: str
    next: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a draft stands: its status, and the name of the filed document once there is one."""

    draft_id: str
    status: Status
    filed: str = ""


def thread(draft_id: str) -> RunnableConfig:
    """The thread of a draft."""
    return {"configurable": {"thread_id": draft_id}, "recursion_limit": 100}


async def state_of(graph: Graph, draft_id: str) -> State:
    """What a run remembers; nothing where there is no such run.

    Of a step that was cut off, what its finished branches wrote is there.
    """
    held: Any = (await graph.aget_state(thread(draft_id))).values
    state: State = held
    return state


async def require_unfinished(graph: Graph, draft_id: str) -> None:
    """Refuse to go on with what is not there, or has ended.

    Raises:
        UsageError: There is no unfinished run of this id.
    """
    state = await graph.aget_state(thread(draft_id))
    if not state.next:
        raise UsageError("there is no unfinished run with this id")
