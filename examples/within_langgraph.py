"""Chartside's graph as one node of a larger LangGraph, which does its own work before it.

python examples/within_langgraph.py
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph

from chartside.agent.assistant import Assistant
from chartside.agent.context import Context
from chartside.agent.graph import build_graph
from chartside.agent.state import State
from chartside.demo import PATIENT, record_json
from chartside.fhir.record import open_record
from chartside.settings import Settings
from chartside.signoff import SignoffStore


class Clinic(State, total=False):
    """Chartside's state, and what the larger graph knows besides."""

    appointment: str


def choose(state: Clinic) -> dict[str, Any]:
    """The larger graph decides which document a visit needs; it is not asked what is in it."""
    return {"kind": "previsit" if state["appointment"] == "routine" else "handoff"}


async def main() -> None:
    """Draft for a routine visit, up to where a person must decide."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.json"
        demo.write_bytes(record_json())
        here = Settings(home=Path(folder))
        context = Assistant(open_record(demo), settings=here).context

        clinic = StateGraph(Clinic, context_schema=Context)
        clinic.add_node("choose", choose)
        clinic.add_node("document", build_graph())
        clinic.add_edge(START, "choose")
        clinic.add_edge("choose", "document")
        clinic.add_edge("document", END)
        graph = clinic.compile(checkpointer=InMemorySaver())

        start: Any = {"draft_id": "visit-7", "patient": PATIENT, "appointment": "routine"}
        found = await graph.ainvoke(
            start,
            {"configurable": {"thread_id": "visit-7"}, "recursion_limit": 100},
            context=context,
            durability="sync",
        )
        draft = SignoffStore(here.signoff).draft("visit-7")
        print(f"Waits for a person: {found['__interrupt__'][0].value}")
        print(f"A {draft.kind} of {len(draft.statements)} sentences, {draft.status}")


if __name__ == "__main__":
    asyncio.run(main())
