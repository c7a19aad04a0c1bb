"""How much one question may cost. What is left when it is spent is said to be unread."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of one question, held by the graph and not by whoever plans.

    `calls` of tools, pages of one answer counted; `rows` read; `rounds` of planning; `seconds`
    spent on reading; `characters` of evidence in one prompt, and `prompts` of that size.
    """

    calls: int = 60
    rows: int = 4_000
    rounds: int = 3
    seconds: float = 60.0
    characters: int = 36_000
    prompts: int = 3


BUDGET: Final = Budget()
BATCH: Final = 8
"""Calls of one step, run together."""
