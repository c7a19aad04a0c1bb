"""Who cares for the patient, to what end, and by which plans."""

from dataclasses import dataclass
from typing import Literal

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import care_team, goals, plans
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import Found
from chartside.tools.tool import asked, tool

Part = Literal["team", "goal", "plan"]
_PARTS: dict[Kind, Part] = {Kind.TEAM: "team", Kind.GOAL: "goal", Kind.PLAN: "plan"}


@dataclass(frozen=True, slots=True)
class CareRow:
    """One team with its members of today, one goal with its targets, or one plan."""

    part: Part
    reference: str
    text: str

    @property
    def references(self) -> tuple[str, ...]:
        """The entry itself."""
        return (self.reference,)

    @property
    def line(self) -> str:
        """`goal: Control diabetes; HbA1c up to 7 %; active; improving; due 2026-06-01`."""
        return f"{self.part}: {self.text}"


@tool
async def care(chart: Chart) -> Found[CareRow]:
    """Care teams with each member's role, goals with target, state and due date, care plans.

    Only what stands today: no one who has left the team, no goal given up, no plan that is over.
    """
    rows = tuple(_row(e) for e in (*care_team(chart), *goals(chart), *plans(chart)))
    return Found(items=rows, query=asked("care"), total=len(rows))


def _row(entry: Entry) -> CareRow:
    return CareRow(_PARTS[entry.kind], entry.reference, entry.text)
