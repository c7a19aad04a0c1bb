"""How much one run may cost. What is left when it is spent is said to be unread."""

from dataclasses import dataclass
from typing import Any, Final

from chartside.tools.budget import Budget as Reading
from chartside.tools.budget import Spent


@dataclass(frozen=True, slots=True)
class Budget(Reading):
    """Bounds of one run, held by the graph and not by whoever plans.

    Those of reading are the tools' own: `calls`, pages of one answer counted; `rows` and
    `characters` read; `seconds` spent on it. `writing` is the seconds that
    a model may take over one section, `run` those of the whole run, from opening the chart until
    the draft is laid down: what is not written by then is left out, and said to be. A run that is
    resumed has them anew. Of a question also `rounds` of planning, `prompt` characters of evidence
    in one prompt, and `prompts` of that size.
    """

    seconds: float = 60.0
    writing: float = 1_800.0
    run: float = 7_200.0
    rounds: int = 3
    prompt: int = 36_000
    prompts: int = 3


BUDGET: Final = Budget()
BATCH: Final = 8
"""Calls of one step, run together."""


def spent_in(state: Any) -> Spent:
    """What a run has spent on reading, as its state has it."""
    return Spent(
        calls=state.get("spent", 0),
        rows=state.get("rows", 0),
        characters=state.get("characters", 0),
        seconds=state.get("milliseconds", 0) / 1000,
    )


def costs(spent: Spent) -> dict[str, Any]:
    """The fields of the state that say what was spent."""
    return {
        "spent": spent.calls,
        "rows": spent.rows,
        "characters": spent.characters,
        "milliseconds": round(spent.seconds * 1000),
    }
