"""The assistant at work on one case of Inspect's, with what that takes (`inspect_ai`)."""

from collections.abc import Iterator
from contextlib import contextmanager

from inspect_ai.solver import TaskState

from chartside.errors import ChartsideError, NothingToSay
from chartside.evals.running.cost import measured


@contextmanager
def at_work(state: TaskState) -> Iterator[None]:
    """What is done within is the work of this case: its cost is kept, and how it failed.

    A run that fails is an answer, its code is kept: `failed_in`. Silence is one without a word.
    The words of `state.output.completion` are counted.
    """
    with measured() as cost:
        try:
            yield
        except NothingToSay:
            state.output.completion = ""
        except ChartsideError as error:
            state.store.set("failed", error.code)
    state.store.set("cost", cost.to_json())
    state.store.set("words", len(state.output.completion.split()))


def failed_in(state: TaskState) -> str:
    """The code of the error that the run failed with; empty where it did not."""
    return str(state.store.get("failed") or "")
