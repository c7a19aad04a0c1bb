"""The assistant at work on one case of Inspect's, with what that takes (`inspect_ai`)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from inspect_ai.solver import TaskState

from chartside.errors import ChartsideError, NothingToSay
from chartside.evals.capsule.keeping import around
from chartside.evals.capsule.notes import Notes, noting
from chartside.evals.running.cost import measured
from chartside.tools.tool import heard_by

SUITE: Final = "suite"
"""Where the metadata of a sample name its suite: several may ask the same of the same patient."""


@contextmanager
def at_work(state: TaskState) -> Iterator[None]:
    """What is done within is the work of this case: its cost is kept, and how it failed.

    A run that fails is an answer, its code is kept: `failed_in`. Silence is one without a word.
    The words of `state.output.completion` are counted.
    """
    with noted(state, "work"):
        with measured() as cost:
            try:
                yield
            except NothingToSay:
                state.output.completion = ""
            except ChartsideError as error:
                state.store.set("failed", error.code)
        state.store.set("cost", cost.to_json())
        state.store.set("words", len(state.output.completion.split()))


@contextmanager
def noted(state: TaskState, stage: str) -> Iterator[dict[str, Any]]:
    """What models and tools are asked within goes into the capsule of the run, if it has one.

    What a grader found is put into the mapping that it is given.
    """
    found: dict[str, Any] = {}
    notes = Notes(str(state.metadata.get(SUITE, "")), str(state.sample_id), stage)
    with ExitStack() as held:
        held.enter_context(noting(notes))
        held.enter_context(heard_by(notes.tool))
        yield found
    if (between := around()) is not None:
        answer = {
            "completion": state.output.completion,
            "draft": _undated(state.store.get("draft")),
            "failed": failed_in(state),
        }
        between.ended(notes, found or answer)


def _undated(draft: Any) -> Any:
    """A draft without its id and the time it was made at, which no two runs share."""
    return {k: v for k, v in draft.items() if k not in {"id", "created"}} if draft else None


def failed_in(state: TaskState) -> str:
    """The code of the error that the run failed with; empty where it did not."""
    return str(state.store.get("failed") or "")
