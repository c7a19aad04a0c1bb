"""What is kept of a run that was stopped: the sections that stand, as a draft that says so.

A document is laid down under its own id, so that going on with the run replaces it. Half an answer
is of no use to whoever asked: a question is forgotten, and asked again.
"""

from dataclasses import replace
from typing import Final

from chartside.agent.asking.kind import ANSWER, kind_named
from chartside.agent.assembly import draft_of
from chartside.agent.checkpoints import forget
from chartside.agent.context import Context
from chartside.agent.runs import Graph, state_of
from chartside.agent.state import State
from chartside.draft import Draft, Status
from chartside.prompts.kinds import DocumentKind
from chartside.signoff import SignoffStore

STOPPED: Final = "the run was stopped before it was finished"


async def keep(graph: Graph, draft_id: str, context: Context, store: SignoffStore) -> None:
    """Lay down what stands of a run that was called off. A document can still be gone on with.

    Where another draft of the same kind is open, nothing is laid down: that one is whole, and a new
    draft would take its place.
    """
    state = await state_of(graph, draft_id)
    if not state or is_question(state):
        await forget(graph.checkpointer, draft_id)
        return
    draft = partial(state, context)
    if draft is not None and not _has_another(store, draft):
        context.desk.propose(draft)


def _has_another(store: SignoffStore, draft: Draft) -> bool:
    held = store.drafts(patient=draft.patient, status=(Status.DRAFT, Status.IN_REVIEW))
    return any(h.draft.kind == draft.kind and h.draft.id != draft.id for h in held)


def is_question(state: State) -> bool:
    """Whether a run answers a question."""
    return state.get("kind") == ANSWER or bool(state.get("question"))


def partial(state: State, context: Context) -> Draft | None:
    """The draft as far as it is written, checked; None where no sentence stands.

    Raises:
        SourceError: The record has changed since the run was begun.
    """
    if is_question(state) or not any(state.get("sections", {}).values()):
        return None
    kind = kind_named(state["kind"], context.kinds)
    judged = context.check(draft_of(state, kind, context.writer(state)), context.chart(state))
    return replace(judged, set_aside=(*judged.set_aside, *_unfinished(state, kind)))


def _unfinished(state: State, kind: DocumentKind) -> list[str]:
    """That it was stopped, and which sections have something to tell and are not there."""
    written, evidence = state.get("sections", {}), state["evidence"]
    wanted = [s.id for s in kind.sections if s.id in evidence and evidence[s.id]["references"]]
    missing = [name for name in wanted if name not in written]
    if not missing:
        return [f"{STOPPED}: its sentences were not written again where the checker found fault"]
    done = len(wanted) - len(missing)
    return [
        f"{STOPPED}: {done} of {len(wanted)} sections are written",
        *(f"left out, {name}: not written, {STOPPED}" for name in missing),
    ]
