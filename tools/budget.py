"""What reading may cost: one measure for the graph, for LangChain and for MCP.

A token of English is about four characters; characters are counted because every model cuts text
into tokens of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Final

from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.found import Found
from chartside.tools.tool import Tool


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of one task: `calls` of tools, `rows` and `characters` of answers, `seconds` of both.

    Each is a bound from which no further call is begun; the call that reaches it is answered whole.
    """

    calls: int = 60
    rows: int = 4_000
    characters: int = 400_000
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What has been read so far, in the measures of a `Budget`."""

    calls: int = 0
    rows: int = 0
    characters: int = 0
    seconds: float = 0.0

    def and_read(self, found: Found[Any], seconds: float = 0.0) -> "Spent":
        """With one more answer, and the time that it took."""
        return Spent(
            self.calls + 1,
            self.rows + len(found.items),
            self.characters + sum(len(row.line) for row in found.items),
            self.seconds + seconds,
        )

    def and_refused(self) -> "Spent":
        """With one more call that a tool refused: it costs one, so that none is tried for ever."""
        return replace(self, calls=self.calls + 1)

    def and_waited(self, seconds: float) -> "Spent":
        """With time that several calls took together."""
        return replace(self, seconds=self.seconds + seconds)

    def over(self, budget: Budget) -> str:
        """Which bound is reached, in words; empty while none is.

        >>> Spent(calls=2).over(Budget(calls=2)), Spent(calls=1).over(Budget(calls=2))
        ('the budget of 2 calls was spent', '')
        """
        bounds = (
            (self.calls >= budget.calls, f"{budget.calls} calls"),
            (self.rows >= budget.rows, f"{budget.rows} rows"),
            (self.characters >= budget.characters, f"{budget.characters} characters"),
            (self.seconds >= budget.seconds, f"{budget.seconds:g} seconds"),
        )
        return next(
            (f"the budget of {words} was spent" for reached, words in bounds if reached), ""
        )


class Meter:
    """Calls tools as long as a budget lasts; what it refuses, it refuses in words for a model.

    Args:
        budget: The bounds of all calls together.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget: Final = budget
        self.spent = Spent()

    async def call(self, tool: Tool, chart: Chart, arguments: Mapping[str, Any]) -> Found[Any]:
        """Run a tool. A call that the tool refuses costs a call too, so that none is tried forever.

        Raises:
            ToolError: The budget is spent, or the tool refuses its arguments.
        """
        if over := self.spent.over(self.budget):
            raise ToolError(f"{over}: answer from what was read, and say that not all was")
        begun = monotonic()
        try:
            found = await tool.call(chart, arguments)
        except ToolError:
            self.spent = self.spent.and_refused()
            raise
        self.spent = self.spent.and_read(found, monotonic() - begun)
        return found
