"""Procedures, each kind of them once."""

from dataclasses import dataclass

from chartside.fhir.chart import Chart
from chartside.fhir.clinical import plain
from chartside.fhir.clinical import procedures as done
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found
from chartside.tools.names import name_of
from chartside.tools.tool import asked, tool

SHOWN = 4


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One kind of procedure: how often, when, and what came of the last one.

    `references` are of the last four, the newest first, and `dates` theirs.
    """

    name: str
    count: int
    references: tuple[str, ...]
    dates: tuple[str, ...]
    outcome: str

    @property
    def line(self) -> str:
        """`Colonoscopy (3): 2021-10-19, 2018-08-21, 2013-08-20; last: No polyps`."""
        count = f" ({self.count})" if self.count > 1 else ""
        outcome = f"; last: {self.outcome}" if self.outcome else ""
        return f"{self.name}{count}: {', '.join(self.dates)}{outcome}"


@tool
async def procedures(chart: Chart) -> Found[ProcedureRow]:
    """Procedures that were done, each kind once with its count and dates, the newest first.

    Planned, cancelled and not-done procedures are not among them.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in reversed(done(chart)):
        groups.setdefault(plain(f"{entry.label} {entry.site}"), []).append(entry)
    rows = tuple(
        ProcedureRow(
            name=name_of(held[0]),
            count=len(held),
            references=tuple(e.reference for e in held[:SHOWN]),
            dates=tuple(e.when.day for e in held[:SHOWN] if e.when),
            outcome=held[0].value.words if held[0].value else "",
        )
        for held in groups.values()
    )
    return Found(items=rows, query=asked("procedures"), total=len(rows))
