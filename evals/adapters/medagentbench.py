"""The adapter `medagentbench`: an agent at work on a FHIR server, graded twice (`inspect_ai`)."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import Scorer, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from chartside.errors import UsageError
from chartside.evals.adapters.medagent import sample
from chartside.evals.adapters.medagent.cases import Case, Tasks, read_tasks
from chartside.evals.adapters.medagent.corrected import corrected
from chartside.evals.adapters.medagent.environment import (
    InProcess,
    Posted,
    Remote,
    Served,
    World,
)
from chartside.evals.adapters.medagent.facts import Facts, facts_from, facts_of
from chartside.evals.adapters.medagent.functions import functions, note_as_object
from chartside.evals.adapters.medagent.official import official
from chartside.evals.adapters.medagent.protocol import Agent, Played, play, played_from
from chartside.evals.adapters.medagent.reference import as_meant
from chartside.evals.capsule.notes import digest
from chartside.evals.running.grading import counted, guarded, in_turn
from chartside.evals.running.models import chat_model
from chartside.evals.running.patients import Scratch
from chartside.evals.running.set_aside import set_aside
from chartside.evals.running.work import at_work, failed_in
from chartside.evals.suite import Counts
from chartside.fhir.record import is_server, open_record
from chartside.fhir.store import RecordStore
from chartside.prompts.prompt import prompt
from chartside.settings import fhir_plain_http

_LONGEST: Final = 600
_scratch: Final = lru_cache(maxsize=1)(Scratch)


@task
def medagentbench(
    data: str = "", source: str = "", reasoner: str = "extractive", *, write: bool = False
) -> Task:
    """Tasks of the benchmark, or twenty of our own over invented patients.

    Args:
        data: The user's copy of its tasks; without one the sample is run on its own record.
        source: The record: files, a store, or the base URL of a FHIR server.
        reasoner: The model.
        write: Whether a FHIR server is really sent what the agent posts, and asked for it again.
    """
    held, _ = material(data, source)
    by_kind: dict[str, list[Sample]] = {}
    for case in held.cases:
        by_kind.setdefault(case.kind, []).append(_sample(case))
    return Task(
        dataset=MemoryDataset(in_turn(by_kind.values())),
        solver=at_work_on(data, source, reasoner, write=write),
        scorer=by_both(data, source),
        metadata=set_aside(held.set_aside),
    )


def _sample(case: Case) -> Sample:
    return Sample(
        input=case.instruction,
        target=digest(str(case)),  # what is right is worked out from the record
        id=case.id,
        metadata={"patient": case.mrn, "kind": case.kind},
    )


def material(data: str, source: str) -> tuple[Tasks, str]:
    """The tasks, and the record that they are about; the sample where no tasks are named.

    Raises:
        UsageError: The file holds none, or no record is named for it.
        SourceError: It cannot be read.
    """
    if not data:
        return read_tasks(_sample_file("tasks.json", sample.tasks())), ""
    if not source:
        raise UsageError(
            "the tasks of MedAgentBench are about a record: name its FHIR server, or files that "
            "were exported from it, with --source"
        )
    return read_tasks(Path(data)), source


def _sample_file(name: str, held: Any) -> Path:
    place = _scratch().folder / f"medagentbench-{name}"
    if not place.exists():
        place.write_text(json.dumps(held), encoding="utf-8")
    return place


def served_by(source: str, *, write: bool = False) -> Served:
    """The server of a record; without one that of the sample.

    Raises:
        UsageError: It is none, or the address of none.
        SourceError: It cannot be read.
    """
    if is_server(source):
        return Remote(source, write=write, plain_http=fhir_plain_http())
    if write:
        raise UsageError("only a FHIR server can be written to: name one with --source")
    place = Path(source) if source else _sample_file("record.json", sample.record())
    return InProcess(_store(place))


@lru_cache(maxsize=2)
def _store(place: Path) -> RecordStore:
    record = open_record(place)
    if not isinstance(record, RecordStore):
        raise UsageError("a record is files, a store, or a FHIR server")
    return record


def talking(model: BaseChatModel) -> Agent:
    """An agent that is a chat model."""

    async def said(talk: list[tuple[str, str]]) -> str:
        messages: list[BaseMessage] = [
            AIMessage(text) if who == "agent" else HumanMessage(text) for who, text in talk
        ]
        return str((await model.ainvoke(messages)).text)

    return said


@solver
def at_work_on(
    data: str = "", source: str = "", reasoner: str = "extractive", *, write: bool = False
) -> Solver:
    """Let the model work on a task; a run that fails is a wrong one, its code is kept.

    What the answer rests on is read first: where the server gives nothing, the case is crashed.
    """
    tasks, record = material(data, source)
    cases = {case.id: case for case in tasks.cases}
    told = tasks.functions or functions()
    served = served_by(record, write=write)
    agent = talking(chat_model(reasoner))

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        case = cases[str(state.sample_id)]
        facts = await facts_of(case, served)
        state.store.set("facts", facts.to_json())
        world = World(served, note_as_object=note_as_object(told))
        opening = prompt("medagentbench").filled(
            api_base=served.base.rstrip("/"),
            functions=json.dumps(told),
            context=case.context,
            question=case.instruction,
        )
        with at_work(state):
            played = await play(agent, opening, world)
            state.store.set("played", played.to_json())
            state.output.completion = played.turns[-1].said
        state.store.set("posted", [one.to_json() for one in world.posted])
        return state

    return solve


@scorer(metrics=[counted()])
def by_both(data: str = "", source: str = "") -> Scorer:
    """Whether a run passes by the rules as published, and by what FHIR means."""
    tasks, record = material(data, source)
    cases = {case.id: case for case in tasks.cases}
    base = served_by(record).base

    def graded(state: TaskState) -> tuple[float, Counts, list[dict[str, Any]]]:
        case, facts = cases[str(state.sample_id)], facts_from(state.store.get("facts"))
        if code := failed_in(state):
            counts = _counts(case, passed=False, right=False)
            return 0.0, counts, [_row(case, f"failed: {code}", "an answer", facts)]
        played = played_from(state.store.get("played"))
        posted = [Posted(**p) for p in state.store.get("posted")]
        passed = official(case, played, facts, base)
        amiss = corrected(case, played, posted, facts, base)
        counts = _counts(case, passed=passed, right=not amiss)
        counts["invalid"] = (int(played.end != "finished"), 1)
        if passed and not amiss:
            return 1.0, counts, []
        published = "passes" if passed else "does not pass"
        meant = list(as_meant(case, facts).answer)
        expected = f"{meant}; {published} by the published rules; {'; '.join(amiss) or 'right'}"
        return float(passed), counts, [_row(case, _told(played), expected, facts)]

    return guarded(graded)


def _counts(case: Case, *, passed: bool, right: bool) -> Counts:
    part = "query" if case.reads_only else "action"
    return {
        "official": (int(passed), 1),
        "corrected": (int(right), 1),
        f"official-{part}": (int(passed), 1),
        f"corrected-{part}": (int(right), 1),
    }


def _told(played: Played) -> str:
    """The turns of a run, each cut short."""
    return "\n".join(turn.said[:_LONGEST] for turn in played.turns)


def _row(case: Case, said: str, expected: str, facts: Facts) -> dict[str, Any]:
    held = [f"{r.at}: {r.value} {r.unit}" for r in facts.results] + [facts.birth]
    text = "; ".join(filter(None, held))[:_LONGEST]
    sources = [{"reference": f"Patient/{case.mrn}", "text": text}] if text else []
    return {"asked": case.instruction, "said": said, "expected": expected, "sources": sources}
