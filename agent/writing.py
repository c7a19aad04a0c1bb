"""The node that writes: one section a branch, from its own evidence, by the author of the run."""

from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from chartside.agent.assembly import statements_from, stored
from chartside.agent.authors.author import Task
from chartside.agent.context import Context
from chartside.agent.evidence import assembled, wants_conflicts
from chartside.agent.state import SectionTask
from chartside.draft import Statement
from chartside.errors import EndpointFailed, ModelError, OffSchema, PromptTooLong, Truncated
from chartside.prompts.kinds import SectionSpec, document_kind


async def write(state: SectionTask, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write one section from its own evidence; what cites anything that was not read is dropped.

    Text and citations are the author's to give; a verdict is not.

    Raises:
        ModelError: The model cannot be asked. The run stays where it is, and can be resumed.
    """
    context = runtime.context
    chart = context.chart(state)
    kind = document_kind(state["kind"], context.kinds)
    section = kind.section(state["section"])
    conflicts = context.disagreements(chart) if wants_conflicts(section) else ()
    gathered = await assembled(chart, state["evidence"], conflicts, state["since"], context.ask)
    beside = {name for s in kind.sections if s.id != section.id for name in s.evidence}
    evidence = replace(gathered, beside=frozenset(beside))
    earlier = statements_from(state["earlier"])
    task = Task(kind.id, section, kind.instructions, evidence, earlier)
    try:
        written = await context.author.write(task)
    except ModelError as wrong:
        if not _unusable(wrong):
            raise
        return _unwritten(state, wrong)
    sourced = [Statement(s.text, s.citations) for s in written if _read(s, evidence.read)]
    kept = sourced[: section.limit]
    same = [s.text for s in kept] == [s.text for s in earlier]
    left_out = _left_out(section, len(written) - len(sourced), len(sourced) - len(kept))
    return {
        "sections": {section.id: stored(kept)},
        "settled": [section.id] if same else [],
        "left_out": {} if earlier else {section.id: left_out},
    }


def _unusable(wrong: ModelError) -> bool:
    """Whether the model was asked, and asking anew would give the same."""
    if isinstance(wrong, EndpointFailed):
        return wrong.reason == "too-long"
    return isinstance(wrong, OffSchema | Truncated | PromptTooLong)


def _unwritten(state: SectionTask, wrong: ModelError) -> dict[str, Any]:
    """One section that a model could not write does not cost the others.

    What it had written before stays, marked by the checker.
    """
    section, earlier = state["section"], state["earlier"]
    what = "not revised" if earlier else "not written"
    return {
        "sections": {section: earlier},
        "settled": [section],
        "left_out": {section: [f"{section}: {what}, the model's answer was {wrong.code}"]},
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
