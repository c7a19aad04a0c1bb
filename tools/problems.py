"""The problem list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import (
    active_problems,
    denied_problems,
    past_problems,
    problem_list,
    provisional_problems,
)
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, tool

Standing = Literal["active", "provisional", "past", "denied"]
_VIEWS: Final[dict[str, Callable[[Chart], tuple[Entry, ...]]]] = {
    "active": active_problems,
    "provisional": provisional_problems,
    "past": past_problems,
    "denied": denied_problems,
}


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem: since when, until when, and how it stands.

    `disputed` is the end without a date that a record gives which calls the problem active.
    """

    reference: str
    name: str
    since: str
    until: str
    standing: str
    disputed: str = ""

    @property
    def references(self) -> tuple[str, ...]:
        """The entry with the onset (active), or of the last episode (past)."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`Type 2 diabetes mellitus, active since 2009-05`."""
        since = f" since {self.since}" if self.since else ""
        until = f" until {self.until}" if self.until else ""
        against = f", but recorded as {self.disputed}" if self.disputed else ""
        return f"{self.name}, {self.standing}{since}{until}{against}"


@tool
async def problems(chart: Chart, standing: Standing = "active") -> Found[ProblemRow]:
    """Problems of the open chart, each once, the longest known first.

    Social circumstances that the record codes as Conditions are not among them; refuted and
    mistaken diagnoses are not either. Denied are records that say a disease is not there.

    Args:
        standing: active, provisional (suspected and not over), past (over and not active again) or
            denied (recorded as absent).
    """
    disputed = {p.entry.reference: p.disputed for p in problem_list(chart) if p.disputed}
    rows = tuple(_row(e, standing, disputed.get(e.reference, "")) for e in _VIEWS[standing](chart))
    return Found(items=rows, query=asked("problems", standing=standing), total=len(rows))


def _row(entry: Entry, standing: Standing, disputed: str) -> ProblemRow:
    since = entry.when or entry.recorded
    return ProblemRow(
        reference=entry.reference,
        name=name_of(entry),
        since=since.day if since else "",
        until=entry.end.day if entry.end else "",
        standing=entry.status or "past" if standing == "past" else standing,
        disputed=disputed,
    )
