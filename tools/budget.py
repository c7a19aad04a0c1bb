"""What reading may cost: one measure for the graph, for LangChain and for MCP.

A token of English is about four characters; characters are counted because every model cuts text
into tokens of its own.
"""

from collections.abc import Callable, Mapping
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

    def and_refused(self, seconds: float = 0.0) -> "Spent":
        """With one more call that a tool refused: it costs one, so that none is tried for ever."""
        return replace(self, calls=self.calls + 1, seconds=self.seconds + seconds)

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
        pause: Seconds without a call after which the budget begins anew; None, never. A call that
            is refused is one too.
        clock: Seconds that only ever rise.
    """

    def __init__(
        self, budget: Budget, *, pause: float | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self.budget: Final = budget
        self.spent = Spent()
        self._pause = pause
        self._clock = clock
        self._last = clock()

    async def call(self, tool: Tool, chart: Chart, arguments: Mapping[str, Any]) -> Found[Any]:
        """Run a tool. A call that fails costs a call too, so that none is tried forever.

        Of `characters` the sources count too, which are told to a model with each row.

        Raises:
            ToolError: The budget is spent, or the tool refuses its arguments.
        """
        begun = self._begin()
        try:
            found = await tool.call(chart, arguments)
        except Exception:
            self.spent = self.spent.and_refused(self._clock() - begun)
            raise
        self._last = self._clock()
        spent = self.spent.and_read(found, self._last - begun)
        sources = sum(len(ref) for row in found.items for ref in row.references)
        self.spent = replace(spent, characters=spent.characters + sources)
        return found

    def refuse(self) -> None:
        """Count a call of what is no tool.

        Raises:
            ToolError: The budget is spent.
        """
        self._begin()
        self.spent = self.spent.and_refused()

    def _begin(self) -> float:
        now, last = self._clock(), self._last
        self._last = now
        if self._pause is not None and now - last >= self._pause:
            self.spent = Spent()
        if over := self.spent.over(self.budget):
            raise ToolError(
                f"{over}: answer from what was read, and say that not all was{self._anew}"
            )
        return now

    @property
    def _anew(self) -> str:
        if self._pause is None:
            return ""
        return f"; it begins anew after {self._pause / 60:g} minutes without a call"
