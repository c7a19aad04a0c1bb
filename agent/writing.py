"""The node that writes: one section a branch, from its own evidence, by the author of the run."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from langgraph.runtime import Runtime

from chartside.agent import questions
from chartside.agent.asking.kind import kind_named
from chartside.agent.assembly import statements_from, stored
from chartside.agent.authors.author import Task
from chartside.agent.context import Context
from chartside.agent.evidence import assembled, wants_conflicts
from chartside.agent.language import instructions
from chartside.agent.scope import scope_of
from chartside.agent.state import SectionTask
from chartside.draft import Statement
from chartside.errors import EndpointFailed, ModelError, OffSchema, PromptTooLong, Truncated
from chartside.prompts.kinds import DocumentKind, SectionSpec


async def write(state: SectionTask, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write one section from its own evidence; what cites anything that was not read is dropped.

    Text and citations are the author's to give; a verdict is not.

    Raises:
        ModelError: The model cannot be asked. The run stays where it is, and can be resumed.
    """
    section = _kind(state, runtime).section(state["section"])
    await _turn(_kind(state, runtime), section)
    earlier = statements_from(state["earlier"])
    left, most = runtime.context.left(state["draft_id"]), runtime.context.budget.writing
    if left <= 0:
        return _unwritten(state, "late")
    try:
        async with asyncio.timeout(min(left, most)):
            written, notes = await _given(state, runtime, earlier)
    except TimeoutError:
        return _unwritten(state, "slow" if left > most else "late")
    except ModelError as wrong:
        if not _unusable(wrong):
            raise
        return _unwritten(state, wrong.code)
    read = frozenset(state["evidence"]["references"])
    sourced = [Statement(s.text, s.citations) for s in written if _read(s, read)]
    kept = sourced[: section.limit]
    same = [s.text for s in kept] == [s.text for s in earlier]
    left_out = _left_out(section, len(written) - len(sourced), len(sourced) - len(kept))
    return {
        "sections": {section.id: stored(kept)},
        "settled": [section.id] if same else [],
        "left_out": {} if earlier else {section.id: [*left_out, *notes]},
    }


async def _turn(kind: DocumentKind, section: SectionSpec) -> None:
    """Let the sections begin one after another, with room between them for whoever listens.

    An author that only computes never waits, so that all sections would be written before anybody
    heard of the first. One that waits for a model is held up by microseconds.
    """
    for _ in range(_ROOM * kind.sections.index(section)):
        await asyncio.sleep(0)


_ROOM: Final = 10
"""Turns of the loop from a section that is written to whoever is told of it."""


async def _given(
    state: SectionTask, runtime: Runtime[Context], earlier: tuple[Statement, ...]
) -> tuple[Sequence[Statement], Sequence[str]]:
    if state.get("question"):
        given = await questions.answer(state, runtime)
        return given.statements, given.left_out
    return await _section(state, runtime, earlier), ()


async def _section(
    state: SectionTask, runtime: Runtime[Context], earlier: tuple[Statement, ...]
) -> tuple[Statement, ...]:
    context = runtime.context
    chart = context.chart(state)
    kind = _kind(state, runtime)
    section = kind.section(state["section"])
    conflicts = context.disagreements(chart) if wants_conflicts(section) else ()
    gathered = await assembled(chart, state["evidence"], conflicts, scope_of(state), context.ask)
    beside = {name for s in kind.sections if s.id != section.id for name in s.evidence}
    evidence = replace(gathered, beside=frozenset(beside))
    if kind.begins != "record":  # the calls for what is new are bounded; the rest is as it stands
        evidence = replace(evidence, since=None, begun=gathered.since)
    asked = instructions(kind, state["bounds"].get("language", ""))
    return await context.author.write(Task(kind.id, section, asked, evidence, earlier))


def _kind(state: SectionTask, runtime: Runtime[Context]) -> DocumentKind:
    kind = kind_named(state["kind"], runtime.context.kinds)
    return kind.sized(state["bounds"].get("length", "normal"))


def _unusable(wrong: ModelError) -> bool:
    """Whether the model was asked, and asking anew would give the same."""
    if isinstance(wrong, EndpointFailed):
        return wrong.reason == "too-long"
    return isinstance(wrong, OffSchema | Truncated | PromptTooLong)


def _unwritten(state: SectionTask, wrong: str) -> dict[str, Any]:
    """One section that a model could not write does not cost the others.

    What it had written before stays, marked by the checker.
    """
    section, earlier = state["section"], state["earlier"]
    what = "not revised" if earlier else "not written"
    why = "the time of the run was over" if wrong == "late" else f"the model's answer was {wrong}"
    return {
        "sections": {section: earlier},
        "settled": [section],
        "left_out": {section: [f"{section}: {what}, {why}"]},
        "unwritten": [section],
    }


def _left_out(section: SectionSpec, unsourced: int, surplus: int) -> list[str]:
    said = []
    if unsourced:
        said.append(f"{section.id}: {_sentences(unsourced)} without a source that was read")
    if surplus:
        said.append(
            f"{section.id}: {_sentences(surplus)} more than the {section.limit} it may have"
        )
    return said


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' if count > 1 else ''}"


def _read(statement: Statement, read: frozenset[str]) -> bool:
    cited = [c.reference for c in statement.citations]
    return bool(cited) and read.issuperset(cited)
