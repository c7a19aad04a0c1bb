"""What the nodes do for a question: plan, read and answer, within a budget."""

import asyncio
from datetime import UTC, datetime
from typing import Any, Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from chartside.agent.asking.answerer import Answered, Asked, Read, Tried
from chartside.agent.asking.budget import BATCH, Budget, costs, spent_in
from chartside.agent.asking.planning import SECTION
from chartside.agent.assembly import statements_from
from chartside.agent.authors.author import Evidence
from chartside.agent.context import Context
from chartside.agent.state import Bounds, Call, Gathered, SectionTask, State, TriedCall
from chartside.draft import AT_FAULT, Draft, Finding
from chartside.errors import NothingToSay, ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.found import Found
from chartside.tools import Row
from chartside.tools.budget import Spent

_Outcome = Found[Row] | ToolError
_NOTHING: Final = Gathered(calls=[], references=[])


async def plan(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """The next calls for the question.

    Whoever plans sees the question, the chart's codes and counts, and of earlier calls how many
    rows they led to or why they failed: never a row.

    Raises:
        NothingToSay: The question cannot be understood.
        ModelError: The model cannot be asked, or gave no plan.
    """
    context = runtime.context
    tried = state.get("tried", [])
    asked = Asked(
        text=state["question"],
        chart=context.chart(state),
        manifest=state["manifest"],
        tried=tuple(Tried(t["call"], t["rows"], t["error"]) for t in tried),
    )
    before = {_key(t["call"]) for t in tried}
    given = await context.answerer.plan(asked)
    calls = [c for c in given.calls if _key(c) not in before]
    begun = {} if tried else {**costs(Spent()), "evidence": {}, "unread": []}
    return {**begun, "todo": calls, "planned": state.get("planned", 0) + 1, "enough": given.enough}


def _key(call: Call) -> str:
    return f"{call['tool']}{sorted(call['arguments'].items())}"


async def read_on(
    state: State, runtime: Runtime[Context]
) -> Command[Literal["plan", "gather", "write", "check"]]:
    """Run the next calls together, note what they led to, and go on while there is more to read.

    A call that a tool refuses ends nothing: its error is what the next round of planning sees.
    """
    context, budget = runtime.context, runtime.context.budget
    begun = datetime.now(UTC)
    batch, rest = state["todo"][:BATCH], state["todo"][BATCH:]
    chart = context.chart(state)
    pages = await asyncio.gather(*(_tried(context, chart, call) for call in batch))
    noted = _Noted(state)
    for call, page in zip(batch, pages, strict=True):
        rest += noted.take(call, page)
    noted.spent = noted.spent.and_waited((datetime.now(UTC) - begun).total_seconds())
    over = noted.over(budget) or _late(context, state["draft_id"])
    if rest and over:
        noted.unread += [f"{c['tool']} was not read to its end: {over}" for c in rest]
        rest = []
    return Command(goto=_next(state, noted, rest, context), update=noted.update(rest))


def _late(context: Context, draft_id: str) -> str:
    return "the time of the run was over" if context.left(draft_id) <= 0 else ""


class _Noted:
    """What a step of reading leads to, beside what was noted before."""

    def __init__(self, state: State) -> None:
        held = state["evidence"].get(SECTION, _NOTHING)
        self.calls = [*held["calls"]]
        self.references = dict.fromkeys(held["references"])
        self.tried = [*state.get("tried", [])]
        self.unread = [*state["unread"]]
        self.spent = spent_in(state)

    def take(self, call: Call, page: _Outcome) -> list[Call]:
        """Note the page of a call; give the call for the page after it, where there is one."""
        first = call.get("page", 1) == 1
        if isinstance(page, ToolError):
            self.spent = self.spent.and_refused()
            self.tried.append(TriedCall(call=call, rows=0, error=str(page)))
            return []
        if first:
            total = page.total if page.total is not None else len(page.items)
            self.tried.append(TriedCall(call=call, rows=total, error=""))
        self.calls.append(call)
        self.spent = self.spent.and_read(page)
        self.references |= dict.fromkeys(ref for row in page.items for ref in row.references)
        return [_following(call, page.next)] if _goes_on(call, page) else []

    def over(self, budget: Budget) -> str:
        """Which bound is reached; empty while none is."""
        return self.spent.over(budget)

    def update(self, rest: list[Call]) -> dict[str, Any]:
        """The fields of the state that change."""
        gathered = Gathered(calls=self.calls, references=list(self.references))
        return {
            "todo": rest,
            **costs(self.spent),
            "evidence": {SECTION: gathered},
            "tried": self.tried,
            "unread": self.unread,
        }


async def _tried(context: Context, chart: Chart, call: Call) -> _Outcome:
    try:
        return await context.ask(chart, call)
    except ToolError as wrong:
        return wrong


def _goes_on(call: Call, page: Found[Row]) -> bool:
    """Whether the next page is wanted too: of entries all, of passages the best are enough."""
    return bool(page.next) and "limit" not in call["arguments"] and call["tool"] not in _BEST_FIRST


_BEST_FIRST: Final = frozenset({"search_notes", "read_note"})


def _following(call: Call, cursor: str | None) -> Call:
    return Call(
        section=call["section"],
        tool=call["tool"],
        arguments={**call["arguments"], "cursor": cursor},
        page=call.get("page", 1) + 1,
    )


def _next(
    state: State, noted: _Noted, rest: list[Call], context: Context
) -> Literal["plan", "gather", "check"] | list[Send]:
    if rest:
        return "gather"
    rounds = min(context.answerer.rounds, context.budget.rounds)
    done = state.get("enough", False) and bool(noted.references)
    if state["todo"] and not done and state["planned"] < rounds and not noted.over(context.budget):
        return "plan"
    if not noted.references:
        return "check"
    gathered = Gathered(calls=noted.calls, references=list(noted.references))
    return [Send("write", task(state, gathered, cut=bool(noted.unread)))]


def task(
    state: State,
    gathered: Gathered,
    *,
    cut: bool,
    earlier: list[dict[str, Any]] | None = None,
) -> SectionTask:
    """What the branch that answers gets."""
    return SectionTask(
        draft_id=state["draft_id"],
        patient=state["patient"],
        kind=state["kind"],
        since=state["since"],
        as_of=state["as_of"],
        digest=state["digest"],
        section=SECTION,
        evidence=gathered,
        earlier=earlier or [],
        bounds=Bounds(),
        question=state["question"],
        cut=cut,
    )


async def answer(state: SectionTask, runtime: Runtime[Context]) -> Answered:
    """The answer as the answerer gives it, from what was read.

    Raises:
        ModelError: The model cannot be asked, or its answer is of no use.
    """
    context = runtime.context
    chart = context.chart(state)
    pages = await asyncio.gather(*(context.ask(chart, c) for c in state["evidence"]["calls"]))
    evidence = Evidence(
        chart=chart,
        rows=tuple(row for page in pages for row in page.items),
        read=frozenset(state["evidence"]["references"]),
    )
    earlier = statements_from(state["earlier"])
    read = Read(state["question"], evidence, cut=state["cut"], earlier=earlier)
    return await context.answerer.answer(read)


def withheld(state: State, sections: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The answer without the sentences that did not pass, and how many those were.

    A document keeps them, marked, for a person to mend; who asks a question takes the answer.

    Raises:
        NothingToSay: No sentence passed.
    """
    kept = {
        name: [h for h in held if h["verdict"] not in AT_FAULT] for name, held in sections.items()
    }
    gone = sum(map(len, sections.values())) - sum(map(len, kept.values()))
    if not any(kept.values()):
        raise silent(state)
    if not gone:
        return {}
    note = f"{gone} sentence{'s' if gone > 1 else ''} that the checker did not find in the chart"
    return {"sections": kept, "left_out": {f"{SECTION} withheld": [note]}}


def silent(state: State) -> NothingToSay:
    """The abstention: what was looked for, and how much of it there was."""
    tried = state.get("tried", [])
    looked = tuple(_said(t) for t in tried)
    rows = sum(t["rows"] for t in tried)
    noun = "search" if len(tried) == 1 else "searches"
    return NothingToSay(
        f"the chart is silent on this: {len(tried)} {noun} led to {rows} rows, none answers it",
        looked,
    )


def _said(tried: TriedCall) -> str:
    words = ", ".join(f"{k}={v}" for k, v in tried["call"]["arguments"].items())
    found = tried["error"] or f"{tried['rows']} found"
    return f"{tried['call']['tool']}({words}): {found}"


def touched(judged: Draft) -> tuple[Finding, ...]:
    """The conflicts that the answer's own sources are part of; of the others nobody asked."""
    cited = {c.reference for s in judged.statements for c in s.citations}
    return tuple(f for f in judged.conflicts if cited & {c.reference for c in f.citations})
