"""The nodes: each a small decision over plain state, changed fields and the next step out.

Every node may run twice: LangGraph starts a node that was interrupted or killed from its top again.
So none has an effect but `review` and `file`, and those two effects are idempotent.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any, Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, Send, interrupt

from chartside.agent import questions
from chartside.agent.asking.budget import BATCH, costs, spent_in
from chartside.agent.asking.kind import kind_named, question_of
from chartside.agent.assembly import draft_of, sections_of, stored
from chartside.agent.context import Context
from chartside.agent.evidence import manifest_of, planned, wants_conflicts
from chartside.agent.narrowing import belonging, concerning, of_its_time
from chartside.agent.scope import scope_of, scoped
from chartside.agent.state import Bounds, Call, Gathered, SectionTask, State
from chartside.draft import AT_FAULT, Status
from chartside.errors import (
    ModelError,
    NothingToSay,
    PolicyError,
)
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Kind
from chartside.prompts.kinds import DocumentKind
from chartside.signoff.absences import OUT_OF_BOUNDS
from chartside.tools.budget import Spent

MOST_PAGES: Final = 2
"""Pages of one call: enough for the newest hundred of anything."""
REWRITES: Final = 2
"""How often the check sends failing sections back; after that they stay, marked."""


def open_(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Open the chart, and fix the moment and the digest that the document is written from."""
    if state.get("question"):
        question_of(state["question"])
    runtime.context.begin(state["draft_id"])
    chart = runtime.context.open(state["patient"], state.get("as_of", ""))
    kind = _kind(state, runtime)
    bounds = state.get("bounds", Bounds())
    scope = scoped(
        kind,
        chart,
        state.get("since", ""),
        bounds.get("focus", ""),
        runtime.context.baselines(chart.patient.reference),
    )
    return {
        "kind": kind.id,
        "prompt": kind.stamp,
        "since": scope.since,
        "bounds": {**bounds, "until": scope.until, "cited": list(scope.cited)},
        "as_of": chart.as_of.isoformat(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "digest": chart.digest,
        "resources": len(chart.entries),
        "set_aside": [
            *_unread(chart),
            *scope.left_out,
        ],
        "rounds": 0,
    }


def _unread(chart: Chart) -> list[str]:
    """What of the chart could not be read, each entry once."""
    aside = {s.reference for s in chart.set_aside}
    held = chart.documents()
    documents = (d for d in held if d.reason and not d.own and d.reference not in aside)
    own = (d for d in held if d.own)
    return [
        *(f"{s.reference or s.source}: {s.reason}" for s in chart.set_aside),
        *(f"{d.reference}: text not read: {d.reason}" for d in documents),
        *(f"{OUT_OF_BOUNDS}{d.reference}, {d.reason}" for d in own),
    ]


def survey(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Count what the chart holds of each kind.

    Raises:
        NothingToSay: It holds nothing about the patient's health.
    """
    manifest = manifest_of(runtime.context.chart(state))
    silent = {Kind.PATIENT.value, Kind.ADMINISTRATIVE.value}
    if not any(count for kind, count in manifest.items() if kind not in silent):
        raise NothingToSay("the chart holds nothing to write about")
    return {"manifest": manifest}


async def plan(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Decide which tool calls each section needs, from the document kind and the manifest alone.

    Of a question, whoever answers it decides, from the question and the chart's codes and counts.
    """
    if state.get("question"):
        return await questions.plan(state, runtime)
    calls = planned(_kind(state, runtime), state["manifest"], scope_of(state))
    return {"todo": calls, **costs(Spent()), "evidence": {}, "unread": []}


async def gather(
    state: State, runtime: Runtime[Context]
) -> Command[Literal["plan", "gather", "write", "check"]]:
    """Run the next calls together, note what they led to, and go on while there is more to read."""
    if state.get("question"):
        return await questions.read_on(state, runtime)
    evidence, unread = {**state["evidence"]}, [*state["unread"]]
    budget, spent, begun = runtime.context.budget, spent_in(state), datetime.now(UTC)
    most = min(BATCH, budget.calls - spent.calls)
    batch, rest = state["todo"][:most], state["todo"][most:]
    chart, scope = runtime.context.chart(state), scope_of(state)
    pages = await asyncio.gather(*(runtime.context.ask(chart, call) for call in batch))
    for call, found in zip(batch, pages, strict=True):
        spent = spent.and_read(found)
        references = [ref for row in found.items for ref in row.references]
        section = _kind(state, runtime).section(call["section"])
        _note(evidence, call, belonging(runtime.context, chart, scope, section, references))
        if found.next and call.get("page", 1) < MOST_PAGES and "limit" not in call["arguments"]:
            rest.append(_following(call, found.next))
        elif found.next and "limit" not in call["arguments"]:  # with one, no more was asked for
            unread.append(f"{call['section']}: of {found.total} only the newest were read")
    spent = spent.and_waited((datetime.now(UTC) - begun).total_seconds())
    over = spent.over(budget) or late(state, runtime.context)
    update = {**costs(spent), "evidence": evidence, "unread": unread}
    if rest and not over:
        return Command(goto="gather", update={"todo": rest, **update})
    unread += [f"{c['section']}: {c['tool']} was not asked, {over}" for c in rest]
    _note_conflicts(evidence, state, runtime)
    sends = [
        Send("write", _task(state, section.id, evidence[section.id]))
        for section in _kind(state, runtime).sections
        if evidence.get(section.id, _NOTHING)["references"]
    ]
    return Command(goto=sends or "check", update={"todo": [], **update})


def late(state: State, context: Context) -> str:
    """Whether the time of the run is over, in words; empty while it is not."""
    if context.left(state["draft_id"]) > 0:
        return ""
    return f"the budget of {context.budget.run:g} seconds for the run was spent"


_NOTHING: Final = Gathered(calls=[], references=[])


def _note(evidence: dict[str, Gathered], call: Call, references: list[str]) -> None:
    held = evidence.get(call["section"], _NOTHING)
    evidence[call["section"]] = Gathered(
        calls=[*held["calls"], call],
        references=list(dict.fromkeys([*held["references"], *references])),
    )


def _note_conflicts(evidence: dict[str, Gathered], state: State, runtime: Runtime[Context]) -> None:
    """What conflicts rest on was read too, for the sections that speak of them."""
    context, scope = runtime.context, scope_of(state)
    for section in _kind(state, runtime).sections:
        if wants_conflicts(section):
            held = evidence.get(section.id, _NOTHING)
            found = concerning(context, context.chart(state), scope, section, held["references"])
            cited = [c.reference for finding in found for c in finding.citations]
            read = list(dict.fromkeys([*held["references"], *cited]))
            evidence[section.id] = Gathered(calls=held["calls"], references=read)


def _following(call: Call, cursor: str) -> Call:
    return Call(
        section=call["section"],
        tool=call["tool"],
        arguments={**call["arguments"], "cursor": cursor},
        page=call.get("page", 1) + 1,
    )


def _task(
    state: State, section: str, evidence: Gathered, earlier: list[dict[str, Any]] | None = None
) -> SectionTask:
    return SectionTask(
        draft_id=state["draft_id"],
        patient=state["patient"],
        kind=state["kind"],
        since=state["since"],
        bounds=state.get("bounds", Bounds()),
        as_of=state["as_of"],
        digest=state["digest"],
        section=section,
        evidence=evidence,
        earlier=earlier or [],
        question=state.get("question", ""),
        cut=bool(state["unread"]),
    )


def check(state: State, runtime: Runtime[Context]) -> Command[Literal["write", "review"]]:
    """Judge every sentence; send sections with failing ones back, at most twice.

    Raises:
        NothingToSay: No section gave a sentence.
        ModelError: None did because no answer of the model could be used.
    """
    context = runtime.context
    kind = _kind(state, runtime)
    draft = draft_of(state, kind, context.writer(state))
    if not draft.statements:
        if failed := state.get("unwritten"):
            raise ModelError(
                f"the model wrote none of {len(failed)} sections: no answer was usable and in time"
            )
        if state.get("question"):
            raise questions.silent(state)
        raise NothingToSay(scope_of(state).silence)
    chart, scope = context.chart(state), scope_of(state)
    judged = context.check(draft, chart)
    sections = sections_of(judged, kind, state)
    conflicts = questions.touched(judged) if state.get("question") else judged.conflicts
    beside = {"omissions": judged.omissions, "conflicts": conflicts}
    findings = {name: stored(of_its_time(chart, scope, held)) for name, held in beside.items()}
    update = {"sections": sections, "findings": findings, "rounds": state["rounds"] + 1}
    failing = [
        name
        for name, held in sections.items()
        if name not in state.get("settled", ()) and any(_at_fault(h) for h in held)
    ]
    if failing and state["rounds"] < REWRITES and not late(state, context):
        again = [Send("write", _task(state, s, state["evidence"][s], sections[s])) for s in failing]
        return Command(goto=again, update=update)
    if state.get("question"):
        update |= questions.withheld(state, sections)
    return Command(goto="review", update=update)


def _at_fault(statement: dict[str, Any]) -> bool:
    return statement["verdict"] in AT_FAULT


def review(
    state: State, runtime: Runtime[Context]
) -> Command[Literal["review", "file", "__end__"]]:
    """Lay the draft down and wait until a person has decided.

    What resumes the run is thrown away: the decision is looked up in the sign-off store, the only
    place where it can be made.
    """
    context = runtime.context
    draft = draft_of(state, _kind(state, runtime), context.writer(state))
    context.desk.propose(draft)
    decision = context.desk.decision(draft.id)
    if decision is None:
        interrupt({"draft": draft.id})
        decision = context.desk.decision(draft.id)
    if decision is None:
        return Command(goto="review")
    outcome = {"outcome": decision.status.value}
    return Command(goto="file" if decision.status is Status.SIGNED else "__end__", update=outcome)


def file(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """File the signed document, which is looked up by the draft's id. Filing again changes nothing.

    Raises:
        PolicyError: It is not signed (any more).
    """
    if state["outcome"] != Status.SIGNED.value:
        raise PolicyError(f"draft {state['draft_id']} is not signed: it cannot leave")
    return {"filed": runtime.context.file(state["draft_id"])}


def _kind(state: State, runtime: Runtime[Context]) -> DocumentKind:
    kind = kind_named(state.get("kind", "summary"), runtime.context.kinds)
    return kind.sized(state.get("bounds", Bounds()).get("length", "normal"))
