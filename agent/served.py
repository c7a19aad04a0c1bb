"""The graph as LangGraph's own server and Studio load it (`langgraph.json`).

They keep threads and checkpoints. The record is the one that the settings name: who starts a run
says whose chart, not where charts come from. The stores are read in the loop of the run: it has one
of its own there (`BG_JOB_ISOLATED_LOOPS`), and for a look `langgraph dev --allow-blocking` will do.
"""

from functools import lru_cache
from typing import Any, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langsmith.run_helpers import tracing_context

from chartside.agent.assistant import Assistant
from chartside.agent.context import Context
from chartside.agent.graph import build_graph
from chartside.errors import UsageError
from chartside.fhir.network.token import Token
from chartside.fhir.record import is_server, open_record
from chartside.settings import fhir_plain_http, fhir_token, settings


class Request(TypedDict, total=False):
    """What starts a run: the patient (`Patient/1`), and the kind of document or a question."""

    patient: str
    kind: str
    since: str
    question: str


class Drafted(Request, total=False):
    """A run: its request, the draft's id in the sign-off store, and how it ended."""

    draft_id: str
    outcome: str


@lru_cache(maxsize=1)
def _context(record: str) -> Context:
    token = fhir_token() if is_server(record) else None
    auth = Token(token) if token else None
    return Assistant(open_record(record, auth=auth, plain_http=fhir_plain_http())).context


async def draft(state: Drafted, config: RunnableConfig) -> dict[str, Any]:
    """Draft, and wait for a person to decide; the decision is looked up in the sign-off store.

    Raises:
        UsageError: The settings name no record.
    """
    record = settings().record
    if record is None:
        raise UsageError("set CHARTSIDE_RECORD to the record that drafts are written from")
    thread = str(config.get("configurable", {}).get("thread_id", ""))
    begun: Any = {**state, "draft_id": thread, "kind": _kind(state)}
    with tracing_context(enabled=False):
        done = await build_graph().ainvoke(begun, context=_context(record))
    return {"draft_id": thread, "outcome": done["outcome"]}


def _kind(state: Drafted) -> str:
    return "answer" if state.get("question") else state.get("kind", "summary")


_graph = StateGraph(Drafted, input_schema=Request)
_graph.add_node("draft", draft)
_graph.add_edge(START, "draft")
_graph.add_edge("draft", END)
graph = _graph.compile(name="chartside")
