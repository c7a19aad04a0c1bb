"""Runs by their draft's id: which have not ended, how one ended, and where LangGraph keeps it."""

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

from chartside.agent.context import Context
from chartside.agent.state import State
from chartside.draft import Status
from chartside.errors import UsageError

_ID: Final = re.compile(r"[0-9a-f]{32}")

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


async def unfinished(graph: Graph, draft_id: str, patient: str = "") -> State:
    """The state of a run that is to go on; refuses what is not there, or has ended.

    Raises:
        UsageError: There is no unfinished run of this id, or it is not of this patient.
    """
    held = await graph.aget_state(thread(draft_id))
    state: Any = held.values
    if not held.next or (patient and state["patient"] != patient):
        raise UsageError("there is no unfinished run with this id")
    stands: State = state
    return stands


def named(draft_id: str) -> str:
    """The id for a new draft: the one that was chosen, or any.

    Raises:
        UsageError: It is no id.
    """
    if draft_id and not _ID.fullmatch(draft_id):
        raise UsageError("the id of a draft has 32 hexadecimal digits")
    return draft_id or uuid4().hex


async def require_new(graph: Graph, draft_id: str) -> None:
    """Refuse to begin a run over another.

    Raises:
        UsageError: There is a run of this id.
    """
    if await state_of(graph, draft_id):
        raise UsageError("there is a run with this id: go on with it, or choose another")
