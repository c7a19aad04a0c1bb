"""Our graph in other graphs: LangGraph's own server and Studio, and whoever composes."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command

from chartside.agent.context import Context
from chartside.agent.graph import build_graph
from chartside.agent.state import State
from chartside.demo import PATIENT, record_json
from chartside.draft import Status
from chartside.errors import UsageError
from chartside.settings import settings
from chartside.signoff import SignoffStore, create_identity, decline, unlock

PASSPHRASE = "Zebrastripes over nine hills"
CONFIG: Any = {"configurable": {"thread_id": "t1"}, "recursion_limit": 100}


def loaded(root: Path) -> Any:
    """The graph that `langgraph.json` names, loaded from its file as the server loads it."""
    named = json.loads((root / "langgraph.json").read_text(encoding="utf-8"))
    path, _, name = named["graphs"]["chartside"].partition(":")
    spec = importlib.util.spec_from_file_location("chartside_served", root / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return getattr(module, name)


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "demo.json"
    path.write_bytes(record_json())
    monkeypatch.setenv("CHARTSIDE_RECORD", str(path))
    return path


@pytest.mark.usefixtures("record")
async def test_the_server_s_graph_drafts_waits_and_ends_with_what_a_person_decided(
    root: Path,
) -> None:
    graph = loaded(root)
    graph.checkpointer = InMemorySaver()
    waiting = await graph.ainvoke({"patient": PATIENT}, CONFIG)
    assert [i.value for i in waiting["__interrupt__"]] == [{"draft": "t1"}]
    store = SignoffStore(settings().signoff)
    assert store.draft("t1").status is Status.DRAFT
    again = await graph.ainvoke(Command(resume={"outcome": "signed"}), CONFIG)
    assert again["__interrupt__"]
    assert store.draft("t1").status is Status.DRAFT
    create_identity(settings().identities, "asha", "Asha Rao, MD", "physician", PASSPHRASE)
    signer = unlock(settings().identities, "asha", PASSPHRASE)
    decline(store, "t1", signer, reason="not now")
    ended = await graph.ainvoke(Command(resume="look"), CONFIG)
    assert (ended["draft_id"], ended["outcome"]) == ("t1", "declined")


async def test_without_a_record_in_the_settings_no_run_can_name_one(root: Path) -> None:
    graph = loaded(root)
    with pytest.raises(UsageError, match="CHARTSIDE_RECORD"):
        await graph.ainvoke({"patient": PATIENT, "record": "/etc/passwd"}, CONFIG)


def test_the_server_s_environment_keeps_traces_at_home(root: Path) -> None:
    named = json.loads((root / "langgraph.json").read_text(encoding="utf-8"))
    assert named["env"]["LANGSMITH_TRACING"] == "false"


class Clinic(State, total=False):
    """The state of a larger graph: ours, and a field of its own."""

    greeted: str


async def test_the_graph_is_a_node_of_a_larger_one(make: Any, run: Any) -> None:
    begun = run(make.record(*make.small()))

    def greet(state: Clinic) -> dict[str, str]:
        return {"greeted": state["patient"], "kind": "summary"}

    larger = StateGraph(Clinic, context_schema=Context)
    larger.add_node("greet", greet)
    larger.add_node("document", build_graph())
    larger.add_edge(START, "greet")
    larger.add_edge("greet", "document")
    larger.add_edge("document", END)
    graph = larger.compile(checkpointer=InMemorySaver())
    start: Any = {"draft_id": "t1", "patient": "Patient/1"}
    found = await graph.ainvoke(start, CONFIG, context=begun.context, durability="sync")
    assert found["greeted"] == "Patient/1"
    assert [i.value for i in found["__interrupt__"]] == [{"draft": "t1"}]
    assert begun.desk.decision("t1") is None
